"""`tansiq log`, `proof`: what can be proven of what was said."""

from pathlib import Path

from tansiq.cli.acting import plain, reader
from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import READ, Answer, Call, Command, option, place
from tansiq.cli.intake import counted
from tansiq.cli.progress import patiently
from tansiq.node import logs


def _logs(call: Call) -> Answer:
    found = logs.listed(call.node())
    return Answer({"logs": plain(found), "count": len(found)})


def _show(call: Call) -> Answer:
    args = call.args
    found = logs.headers(call.node(), args.log, args.first, counted(args.limit, "--limit"))
    return Answer({"entries": plain(found), "count": len(found)})


def _verify_log(call: Call) -> Answer:
    found = logs.verify(call.node(), call.args.log)
    return Answer(plain(found), code=DONE if found.sound else WRONG)


def _tiles(call: Call) -> Answer:
    args = call.args
    return Answer(plain(logs.export_tiles(call.node(), args.log, Path(args.folder))))


def _proof(call: Call) -> Answer:
    args = call.args
    wish = logs.ProofWanted(args.entry, Path(args.out), args.with_key)
    return Answer(plain(logs.export_proof(call.node(), reader(call), wish)))


COMMANDS = (
    Command("log list", _logs),
    Command(
        "log show",
        _show,
        (
            place("log"),
            option("--first", type=int, default=0),
            option("--limit", type=int, default=50),
        ),
    ),
    Command("log verify", patiently(_verify_log), (place("log"),)),
    Command("log tiles export", _tiles, (place("log"), place("folder"))),
    Command(
        "proof export",
        _proof,
        (place("entry"), place("out"), option("--with-key", action="store_true"), *READ),
    ),
)
