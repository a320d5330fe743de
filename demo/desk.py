"""The desk at work: reports from the files there are, a preview, a release, its receipts."""

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
    told = rabat.act(
        "liaison",
        "report release {id} --handling H0 --wording {words}",
        *(*FOR, *TERMS["rabat"]),
        id=titles["Identité d'une source humaine"],
        words="Réunions le soir, selon l'informateur SW-14.",
        expect=3,
    )
    check(
        "a text that betrays its source is stopped", holds=told["error"] == "release_leaks_source"
    )
    named = titles["Saisie à l'atelier de la rue des Tanneurs"]
    shown = rabat.tansiq(
        "report preview {id}",
        *(*FOR, *TERMS["rabat"]),
        id=named,
        who="liaison",
        reason="before release",
    )
    check("the preview names madrid alone", holds=shown["recipients"] == ["madrid"])
    check("nothing forbids it", holds=shown["forbidden"] == "")
    made = let_go(rabat, named)
    check("delivered as previewed", holds=made["recipients"] == shown["recipients"])
    took = wait_for("the release reaches madrid", lambda: made["release"] in inbox(madrid))
    got = shown_at(madrid, made["release"], "inquiry 31/26")
    check("the officer's act holds", holds=all(one["valid"] for one in got["acts"]) and got["acts"])
    check("same code of digits on both sides", holds=got["acts"][0]["code"] == made["code"])
    wait_for("rabat learns that it was read", lambda: states(rabat, made["release"]) == {"read"})
    tell.say(f"Rabat signs with code {made['code']}; Madrid sees the same digits.")
    tell.say("The receipts say sent, received, opened, read: each is Madrid's own signed word.")
    stage.kept["mail"] = made
    tell.shown(release=made["release"], delivered_after=round(took, 2))


def let_go(side: Side, report: str, *more: str) -> dict:
    """Release a report as it is."""
    return side.act("liaison", "report release {id}", *FOR, *TERMS[side.id], *more, id=report)


def shown_at(side: Side, release: str, reason: str) -> dict:
    """A release of rabat as a side reads it now."""
    return side.tansiq("report show rabat/{release}", release=release, who="liaison", reason=reason)


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


CHAPTERS = (report, release)
