"""`tansiq status`, `doctor`, `rebuild`: how a node is."""

from tansiq.cli.acting import plain
from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import Answer, Call, Command
from tansiq.cli.progress import patiently
from tansiq.node import checks, health, rebuilding


def _status(call: Call) -> Answer:
    return Answer(plain(health.status(call.node())))


def _doctor(call: Call) -> Answer:
    found = checks.examine(call.folder)
    sound = all(one.ok for one in found)
    told = [one.told(call.language) for one in found]
    return Answer({"ok": sound, "checks": told}, code=DONE if sound else WRONG)


def _rebuild(call: Call) -> Answer:
    found = rebuilding.rebuild_all(call.node())
    return Answer(plain(found), code=DONE if found.same else WRONG)


COMMANDS = (
    Command("status", _status),
    Command("doctor", _doctor),
    Command("rebuild", patiently(_rebuild)),
)
