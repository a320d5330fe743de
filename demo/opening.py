"""The first chapters: two nodes are founded, staffed, introduced to one another, and agree."""

from concurrent.futures import ThreadPoolExecutor

from demo.narration import Narrator, check, wait_for
from demo.stage import DATA, Side, Stage

CHANNEL = "desk:madrid~rabat"
PEOPLE = {
    "rabat": {
        "names": {
            "ar": "مكتب التنسيق القضائي بألموريا",
            "fr": "Bureau de coordination judiciaire d'Almoria",
            "es": "Oficina de Coordinación Judicial de Almoria",
            "en": "Judicial Coordination Office of Almoria",
        },
        "founders": {
            "liaison": ("Nawal Ouazzarine", "liaison_officer,intelligence_analyst"),
            "case": ("Karim Tazroualt", "case_officer,prosecutor"),
        },
        "privacy": "Hind Benjerrar",
        "machine": "Omar Sefiani Tizi",
        "zone": "Africa/Casablanca",
        "locale": "ar-MA",
    },
    "madrid": {
        "names": {
            "es": "Oficina de Coordinación de Peñafría",
            "en": "Coordination Office of Peñafría",
            "fr": "Bureau de coordination de Peñafría",
            "ar": "مكتب التنسيق ببينيافرية",
        },
        "founders": {
            "liaison": ("Irene Valdelomar", "liaison_officer,intelligence_analyst"),
            "case": ("Tomás Urrizar", "case_officer,prosecutor"),
        },
        "privacy": "Lucía Arrabalejo",
        "machine": "Bruno Satrústegui",
        "zone": "Europe/Madrid",
        "locale": "es-ES",
    },
}


def both(stage: Stage, work: object) -> list:
    """Do the same on both sides at once."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, stage.sides))


def decide(side: Side, proposer: str, approver: str, *words: str) -> dict:
    """A change by two officers: one proposes, the other approves."""
    made = side.act(proposer, *words)
    return side.act(approver, "change", "approve", made["proposal"])


def found(stage: Stage, tell: Narrator) -> None:
    """Two agencies install a node each."""
    tell.chapter("founding", "Two agencies found a node each")

    def one(side: Side) -> dict:
        who = PEOPLE[side.id]
        names = [w for key, text in who["names"].items() for w in ("--name", f"{key}={text}")]
        founders = [
            w for name, roles in who["founders"].values() for w in ("--founder", f"{name}={roles}")
        ]
        made = side.tansiq(
            "init",
            "--id",
            side.id,
            *names,
            *founders,
            "--exercise",
            "--officers",
            str(side.folder / "officers"),
            "--root-key",
            str(side.folder / "root"),
            "--web-port",
            str(side.ports.web),
            "--exchange-port",
            str(side.ports.exchange),
            "--web-url",
            side.url,
            "--zone",
            who["zone"],
            "--locale",
            who["locale"],
            "--language",
            side.languages,
        )
        for name, founder in zip(who["founders"], made["founders"], strict=True):
            side.officers[name] = side.key_of(founder)
        side.start()
        return made

    made = both(stage, one)
    for side in stage.sides:
        tell.say(f"{PEOPLE[side.id]['names']['en']}: {side.url}")
    tell.say("Each has its own database, keys and root key; two officers founded it together.")
    tell.shown(urls=[side.url for side in stage.sides])
    check("two different root keys", holds=made[0]["fingerprint"] != made[1]["fingerprint"])


def staff(stage: Stage, tell: Narrator) -> None:
    """A data-protection officer and an administrator, each by an act of two people."""
    tell.chapter("officers", "Officers, roles and files: always by two people")

    def one(side: Side) -> None:
        who = PEOPLE[side.id]
        for name, role in (
            ("privacy", "data_protection_officer"),
            ("machine", "system_administrator"),
        ):
            path = side.folder / "officers" / f"{name}.key"
            side.tansiq("officer", "key", "create", str(path))
            side.officers[name] = path
            decide(
                side,
                "liaison",
                "case",
                "officer",
                "propose",
                "add",
                "--key-file",
                str(path),
                "--name",
                who[name],
                "--role",
                role,
            )
        assign(side, "home")

    both(stage, one)
    for side in stage.sides:
        officers = side.tansiq("officer", "list", who="liaison", reason="check of the staff")
        check("four officers", holds=officers["count"] == 4)
    side = stage.rabat
    alone = side.act(
        "liaison", "officer", "propose", "role", side.id_of("machine"), "--role", "supervisor"
    )
    refused = side.act("liaison", "change", "approve", alone["proposal"], expect=3)
    check("nobody approves alone", holds=refused["error"] == "approval_by_proposer")
    side.act("case", "change", "refuse", alone["proposal"], "--because", "not needed")
    tell.say("Nobody approves their own proposal; an administrator never sees a case.")
    tell.shown(officers=4)


def assign(side: Side, file: str) -> None:
    """Put both founders on a file, each by the other's approval."""
    for whom, proposer, approver in (("liaison", "liaison", "case"), ("case", "case", "liaison")):
        decide(
            side,
            proposer,
            approver,
            "officer",
            "propose",
            "assign",
            side.id_of(whom),
            "--file",
            file,
        )


