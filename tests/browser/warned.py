"""Those who warn at both agencies of the stage: sites of the register, warnings, a mail server."""

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from demo.opening import CHANNEL, decide
from demo.stage import Side, Stage
from tests.nodes.mailing import HOST, Mailbox, mail_server

from tansiq.node import alert_sending
from tansiq.node.compose import Node

REASON = "guard of the sites"
NAMES = {
    "rabat": ("Samira Elkandili", "Yassir Oubella"),
    "madrid": ("Nuria Castellote", "Iñaki Orbe"),
}
SITES = {
    "rabat": ("دار الفانوس", "worship", "أمينة الزهراوي;amina@lantern.example;ar;10;+000 555 0142"),
    "madrid": ("Mercado del Puente", "trade", "Carla Fuensanta;carla@puente.example;es;10"),
}
SECOND = "Bruno Altamirano;bruno@lantern.example;es;5"
TEXTS = {
    "ar": (
        "خطر محتمل على المدخل الشمالي",
        "وردت معلومات موثوقة عن خطر محتمل قرب المدخل الشمالي مساء اليوم.",
        "أغلقوا المدخل الشمالي وأبعدوا الزوار عنه، واتصلوا بنا عند أي أمر غير معتاد.",
        "وسط مدينة النخيل",
    ),
    "es": (
        "Posible peligro en la entrada norte",
        "Hay información fiable de un posible peligro junto a la entrada norte esta tarde.",
        "Cierren la entrada norte, alejen a los visitantes y llámennos ante cualquier anomalía.",
        "Centro de Ciudad Palmera",
    ),
}  # fmt: skip


def guards(stage: Stage) -> None:
    """Two officers who warn at each agency, on the register's file and on the desk; once."""
    if "guards" in stage.kept:
        return
    for side in stage.sides:
        for who, name in zip(("guard", "second"), NAMES[side.id], strict=True):
            path = side.folder / "officers" / f"{who}.key"
            side.tansiq("officer key create {path}", path=str(path))
            side.officers[who] = path
            decide(
                side, "liaison", "case",
                "officer propose add --key-file {path} --name {name} --role {role}",
                path=str(path), name=name, role="protective_security_officer",
            )  # fmt: skip
            for file in ("home", CHANNEL):
                decide(
                    side, "liaison", "case", "officer propose assign {officer} --file {file}",
                    officer=side.id_of(who), file=file,
                )  # fmt: skip
    stage.kept["guards"] = True


def site(side: Side, *more: str) -> str:
    """A site with two contacts."""
    name, kind, first = SITES[side.id]
    made = side.act(
        "guard", "alert site add", "--name", name, "--kind", kind, "--contact", first,
        "--contact", SECOND, "--explanation", "asked for protection", *more,
    )  # fmt: skip
    return str(made["id"])


def written(side: Side) -> str:
    """A file with the texts in Arabic and Spanish."""
    lines = []
    for language, said in TEXTS.items():
        lines += ["[[text]]", f'language = "{language}"']
        for name, text in zip(("headline", "description", "advice", "area"), said, strict=True):
            lines.append(f"{name} = {json.dumps(text, ensure_ascii=False)}")
    path = Path(side.folder) / "texts.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def warned(side: Side, named: str, *more: str) -> str:
    """A warning for a site that two officers signed, or one for a life."""
    until = datetime.now(UTC) + timedelta(hours=8)
    made = side.act(
        "guard", "alert propose", written(side), "--site", named, "--urgency", "immediate",
        "--severity", "severe", "--certainty", "likely", "--response", "avoid",
        "--expiry", f"{until:%Y-%m-%dT%H:%M:%SZ}", "--legal-basis", "Code, article 4",
        "--ground", "threat_to_life:lives", *more,
    )  # fmt: skip
    if not made["in_force"]:
        approve(side, made["alert"])
    return str(made["alert"])


def approve(side: Side, alert: str, number: int = 1) -> None:
    """Let the second officer approve a message."""
    seen = side.tansiq("alert show {alert}", alert=alert, who="second", reason="to sign")
    digest = seen["messages"][number - 1]["digest"]
    side.act("second", "alert approve {alert}", "--number", str(number), "--digest", digest,
             alert=alert)  # fmt: skip


@contextmanager
def mail_of(side: Side) -> Iterator[tuple[Mailbox, Node]]:
    """The node of a side, open in this process too, with a mail server to send through."""
    with mail_server() as box, Node.open(side.node) as node:
        node.settings = dataclasses.replace(
            node.settings, smtp_host=HOST, smtp_port=box.port, smtp_tls="none",
            smtp_sender="notices@almoria.example",
        )  # fmt: skip
        yield box, node


def sent(side: Side) -> Mailbox:
    """Send whatever is due, once; what the mail server took."""
    with mail_of(side) as (box, node):
        alert_sending.send(node)
        return box
