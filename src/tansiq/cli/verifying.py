"""`tansiq verify`: what a file proves, to somebody who has no node and needs none."""

from pathlib import Path

from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import Answer, Call, Command, place, several
from tansiq.cli.wording import sentence
from tansiq.exchange.verify import verify_file
from tansiq.terms.errors import Invalid


def _identity(call: Call) -> str | None:
    """The age identity of the node named, if any: it opens a stick that was meant for it."""
    return call.node().keys.age_identity() if call.args.node else None


def _verify(call: Call) -> Answer:
    anchors = {}
    for text in call.args.anchor:
        node, equals, digits = text.partition("=")
        if not equals:
            raise Invalid("cli_anchor", value=text[:80])
        anchors[node] = digits
    found = verify_file(Path(call.args.file), anchors, _identity(call))
    said = sentence("verify_good" if found.sound else "verify_bad", call.language)
    lines = [f"  + {one}" for one in found.words_proven(call.language)]
    lines += [f"  - {one}" for one in found.words_unproven(call.language)]
    return Answer(
        found.plain(call.language),
        said=said,
        plain="\n".join(lines),
        code=DONE if found.sound else WRONG,
    )


COMMANDS = (Command("verify", _verify, (place("file"), several("--anchor"))),)
