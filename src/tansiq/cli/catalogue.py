"""All commands there are, in the order in which help lists them.

Promises that a verb is answered by the file named here, and that no other file is loaded for it.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from tansiq.cli.frame import VALUED, Answer, Call, Command
from tansiq.cli.loading import part

# File in this folder -> the first words of the commands it holds.
AREAS: Mapping[str, tuple[str, ...]] = {
    "founding": ("init",),
    "serving": ("serve", "worker"),
    "running": ("status", "doctor", "rebuild"),
    "talking": ("batch", "completion"),
    "neighbours": ("fingerprint", "partner", "channel", "agreement"),
    "people": ("account", "officer", "change"),
    "reports": ("report",),
    "requests": ("request", "permission", "recall", "correction"),
    "casework": ("case",),
    "entities": ("entity",),
    "subjects": ("subjects",),
    "alerting": ("alert",),
    "operations": ("operation",),
    "traffic": ("exchange", "stop"),
    "taxii": ("taxii",),
    "evidence": ("log", "proof"),
    "verifying": ("verify",),
    "key_care": ("key", "epoch"),
    "keeping": ("erase", "hold", "backup", "audit"),
    "retaining": ("retention", "charter"),
    "ruling": ("rules", "zone"),
    "custody": ("custody",),
    "intake_verbs": ("intake",),
}


def commands_of(area: str) -> tuple[Command, ...]:
    """The commands of one file."""
    found: tuple[Command, ...] = part(f"cli.{area}").COMMANDS
    return found


@cache
def all_commands() -> tuple[Command, ...]:
    """Every command, whatever it costs to load."""
    return tuple(one for area in AREAS for one in commands_of(area))


def for_verb(verb: str) -> tuple[Command, ...]:
    """The commands that begin with a verb; all other verbs by their names alone."""
    found: dict[str, Command] = {}
    for area, verbs in AREAS.items():
        bare = (Command(one, _unloaded) for one in verbs)
        # Several files may hold commands of one verb; its bare name stands once.
        for command in commands_of(area) if verb in verbs else bare:
            found.setdefault(command.path, command)
    return tuple(found.values())


def verb_of(words: Sequence[str]) -> str:
    """The first word that is neither a flag nor the value of one of the flags that take one."""
    taken = False
    for word in words:
        if taken:
            taken = False
        elif word in VALUED:
            taken = True
        elif not word.startswith("-"):
            return word
    return ""


def _unloaded(call: Call) -> Answer:
    """Reached by no command line: `verb_of` finds the verb that the parser finds."""
    raise LookupError(call.args.command)
