"""The last chapters: who may look, who looked, and what is erased for good."""

from pathlib import Path

from demo.desk import filed
from demo.narration import Narrator, check, wait_for
from demo.opening import CHANNEL
from demo.stage import Side, Stage

from tansiq.store.embedded_place import place_for


def look(stage: Stage, tell: Narrator) -> None:
    """The administrator sees no case; the data-protection officer sees who looked, and why."""
    tell.chapter("access", "Who may look, and who has looked")
    rabat = stage.rabat
    report = filed(rabat)["Billet de traversée"]
    refused = rabat.tansiq("report", "show", report, who="machine", reason="curious", expect=3)
    check("an administrator reads no case", holds=refused["error"] == "access_role")
    refused = rabat.tansiq("report", "show", report, who="privacy", reason="check", expect=3)
    check("nor does the data-protection officer", holds=refused["error"] == "access_role")
    silent = rabat.tansiq("report", "show", report, who="liaison", expect=4)
    check("no reading without a reason", holds=silent["error"] == "reason_missing")
    seen = rabat.tansiq("audit", "who-saw", "Samia Zerkatti", who="privacy", reason="request 4/26")
    sent = {to for one in seen["disclosures"] for to in one["recipients"]}
    check(
        "she is told who read it and where it went", holds=bool(seen["reads"]) and "madrid" in sent
    )
    log = rabat.tansiq("audit", "reads", who="privacy", reason="weekly round")
    check("the read log is whole", holds=log["verified"])
    tell.say(
        f"{len(seen['reads'])} reads and {len(seen['disclosures'])} disclosures about one person,"
    )
    tell.say("in one question, without opening a report. The administrator was refused.")
    tell.shown(reads=log["head"], disclosures=len(seen["disclosures"]))


def erase(stage: Stage, tell: Narrator) -> None:
    """Two officers erase a report; its words are in no file of the node any more."""
    tell.chapter("erasure", "Erased by two officers, and really gone")
    rabat = stage.rabat
    planted = [f"Zakaria Benplanté{n:02} Ould Marqué" for n in range(40)]
    stage.table.joinpath("planted.txt").write_text("; ".join(planted), encoding="utf-8")
    made = rabat.act(
        "liaison",
        "report",
        "file",
        "--title",
        planted[0],
        "--text",
        f"@{stage.table / 'planted.txt'}",
        "--language",
        "fr",
        "--grade",
        "europol_4x4:C3",
        "--handling",
        "H0",
        *[w for one in planted for w in ("--mention", f"Person/suspect:{one}")],
    )
    stage.table.joinpath("planted.txt").unlink()
    order = rabat.act("case", "erase", "order", made["class_id"], "--ground", "unlawful")
    alone = rabat.act("case", "erase", "approve", order["id"], expect=3)
    check("nobody erases alone", holds=alone["error"] == "erasure_by_one")
    done = rabat.act("privacy", "erase", "approve", order["id"])
    check("it is called done", holds=done["state"] == "done")
    found = search(rabat, [one.encode() for one in planted])
    check(f"no file holds a planted name, found {found[:3]}", holds=not found)
    gone = rabat.tansiq("report", "show", made["report"], who="liaison", reason="gone?", expect=5)
    check("the report is gone", holds=gone["error"] == "report_unknown")
    log = rabat.tansiq("log", "verify", "rabat/home/g1/e1")
    check("the log still verifies", holds=log["sound"])
    wait_for("nothing waits", lambda: rabat.partner()["lag"] == 0)
    tell.say(
        "Forty planted names were searched in every file: database, its log, blobs, keys. None."
    )
    tell.shown(state=done["state"], files_searched=len(files(rabat)), channel=CHANNEL)


def files(side: Side) -> list[Path]:
    """Every file of a node: its folder, its journals, its database with the write-ahead log."""
    places = (side.folder, place_for(side.node))
    return sorted(path for place in places for path in place.rglob("*") if path.is_file())


def search(side: Side, names: list[bytes]) -> list[str]:
    """Files that hold one of these names."""
    hit = []
    for path in files(side):
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if any(one in data for one in names):
            hit.append(str(path))
    return hit


CHAPTERS = (look, erase)
