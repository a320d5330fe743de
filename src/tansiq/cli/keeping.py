"""`tansiq erase`, `hold`, `backup`, `audit`: what is kept, for how long, and who looked at it."""

from dataclasses import replace
from pathlib import Path

from tansiq.cli.acting import passphrase_from_file, plain, reader, signer
from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.intake import counted, instant, read_bytes, span
from tansiq.cli.progress import patiently
from tansiq.cli.wording import sentence
from tansiq.node import audits, backups, erasures, holds
from tansiq.node.node_keys import RootAt
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import class_id


def _order(call: Call) -> Answer:
    args = call.args
    classes = tuple(class_id(one) for one in args.classes)
    done = erasures.order(call.node(), signer(call), classes, args.ground, args.explanation)
    return Answer(plain(done), said=sentence("signed", call.language))


def _approve(call: Call) -> Answer:
    done = erasures.confirm(call.node(), signer(call), call.args.order)
    return Answer(plain(done), said=sentence("signed", call.language))


def _refuse(call: Call) -> Answer:
    done = erasures.refuse(call.node(), signer(call), call.args.order, call.args.why)
    return Answer(plain(done), said=sentence("signed", call.language))


def _status(call: Call) -> Answer:
    found = erasures.listed(call.node())
    # No officer is named and no reading is noted here, so what an officer wrote freely stays out.
    bare = [replace(one, order=replace(one.order, explanation="")) for one in found]
    return Answer({"orders": plain(bare), "count": len(found)})


def _show(call: Call) -> Answer:
    return Answer(plain(erasures.shown(call.node(), reader(call), call.args.order)))


def _place(call: Call) -> Answer:
    args = call.args
    until = instant(args.until) if args.until else ""
    wish = (class_id(args.class_id), args.ground, until)
    done = holds.place(call.node(), signer(call), *wish)
    return Answer(plain(done), said=sentence("signed", call.language))


def _lift(call: Call) -> Answer:
    done = holds.lift(call.node(), signer(call), call.args.hold, call.args.ground)
    return Answer(plain(done), said=sentence("signed", call.language))


def _holds(call: Call) -> Answer:
    found = holds.listed(call.node())
    return Answer({"holds": plain(found), "count": len(found)})


def _hold(call: Call) -> Answer:
    return Answer(plain(holds.shown(call.node(), reader(call), call.args.hold)))


def _make(call: Call) -> Answer:
    args = call.args
    needed, slash, total = args.shares.partition("/")
    if not slash or not needed.isdecimal() or not total.isdecimal():
        raise Invalid("cli_shares", value=args.shares[:20])
    root = RootAt(Path(args.root_key), passphrase_from_file()) if args.root_key else None
    split = (int(needed), int(total), args.days)
    wish = backups.Wanted(Path(args.out), Path(args.shares_to), *split, root)
    return Answer(plain(backups.make(call.node(), wish)))


def _shares(call: Call) -> tuple[str, ...]:
    return tuple(read_bytes(one).decode("ascii", "replace").strip() for one in call.args.share)


def _restore(call: Call) -> Answer:
    args = call.args
    if args.keep_keys:
        return Answer(plain(backups.restore_ledger(Path(args.backup), call.folder)))
    return Answer(plain(backups.restore(Path(args.backup), _shares(call), call.folder)))


def _drill(call: Call) -> Answer:
    found = backups.drill(call.node(), Path(call.args.backup), _shares(call))
    return Answer(plain(found), code=DONE if found.passed else WRONG)


def _who_saw(call: Call) -> Answer:
    found = audits.who_saw(call.node(), reader(call), call.args.person)
    return Answer(plain(found))


def _unusual(call: Call) -> Answer:
    found = audits.unusual(call.node(), reader(call))
    return Answer({"reads": plain(found), "count": len(found)})


def _reads(call: Call) -> Answer:
    limit = counted(call.args.limit, "--limit")
    found = audits.reads(call.node(), reader(call), limit)
    return Answer(plain(found), code=DONE if found.verified else WRONG)


def _statistics(call: Call) -> Answer:
    args, node = call.args, call.node()
    found = audits.statistics(node, reader(call), *span(args.since, args.until, node.clock.now()))
    return Answer({"deeds": plain(found), "count": sum(one.count for one in found)})


GROUND = option("--ground", required=True)
SHARE = several("--share", "share_file")
BACKUP = place("backup", "file")

COMMANDS = (
    Command(
        "erase order",
        _order,
        (
            place("classes", "class_id", nargs="+"),
            GROUND,
            option("--explanation", default=""),
            *ACT,
        ),
    ),
    Command("erase approve", _approve, (place("order"), *ACT)),
    Command(
        "erase refuse",
        _refuse,
        (place("order"), option("--because", "reason", required=True, dest="why"), *ACT),
    ),
    Command("erase status", _status),
    Command("erase show", _show, (place("order"), *READ)),
    Command("hold place", _place, (place("class_id"), GROUND, option("--until", default=""), *ACT)),
    Command("hold lift", _lift, (place("hold"), GROUND, *ACT)),
    Command("hold list", _holds),
    Command("hold show", _hold, (place("hold"), *READ)),
    Command(
        "backup make",
        patiently(_make),
        (
            place("out"),
            option("--shares", required=True, metavar="M/N"),
            option("--shares-to", "folder", required=True, metavar="DIR"),
            option("--days", type=int, default=30),
            option("--root-key", default="", metavar="DIR"),
        ),
    ),
    Command(
        "backup restore",
        patiently(_restore),
        (BACKUP, SHARE, option("--keep-keys", action="store_true")),
    ),
    Command("backup drill", patiently(_drill), (BACKUP, SHARE)),
    Command("audit who-saw", _who_saw, (place("person"), *READ)),
    Command("audit unusual", _unusual, READ),
    Command(
        "audit statistics",
        _statistics,
        (option("--since", required=True), option("--until", default=""), *READ),
    ),
    Command("audit reads", _reads, (option("--limit", type=int, default=100), *READ)),
)