def enrol(stage: Stage, tell: Narrator) -> None:
    """Cards change hands; fingerprints are compared by another path; two officers agree."""
    tell.chapter("enrolment", "The two nodes enrol each other")
    cards = both(stage, lambda side: side.tansiq("partner", "card", str(stage.table / side.id)))
    digits = {side.id: card["fingerprint"] for side, card in zip(stage.sides, cards, strict=True)}
    for side in stage.sides:
        tell.say(f"Fingerprint of {side.id}, read over the telephone: {digits[side.id]}")
    wrong = stage.rabat.act(
        "liaison",
        "partner",
        "enrol",
        str(stage.table / "madrid"),
        "--fingerprint",
        digits["rabat"],
        "--checked",
        "in_person",
        expect=3,
    )
    check("a wrong fingerprint is refused", holds=wrong["error"] == "fingerprint_differs")

    def one(side: Side) -> None:
        other = stage.other(side)
        decide(
            side,
            "liaison",
            "case",
            "partner",
            "enrol",
            str(stage.table / other.id),
            "--fingerprint",
            digits[other.id],
            "--checked",
            "two_channels",
            "--by",
            "telephone",
            "--by",
            "courier",
        )

    both(stage, one)
    for side in stage.sides:
        wait_for(
            f"{side.id} hears from its partner",
            lambda side=side: side.partner()["link"] == "live",
        )
    tell.say("Both ask over mutually authenticated TLS; nobody else is even answered.")
    tell.shown(fingerprints=digits)


def agree(stage: Stage, tell: Narrator) -> None:
    """A channel of two, signed by both; a desk agreement with clocks and transfer grounds."""
    tell.chapter("agreement", "A channel of two, and the terms of exchange")
    rabat, madrid = stage.sides
    decide(
        rabat,
        "liaison",
        "case",
        "channel",
        "propose",
        CHANNEL,
        "--member",
        "rabat",
        "--member",
        "madrid",
        "--purpose",
        "desk exchange of reports",
    )
    wait_for(
        "madrid sees the proposed channel",
        lambda: madrid.tansiq("channel", "list")["count"] > 0,
    )
    decide(madrid, "liaison", "case", "channel", "sign", CHANNEL)
    wait_for(
        "rabat sees both signatures",
        lambda: rabat.tansiq("channel", "show", CHANNEL)["members"] == ["madrid", "rabat"],
    )
    both(stage, lambda side: assign(side, CHANNEL))
    made = rabat.act(
        "liaison", "agreement", "propose", str(DATA / "agreement.toml"), "--channel", CHANNEL
    )
    rabat.act("liaison", "agreement", "sign", made["id"], "--channel", CHANNEL)
    wait_for("the terms reach madrid", lambda: bool(agreements(madrid)))
    madrid.act("liaison", "agreement", "sign", made["id"], "--channel", CHANNEL)
    wait_for("both are bound", lambda: all(bound(side) for side in stage.sides))
    tell.say("Requests are answered within 8, 72 or 168 hours; each direction names its grounds.")
    tell.shown(agreement=made["id"])


def agreements(side: Side) -> list:
    """The agreements a side sees."""
    shown = side.tansiq("agreement", "show", "--channel", CHANNEL, who="liaison", reason="terms")
    return shown["agreements"]


def bound(side: Side) -> bool:
    """Whether a side sees an agreement in force."""
    return any(one["in_force"] for one in agreements(side))


CHAPTERS = (found, staff, enrol, agree)
