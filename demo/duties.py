"""What one owes the other: answers to questions, to corrections and recalls, leave to pass on."""

from demo.desk import TERMS, filed, inbox, let_go, shown_at
from demo.narration import Narrator, check, wait_for
from demo.opening import CHANNEL
from demo.stage import Side, Stage

OUTCOMES = ["answered", "refused"]
QUESTION = (
    "request make --channel {channel} --to rabat --urgency {urgency} --question {text}"
    " --language es --purpose 'inquiry 31/26' --handling H0"
    " --legal-basis 'Convention of Cala Honda, article 9'"
)


def ask(stage: Stage, tell: Narrator) -> None:
    """Two requests with clocks: one answered, one refused."""
    tell.chapter("requests", "Two questions with clocks: one answered, one refused")
    rabat, madrid = stage.sides
    first = question(madrid, "¿Viajó Samia Zerkatti en septiembre?", "urgent_direct")
    second = question(madrid, "¿Quién es el informador SW-14?", "normal")
    wait_for("both questions reach rabat", lambda: {first, second} <= set(questions(rabat)))
    clock = questions(rabat)[first]["due"]
    running = clock["state"] == "running" and 7 * 3600 < clock["seconds_left"] <= 8 * 3600
    check("eight hours to answer", holds=running)
    refusing = "request refuse {it} --agency madrid --because {why}"
    no_reason = rabat.act("liaison", refusing, it=second, why="because", expect=4)
    check("a refusal needs an agreed reason", holds=no_reason["error"] == "refusal_code_unknown")
    rabat.act("liaison", "request acknowledge {it} --agency madrid", it=first)
    made = let_go(rabat, filed(rabat)["Billet de traversée"], "--answers", first)
    answering = "request answer {it} --agency madrid --release {release}"
    rabat.act("liaison", answering, it=first, release=made["release"])
    rabat.act("liaison", refusing, it=second, why="security")
    wait_for("madrid has both answers", lambda: outcomes(madrid, first, second) == OUTCOMES)
    tell.say("The eight-hour question is answered with a ferry ticket.")
    tell.say("The other is refused, with an agreed reason: security.")
    stage.kept["ticket"] = made
    tell.shown(answered=first, refused=second)


def question(side: Side, text: str, urgency: str) -> str:
    """Ask the other side; return the request's id."""
    made = side.act(
        "liaison", QUESTION, *TERMS[side.id], channel=CHANNEL, urgency=urgency, text=text
    )
    return made["id"]


def outcomes(side: Side, *named: str) -> list[str]:
    """What became of requests."""
    known = questions(side)
    return [known[one]["outcome"] for one in named]


def listed(side: Side, command: str, reason: str) -> dict:
    """A list of the channel."""
    return side.tansiq(
        command + " --channel {channel}", channel=CHANNEL, who="liaison", reason=reason
    )


def questions(side: Side) -> dict[str, dict]:
    """Requests by id."""
    return {one["identifier"]: one for one in listed(side, "request list", "clocks")["requests"]}


def mend(stage: Stage, tell: Narrator) -> None:
    """A correction and a recall, each with the recipient's answer."""
    tell.chapter("correction_and_recall", "A correction, a recall, and the answers")
    rabat, madrid = stage.sides
    ticket, mail = stage.kept["ticket"]["release"], stage.kept["mail"]["release"]
    fixed = rabat.act(
        "liaison",
        "report correct {it} --text {text} --explanation 'aller-retour, non aller simple'",
        it=ticket,
        text="Le manifeste du 24 septembre nomme Samia Zerkatti, aller-retour.",
    )
    wait_for(
        "madrid reads the corrected text",
        lambda: "aller-retour" in shown_at(madrid, ticket, "correction")["content"]["text"],
    )
    madrid.act("liaison", "correction answer {it} --agency rabat --comply", it=fixed["id"])
    rabat.act("liaison", "report recall {it} --because source_at_risk --measure erase", it=mail)
    wait_for("madrid learns of the recall", lambda: inbox(madrid)[mail]["recalled"])
    owed = listed(rabat, "recall list", "recall")["ours"][0]["recipients"][0]["due"]
    check("an answer is owed within 48 hours", holds=owed["state"] == "running")
    madrid.act(
        "liaison",
        "recall answer {it} --agency rabat --refuse used_in_proceedings"
        " --explanation 'autos 12/26'",
        it=mail,
    )
    wait_for("rabat has both answers", lambda: answers(rabat) == {"complied", "refused"})
    tell.say("Madrid mended its copy, and refuses the recall with a reason: used in proceedings.")
    tell.shown(correction=fixed["id"], recalled=mail)


def answers(side: Side) -> set[str]:
    """Outcomes of our notices over all recipients."""
    return {
        one["outcome"]
        for kind in ("recall list", "correction list")
        for notice in listed(side, kind, "answers")["ours"]
        for one in notice["recipients"]
    }


def permit(stage: Stage, tell: Narrator) -> None:
    """Third-party material is passed on only with its originator's leave."""
    tell.chapter("permission", "Onward release waits for the originator's leave")
    rabat, madrid = stage.sides
    made = let_go(rabat, filed(rabat)["Appartement loué à Puerto Lirio"])
    wait_for("the H2 release reaches madrid", lambda: made["release"] in inbox(madrid))
    asked = madrid.act(
        "liaison",
        "permission ask {it} --agency rabat --to lisbon --purpose 'same inquiry, third partner'",
        it=made["release"],
    )["id"]
    wait_for("rabat is asked", lambda: asked in permissions(rabat))
    giving = "permission give {it} --agency madrid --to {whom} --expiry 2030-01-01"
    beyond = rabat.act("liaison", giving, it=asked, whom="oslo", expect=3)
    check("never more than was asked", holds=beyond["error"] == "permission_beyond_question")
    rabat.act("liaison", giving, it=asked, whom="lisbon")
    wait_for("madrid has leave", lambda: permissions(madrid)[asked]["outcome"] == "given")
    tell.say("Madrid may now pass the H2 report on to one named partner, and to no other.")
    tell.shown(permission=asked)


def permissions(side: Side) -> dict[str, dict]:
    """Permissions by id."""
    found = listed(side, "permission list", "leave")["permissions"]
    return {one["identifier"]: one for one in found}


CHAPTERS = (ask, mend, permit)
