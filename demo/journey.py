"""What may happen on the way: no line, a dead node, an outsider who wants proof."""

import tarfile

from demo.desk import FOR, TERMS, filed, inbox, states
from demo.narration import Narrator, check, wait_for
from demo.opening import CHANNEL
from demo.stage import Stage


def carry(stage: Stage, tell: Narrator) -> None:
    """The same exchange by stick, with the same receipts, while the line is down."""
    tell.chapter("stick", "The same by stick, while the line is down")
    rabat, madrid = stage.sides
    for side in stage.sides:
        side.stop_one("worker")
        side.stop_one("serve")
    van = filed(rabat)["Véhicule vu devant l'atelier"]
    made = rabat.act("liaison", "report", "release", van, *FOR, *TERMS["rabat"])
    there, back = stage.table / "to-madrid.tsq", stage.table / "to-rabat.tsq"
    for path in (there, back):
        path.unlink(missing_ok=True)
    rabat.tansiq("exchange", "export", "madrid", str(there))
    check(
        "only madrid can open the stick",
        holds=rabat.tansiq("exchange", "import", str(there), expect=8)["error"] != "",
    )
    check("no word of it can be read", holds=b"fourgon" not in there.read_bytes().lower())
    madrid.tansiq("exchange", "import", str(there))
    check("it is in madrid's inbox", holds=made["release"] in inbox(madrid))
    madrid.tansiq("exchange", "export", "rabat", str(back))
    rabat.tansiq("exchange", "import", str(back))
    check("the receipt came back by stick", holds=states(rabat, made["release"]) == {"opened"})
    for side in stage.sides:
        side.start()
    tell.say("Both servers were stopped. A file went there, a file came back: same receipts.")
    tell.shown(release=made["release"], bytes=there.stat().st_size)


def absence(stage: Stage, tell: Narrator) -> None:
    """One node is killed; the other goes on; it catches up by itself."""
    tell.chapter("absence", "One node dies in the middle of work, and catches up by itself")
    rabat, madrid = stage.sides
    before = set(inbox(madrid))
    madrid.kill()
    tell.say("Madrid: kill -9, database and all.")
    titles = filed(rabat)
    made = [
        rabat.act("liaison", "report", "release", titles[one], *FOR, *TERMS["rabat"])["release"]
        for one in (
            "Achat de matériel électronique",
            "تحويلات مالية متكررة بمبالغ صغيرة",
            "Réunions répétées rue des Tanneurs",
        )
    ]
    check("nothing is called delivered", holds=states(rabat, made[0]) <= {"waiting", "sent"})
    madrid.start()
    took = wait_for("madrid catches up", lambda: set(made) <= set(inbox(madrid)))
    after = set(inbox(madrid))
    check("nothing lost, nothing twice", holds=after == before | set(made))
    log = madrid.tansiq("log", "verify", f"rabat/{CHANNEL}/g1/e1")
    check("every entry of rabat's log verifies at madrid", holds=log["sound"])
    tell.say(f"Three releases were waiting; all there {took:.1f} s after Madrid answered again.")
    tell.shown(released=len(made), caught_up_after=round(took, 1), entries=log["entries"])


def prove(stage: Stage, tell: Narrator) -> None:
    """A proof file for an outsider, verified without any node; one changed byte fails it."""
    tell.chapter("proof", "A proof file that anybody can check offline")
    rabat, madrid = stage.sides
    made = stage.kept["ticket"]
    path = stage.table / "ticket.tsqp"
    path.unlink(missing_ok=True)
    madrid.tansiq(
        "proof",
        "export",
        made["entry"],
        str(path),
        "--with-key",
        who="case",
        reason="court file 12/26",
    )
    anchor = ("--anchor", f"rabat={rabat.tansiq('fingerprint')['fingerprint']}")
    found = stage.alone("verify", str(path), *anchor)
    check("the proof is sound", holds=found["sound"])
    check(
        "somebody else cosigned it", holds=any(one["node"] == "madrid" for one in found["cosigned"])
    )
    with tarfile.open(path) as tar:
        names, place = sorted(tar.getnames()), tar.getmember("body.bin").offset_data
    broken = stage.table / "broken.tsqp"
    data = bytearray(path.read_bytes())
    data[place + 100] ^= 1
    broken.write_bytes(bytes(data))
    failed = stage.alone("verify", str(broken), *anchor, expect=1)
    check("one changed byte fails it", holds=not failed["sound"])
    tell.say(
        f"`tansiq verify` without any node: {len(found['proves'])} things proven, "
        f"{len(found['cannot_prove'])} things it says it cannot prove."
    )
    tell.shown(parts=names, proves=[one["code"] for one in found["proves"]])


CHAPTERS = (carry, absence, prove)
