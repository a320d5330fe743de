"""`tansiq batch`, `completion`: other ways to type commands."""

import shtab

from tansiq.cli.catalogue import all_commands
from tansiq.cli.frame import Answer, Call, Command, build, place
from tansiq.terms.errors import Invalid


def _never(_call: Call) -> Answer:
    """`batch` is run by `main`, which knows all commands."""
    raise Invalid("cli_batch")


def _completion(call: Call) -> Answer:
    script = shtab.complete(build(all_commands(), call.language), shell=call.args.shell)
    return Answer({"shell": call.args.shell, "script": script}, plain=script)


COMMANDS = (
    Command("batch", _never),
    Command("completion", _completion, (place("shell", choices=tuple(shtab.SUPPORTED_SHELLS)),)),
)
