"""The desk at work: reports, releases, requests, corrections, recalls, leave to pass on."""

from demo.narration import Narrator, check, wait_for
from demo.opening import CHANNEL
from demo.stage import DATA, Side, Stage

TERMS = {
    "rabat": ("--ground", "judicial_cooperation:preliminary inquiry 31/26"),
    "madrid": ("--ground", "individual_case:prevention of a serious crime"),
}
FOR = (
    "--channel",
    CHANNEL,
    "--purpose",
    "prevention of terrorism, inquiry 31/26",
    "--legal-basis",
    "Convention of Cala Honda, article 4",
    "--expiry",
    "2030-12-31",
)

OUTCOMES = ["answered", "refused"]


def report(stage: Stage, tell: Narrator) -> None:
    """Both sides file what they have, in the formats they have it in."""
    tell.chapter("reports", "Each files reports from the files it has")
    rabat, madrid = stage.sides
    graded = ("--grade", "europol_4x4:B2", "--handling", "H0", "--category", "suspect")
    rabat.act("liaison", "report", "import", "csv", str(DATA / "rabat_reports.csv"))
    rabat.act(
        "liaison",
        "report",
        "import",
        "eml",
        str(DATA / "rabat_message.eml"),
        *graded,
        "--language",
        "fr",
    )
    madrid.act("liaison", "report", "import", "csv", str(DATA / "madrid_reports.csv"))
    left = madrid.act(
        "liaison",
        "report",
        "import",
        "ftm",
        str(DATA / "madrid_entities.ftm.json"),
        *graded,
        "--language",
        "es",
    )["left"]
    check("what a format leaves behind is named", holds=left == ["PF 7731 KD: owner"])
    counts = {side.id: len(filed(side)) for side in stage.sides}
    check("nine and eleven reports", holds=counts == {"rabat": 9, "madrid": 11})
    mail = reading(rabat, "Saisie à l'atelier de la rue des Tanneurs")
    names = [one["name"] for one in mail["content"]["attachments"]]
    check("the mail kept its PDF", holds="bordereau-saisie.pdf" in names)
    tell.say(
        "Rabat: a table in French and Arabic, a mail with a PDF. Madrid: a table, FollowTheMoney."
    )
    tell.say("Nothing has left yet: filing tells nobody.")
    tell.shown(filed=counts)


def filed(side: Side) -> dict[str, str]:
    """Title to id of every report of a side."""
    found = side.tansiq("report", "list", who="liaison", reason="daily round")["reports"]
    return {one["title"]: one["report"] for one in found}


def reading(side: Side, title: str) -> dict:
    """One report whole."""
    return side.tansiq("report", "show", filed(side)[title], who="liaison", reason="inquiry 31/26")


def release(stage: Stage, tell: Narrator) -> None:
    """Preview, release, receipts."""
    tell.chapter("release", "A preview, a signed release, and its receipts")
    rabat, madrid = stage.sides
    titles = filed(rabat)
    secret = titles["Identité d'une source humaine"]
    told = rabat.act(
        "liaison",
        "report",
        "release",
        secret,
        *FOR,
        *TERMS["rabat"],
        "--wording",
        "Réunions le soir, selon l'informateur SW-14.",
        "--handling",
        "H0",
        expect=3,
    )
    check(
        "a text that betrays its source is stopped", holds=told["error"] == "release_leaks_source"
    )
    mail = titles["Saisie à l'atelier de la rue des Tanneurs"]
    shown = rabat.tansiq(
        "report", "preview", mail, *FOR, *TERMS["rabat"], who="liaison", reason="before release"
    )
    check("the preview names madrid alone", holds=shown["recipients"] == ["madrid"])
    check("nothing forbids it", holds=shown["forbidden"] == "")
    made = rabat.act("liaison", "report", "release", mail, *FOR, *TERMS["rabat"])
    check("delivered as previewed", holds=made["recipients"] == shown["recipients"])
    took = wait_for("the release reaches madrid", lambda: made["release"] in inbox(madrid))
    got = madrid.tansiq(
        "report", "show", f"rabat/{made['release']}", who="liaison", reason="inquiry 31/26"
    )
    check("the officer's act holds", holds=all(one["valid"] for one in got["acts"]) and got["acts"])
    check("same code of digits on both sides", holds=got["acts"][0]["code"] == made["code"])
    wait_for("rabat learns that it was read", lambda: states(rabat, made["release"]) == {"read"})
    tell.say(f"Rabat signs with code {made['code']}; Madrid sees the same digits.")
    tell.say("The receipts say sent, received, opened, read: each is Madrid's own signed word.")
    stage.kept["mail"] = made
    tell.shown(release=made["release"], delivered_after=round(took, 2))


