"""The first chapters: two nodes are founded, staffed, introduced to one another, and agree."""

from concurrent.futures import ThreadPoolExecutor

from demo.narration import Narrator, check, wait_for
from demo.stage import DATA, Side, Stage

CHANNEL = "desk:madrid~rabat"
ENTRANCES = {
    "liaison": "liaison officer",
    "privacy": "data-protection officer",
    "machine": "administrator",
}
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
        try:
            return list(pool.map(work, stage.sides))
        except BaseException:
            # The pool is about to wait for both.
            for side in stage.sides:
                side.give_up()
            raise


def decide(
    side: Side, proposer: str, approver: str, command: str, *words: str, **values: str
) -> dict:
    """A change by two officers: one proposes, the other approves."""
    made = side.act(proposer, command, *words, **values)
    return side.act(approver, "change", "approve", made["proposal"])


def found(stage: Stage, tell: Narrator) -> None:
    """Two agencies install a node each."""
    tell.chapter("founding", "Two agencies found a node each")
    made = both(stage, install)
    for side in stage.sides:
        tell.say(f"{PEOPLE[side.id]['names']['en']}: {side.url}")
    tell.say("Each has its own database, keys and root key; two officers founded it together.")
    tell.shown(urls=[side.url for side in stage.sides])
    check("two different root keys", holds=made[0]["fingerprint"] != made[1]["fingerprint"])


def install(side: Side) -> dict:
    """Found one node and start it."""
    who = PEOPLE[side.id]
    names = [w for key, text in who["names"].items() for w in ("--name", f"{key}={text}")]
    founders = [
        w for name, roles in who["founders"].values() for w in ("--founder", f"{name}={roles}")
    ]
    made = side.tansiq(
        "init --id {id} --exercise --officers {officers} --root-key {root} --web-port {web}"
        " --exchange-port {exchange} --web-url {url} --zone {zone} --locale {locale}"
        " --language {language}",
        *names,
        *founders,
        id=side.id,
        officers=str(side.folder / "officers"),
        root=str(side.folder / "root"),
        web=str(side.ports.web),
        exchange=str(side.ports.exchange),
        url=side.url,
        zone=who["zone"],
        locale=who["locale"],
        language=side.languages,
    )
    for name, founder in zip(who["founders"], made["founders"], strict=True):
        side.officers[name] = side.key_of(founder)
    side.start()
    return made


def staff(stage: Stage, tell: Narrator) -> None:
    """A data-protection officer and an administrator, each by an act of two people."""
    tell.chapter("officers", "Officers, roles and files: always by two people")

    def one(side: Side) -> None:
        hire(side, "privacy", "data_protection_officer")
        hire(side, "machine", "system_administrator")
        assign(side, "home")

    both(stage, one)
    for side in stage.sides:
        officers = side.tansiq("officer list", who="liaison", reason="check of the staff")
        check("four officers", holds=officers["count"] == 4)
    side = stage.rabat
    alone = side.act(
        "liaison", "officer propose role {officer} --role supervisor", officer=side.id_of("machine")
    )
    refused = side.act("liaison", "change approve {it}", it=alone["proposal"], expect=3)
    check("nobody approves alone", holds=refused["error"] == "approval_by_proposer")
    side.act("case", "change refuse {it} --because 'not needed'", it=alone["proposal"])
    tell.say("Nobody approves their own proposal; an administrator never sees a case.")
    tell.shown(officers=4)


def hire(side: Side, name: str, role: str) -> None:
    """A new officer with a key file of their own."""
    path = side.folder / "officers" / f"{name}.key"
    side.tansiq("officer key create {path}", path=str(path))
    side.officers[name] = path
    decide(
        side,
        "liaison",
        "case",
        "officer propose add --key-file {path} --name {name} --role {role}",
        path=str(path),
        name=PEOPLE[side.id][name],
        role=role,
    )


def assign(side: Side, file: str) -> None:
    """Put both founders on a file, each by the other's approval."""
    for whom, other in (("liaison", "case"), ("case", "liaison")):
        command = "officer propose assign {officer} --file {file}"
        decide(side, whom, other, command, officer=side.id_of(whom), file=file)


def enrol(stage: Stage, tell: Narrator) -> None:
    """Cards change hands; fingerprints are compared by another path; two officers agree."""
    tell.chapter("enrolment", "The two nodes enrol each other")
    cards = both(
        stage, lambda side: side.tansiq("partner card {file}", file=str(stage.table / side.id))
    )
    digits = {side.id: card["fingerprint"] for side, card in zip(stage.sides, cards, strict=True)}
    for side in stage.sides:
        tell.say(f"Fingerprint of {side.id}, read over the telephone: {digits[side.id]}")
    enrolling = "partner enrol {card} --fingerprint {digits} --checked two-channels"
    wrong = stage.rabat.act(
        "liaison", enrolling, card=str(stage.table / "madrid"), digits=digits["rabat"], expect=3
    )
    check("a wrong fingerprint is refused", holds=wrong["error"] == "fingerprint_differs")

    def one(side: Side) -> None:
        other = stage.other(side).id
        command = enrolling + " --by telephone --by courier"
        card, read = str(stage.table / other), digits[other]
        decide(side, "liaison", "case", command, card=card, digits=read)

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
    join(stage, CHANNEL, "desk exchange of reports")
    made = rabat.act(
        "liaison", "agreement", "propose", str(DATA / "agreement.toml"), "--channel", CHANNEL
    )
    rabat.act("liaison", "agreement", "sign", made["id"], "--channel", CHANNEL)
    wait_for("the terms reach madrid", lambda: bool(agreements(madrid)))
    madrid.act("liaison", "agreement", "sign", made["id"], "--channel", CHANNEL)
    wait_for("both are bound", lambda: all(bound(side) for side in stage.sides))
    tell.say("Requests are answered within 8, 72 or 168 hours; each direction names its grounds.")
    tell.shown(agreement=made["id"])


def join(stage: Stage, channel: str, purpose: str) -> None:
    """A channel of both, proposed by one, signed by both, with both founders of each on it."""
    rabat, madrid = stage.sides
    members = ("--member", "rabat", "--member", "madrid")
    decide(rabat, "liaison", "case", "channel", "propose", channel, *members, "--purpose", purpose)
    wait_for(
        "madrid sees the proposed channel",
        lambda: any(
            one["channel"] == channel for one in madrid.tansiq("channel", "list")["channels"]
        ),
    )
    decide(madrid, "liaison", "case", "channel", "sign", channel)
    wait_for(
        "rabat sees both signatures",
        lambda: rabat.tansiq("channel", "show", channel)["members"] == ["madrid", "rabat"],
    )
    both(stage, lambda side: assign(side, channel))


def agreements(side: Side) -> list:
    """The agreements a side sees."""
    shown = side.tansiq("agreement", "show", "--channel", CHANNEL, who="liaison", reason="terms")
    return shown["agreements"]


def bound(side: Side) -> bool:
    """Whether a side sees an agreement in force."""
    return any(one["in_force"] for one in agreements(side))


CHAPTERS = (found, staff, enrol, agree)
