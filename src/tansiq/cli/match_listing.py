"""`tansiq subjects list`: lists of identifiers kept, changed, withdrawn and shown.

Promises: a list is kept or changed whole or not at all, and each line that could not be read is
named with its file, number and reason.
"""

from collections.abc import Mapping

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import Answer, Call, Run
from tansiq.cli.intake import long_text
from tansiq.cli.match_telling import UnreadIn, unread_answer
from tansiq.cli.wording import sentence
from tansiq.node import match_lists, matches
from tansiq.node.match_lists import Change
from tansiq.node.matches import Listing


def _signed(call: Call, **told: object) -> Answer:
    return Answer(told, said=sentence("signed", call.language))


def _lines(file: str) -> list[str]:
    """The lines of a file, or of standard input for `-`; none without a file."""
    return long_text(file if file == "-" else f"@{file}").splitlines() if file else []


def _keep(call: Call) -> Answer:
    args = call.args
    listing = Listing(
        type=args.type,
        title=args.title,
        purpose=args.purpose,
        legal_basis=args.legal_basis,
        region=args.region,
        canary=args.canary,
    )
    lines = _lines(args.file)
    kept = matches.keep_list(call.node(), signer(call), lines, listing)
    if kept.unread:
        return unread_answer(call, (UnreadIn(args.file, lines, kept.unread),))
    return _signed(call, list=kept.list, count=kept.count)


def _lists(call: Call) -> Answer:
    found = matches.lists(call.node(), reader(call))
    return Answer({"lists": plain(found), "count": len(found)})


def _change(call: Call) -> Answer:
    args = call.args
    add, remove = _lines(args.add), _lines(args.remove)
    wish = Change(add=add, remove=remove, reason=args.explanation, region=args.region)
    made = match_lists.change(call.node(), signer(call), args.list, wish)
    if made.unread or made.unread_less:
        more = UnreadIn(args.add, add, made.unread)
        less = UnreadIn(args.remove, remove, made.unread_less)
        return unread_answer(call, (more, less))
    return _signed(call, list=args.list, added=made.added, removed=made.removed)


def _withdraw(call: Call) -> Answer:
    match_lists.withdraw(call.node(), signer(call), call.args.list, call.args.explanation)
    return _signed(call, list=call.args.list)


VERBS: Mapping[str, Run] = {
    "keep": _keep,
    "change": _change,
    "withdraw": _withdraw,
    "lists": _lists,
}