def inbox(side: Side) -> dict[str, dict]:
    """Partners' releases, by id."""
    found = side.tansiq(
        "report",
        "releases",
        "--channel",
        CHANNEL,
        "--agency",
        "rabat" if side.id == "madrid" else "madrid",
        who="liaison",
        reason="inbox",
    )
    return {one["line"]["release"]: one["line"] for one in found["releases"]}


def states(side: Side, named: str) -> set[str]:
    """How far a release of ours has come, over all recipients."""
    found = side.tansiq(
        "report",
        "releases",
        "--channel",
        CHANNEL,
        "--agency",
        side.id,
        who="liaison",
        reason="receipts",
    )
    return {
        state["delivery"]
        for one in found["releases"]
        if one["line"]["release"] == named
        for state in one["states"]
    }


def ask(stage: Stage, tell: Narrator) -> None:
    """Two requests with clocks: one answered, one refused."""
    tell.chapter("requests", "Two questions with clocks: one answered, one refused")
    rabat, madrid = stage.sides

    def question(text: str, urgency: str) -> str:
        return madrid.act(
            "liaison",
            "request",
            "make",
            "--channel",
            CHANNEL,
            "--to",
            "rabat",
            "--urgency",
            urgency,
            "--question",
            text,
            "--language",
            "es",
            "--purpose",
            "inquiry 31/26",
            "--legal-basis",
            "Convention of Cala Honda, article 9",
            "--handling",
            "H0",
            *TERMS["madrid"],
        )["id"]

    first = question("¿Viajó Samia Zerkatti en septiembre?", "urgent_direct")
    second = question("¿Quién es el informador SW-14?", "normal")
    wait_for("both questions reach rabat", lambda: {first, second} <= set(questions(rabat)))
    clock = questions(rabat)[first]["due"]
    check(
        "eight hours to answer",
        holds=clock["state"] == "running" and 7 * 3600 < clock["seconds_left"] <= 8 * 3600,
    )
    no_reason = rabat.act(
        "liaison",
        "request",
        "refuse",
        second,
        "--agency",
        "madrid",
        "--because",
        "because",
        expect=4,
    )
    check("a refusal needs an agreed reason", holds=no_reason["error"] == "refusal_code_unknown")
    rabat.act("liaison", "request", "acknowledge", first, "--agency", "madrid")
    ticket = filed(rabat)["Billet de traversée"]
    made = rabat.act(
        "liaison", "report", "release", ticket, *FOR, *TERMS["rabat"], "--answers", first
    )
    rabat.act(
        "liaison", "request", "answer", first, "--agency", "madrid", "--release", made["release"]
    )
    rabat.act("liaison", "request", "refuse", second, "--agency", "madrid", "--because", "security")
    wait_for("madrid has both answers", lambda: outcomes(madrid, first, second) == OUTCOMES)
    tell.say(
        "The eight-hour question is answered with a ferry ticket; the other refused: security."
    )
    stage.kept["ticket"] = made
    tell.shown(answered=first, refused=second)


def outcomes(side: Side, *named: str) -> list[str]:
    """What became of requests."""
    known = questions(side)
    return [known[one]["outcome"] for one in named]


def questions(side: Side) -> dict[str, dict]:
    """Requests by id."""
    found = side.tansiq("request", "list", "--channel", CHANNEL, who="liaison", reason="clocks")
    return {one["identifier"]: one for one in found["requests"]}


