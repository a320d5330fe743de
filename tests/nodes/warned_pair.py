"""Two nodes with a joint case; at the first of them officers warn sites and the partner."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone
from tests.nodes.warning import WORDS

LOOK = {"reason": "inquiry 7/26"}


@contextmanager
def warning_pair(folder: Path) -> Iterator[Joint]:
    """Two nodes with a case; two officers of the first warn."""
    with joint(folder) as made:
        made.rabat.officer("machine", "system_administrator")
        made.rabat.officer("privacy", "data_protection_officer")
        for name in ("guard", "second"):
            made.rabat.officer(name, "protective_security_officer")
            for file in ("home", CASE):
                made.rabat.decide(
                    "officer", "propose", "assign", made.rabat.id_of(name), "--file", file
                )
        yield made


def new_site(both: Joint) -> str:
    """A site whose contacts read Arabic and Spanish."""
    made: str = both.rabat.act(
        "guard", "alert", "site", "add", "--name", "House of the Lantern", "--kind", "worship",
        "--contact", "Amina;amina@lantern.example;ar;10", "--contact", "Bruno;b@x.example;es;5",
        "--explanation", "asked for protection",
    )["id"]  # fmt: skip
    return made


def written(folder: Path, *languages: str, **changes: str) -> str:
    """A file of texts."""
    lines = []
    for language in languages:
        names = ("headline", "description", "advice", "area")
        said = {**dict(zip(names, WORDS[language], strict=True)), **changes}
        lines += ["[[text]]", f'language = "{language}"']
        lines += [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in said.items()]
    path = folder / "texts.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def codes(hours: int = 12) -> list[str]:
    until = datetime.now(UTC) + timedelta(hours=hours)
    return [
        "--urgency", "immediate", "--severity", "severe", "--certainty", "likely",
        "--response", "shelter", "--expiry", f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "--legal-basis", "Code of Almoria (invented), article 4", "--ground", "threat_to_life:x",
    ]  # fmt: skip


def issued(both: Joint, folder: Path, site: str, *more: str) -> str:
    made = both.rabat.act(
        "guard", "alert", "propose", written(folder, "ar", "es"), "--site", site,
        "--channel", CASE, *codes(), *more,
    )  # fmt: skip
    approve(both.rabat, made["alert"], made["number"])
    return str(made["alert"])


def approve(node: Lone, alert: str, number: int) -> None:
    seen = node.ask("alert", "show", alert, who="guard", **LOOK)
    digest = seen["messages"][number - 1]["digest"]
    node.act("second", "alert", "approve", alert, "--number", str(number), "--digest", digest)