def mend(stage: Stage, tell: Narrator) -> None:
    """A correction and a recall, each with the recipient's answer."""
    tell.chapter("correction_and_recall", "A correction, a recall, and the answers")
    rabat, madrid = stage.sides
    ticket, mail = stage.kept["ticket"]["release"], stage.kept["mail"]["release"]
    fixed = rabat.act(
        "liaison",
        "report",
        "correct",
        ticket,
        "--text",
        "Le manifeste du 24 septembre nomme Samia Zerkatti, aller-retour.",
        "--explanation",
        "aller-retour, non aller simple",
    )
    wait_for("madrid reads the corrected text", lambda: "aller-retour" in words(madrid, ticket))
    madrid.act("liaison", "correction", "answer", fixed["id"], "--agency", "rabat", "--comply")
    rabat.act(
        "liaison", "report", "recall", mail, "--because", "source_at_risk", "--measure", "erase"
    )
    wait_for("madrid learns of the recall", lambda: inbox(madrid)[mail]["recalled"])
    notices = rabat.tansiq("recall", "list", "--channel", CHANNEL, who="liaison", reason="recall")
    check(
        "an answer is owed within 48 hours",
        holds=notices["ours"][0]["recipients"][0]["due"]["state"] == "running",
    )
    madrid.act(
        "liaison",
        "recall",
        "answer",
        mail,
        "--agency",
        "rabat",
        "--refuse",
        "used_in_proceedings",
        "--explanation",
        "autos 12/26",
    )
    wait_for("rabat has both answers", lambda: answers(rabat) == {"complied", "refused"})
    tell.say("Madrid mended its copy, and refuses the recall with a reason: used in proceedings.")
    tell.shown(correction=fixed["id"], recalled=mail)


def words(side: Side, release: str) -> str:
    """The text of a release of rabat as a side reads it now."""
    shown = side.tansiq("report", "show", f"rabat/{release}", who="liaison", reason="correction")
    return shown["content"]["text"]


def answers(side: Side) -> set[str]:
    """Outcomes of our notices over all recipients."""
    return {
        one["outcome"]
        for kind in ("recall", "correction")
        for notice in side.tansiq(
            kind, "list", "--channel", CHANNEL, who="liaison", reason="answers"
        )["ours"]
        for one in notice["recipients"]
    }


def permit(stage: Stage, tell: Narrator) -> None:
    """Third-party material is passed on only with its originator's leave."""
    tell.chapter("permission", "Onward release waits for the originator's leave")
    rabat, madrid = stage.sides
    flat = filed(rabat)["Appartement loué à Puerto Lirio"]
    made = rabat.act("liaison", "report", "release", flat, *FOR, *TERMS["rabat"])
    wait_for("the H2 release reaches madrid", lambda: made["release"] in inbox(madrid))
    asked = madrid.act(
        "liaison",
        "permission",
        "ask",
        made["release"],
        "--agency",
        "rabat",
        "--to",
        "lisbon",
        "--purpose",
        "same inquiry, third partner",
    )
    wait_for("rabat is asked", lambda: asked["id"] in permissions(rabat))
    beyond = rabat.act(
        "liaison",
        "permission",
        "give",
        asked["id"],
        "--agency",
        "madrid",
        "--to",
        "oslo",
        "--expiry",
        "2030-01-01",
        expect=3,
    )
    check("never more than was asked", holds=beyond["error"] == "permission_beyond_question")
    rabat.act(
        "liaison",
        "permission",
        "give",
        asked["id"],
        "--agency",
        "madrid",
        "--to",
        "lisbon",
        "--expiry",
        "2030-01-01",
    )
    wait_for("madrid has leave", lambda: permissions(madrid)[asked["id"]]["outcome"] == "given")
    tell.say("Madrid may now pass the H2 report on to one named partner, and to no other.")
    tell.shown(permission=asked["id"])


def permissions(side: Side) -> dict[str, dict]:
    """Permissions by id."""
    found = side.tansiq("permission", "list", "--channel", CHANNEL, who="liaison", reason="leave")
    return {one["identifier"]: one for one in found["permissions"]}


CHAPTERS = (report, release, ask, mend, permit)
