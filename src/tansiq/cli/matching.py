"""`tansiq subjects list` and `subjects match`, for officers: lists kept, matches and their hits.

Promises: a list is kept whole or not at all, and each line that could not be read is named with its
reason; `show` says whose turn it is, and what each side has learnt and will learn.
"""

from collections.abc import Mapping

from tansiq.cases.agreeing import JOINT
from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import Answer, Call, Run
from tansiq.cli.intake import long_text
from tansiq.cli.match_telling import match_answer, unread_answer
from tansiq.cli.wording import sentence
from tansiq.node import matches
from tansiq.node.matches import Listing
from tansiq.record.matches import MatchScope
from tansiq.terms.ids import channel_id, channel_kind


def _signed(call: Call, **told: object) -> Answer:
    return Answer(told, said=sentence("signed", call.language))


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
    lines = long_text(args.file if args.file == "-" else f"@{args.file}").splitlines()
    kept = matches.keep_list(call.node(), signer(call), lines, listing)
    if kept.unread:
        return unread_answer(call, lines, kept.unread)
    return _signed(call, list=kept.list, count=kept.count)


def _lists(call: Call) -> Answer:
    found = matches.lists(call.node(), reader(call))
    return Answer({"lists": plain(found), "count": len(found)})


def _propose(call: Call) -> Answer:
    args = call.args
    channel = channel_id(args.channel)
    scope = MatchScope(
        type=args.type,
        norm=0,
        samples="",
        size=0,
        root="",
        case=channel if channel_kind(channel) in JOINT else "",
        purpose=args.purpose,
        legal_basis=args.legal_basis,
    )
    made = matches.propose(call.node(), signer(call), channel, (args.lists, scope))
    return _signed(call, match=made)


def _approve(call: Call) -> Answer:
    matches.approve(call.node(), signer(call), call.args.match)
    return _signed(call, match=call.args.match)


def _accept(call: Call) -> Answer:
    matches.accept(call.node(), signer(call), call.args.match, call.args.lists)
    return _signed(call, match=call.args.match)


def _end(call: Call) -> Answer:
    matches.end(call.node(), signer(call), call.args.match, call.args.explanation)
    return _signed(call, match=call.args.match)


def _reveal(call: Call) -> Answer:
    matches.approve_reveal(call.node(), signer(call), call.args.match)
    return _signed(call, match=call.args.match)


def _judge(call: Call) -> Answer:
    args = call.args
    verdict = (args.place, args.verdict, args.explanation)
    matches.judge(call.node(), signer(call), args.match, verdict)
    return _signed(call, match=args.match, place=args.place)


def _listed(call: Call) -> Answer:
    node = call.node()
    found = matches.listed(node, reader(call), channel_id(call.args.channel))
    told = [match_answer(call, node.me, one) for one in found]
    return Answer({"matches": told, "count": len(told)})


def _show(call: Call) -> Answer:
    node = call.node()
    seen = matches.show(node, reader(call), call.args.match)
    hits = [
        {
            "place": one.place,
            "identifier": one.identifier,
            "canary": one.canary,
            "verdicts": [
                {"agency": who, "verdict": said.verdict, "explanation": said.reason}
                for who, said in one.verdicts
            ],
        }
        for one in seen.hits
    ]
    return Answer({**match_answer(call, node.me, seen.file), "hits": hits})


VERBS: Mapping[str, Run] = {
    "keep": _keep,
    "lists": _lists,
    "propose": _propose,
    "approve": _approve,
    "accept": _accept,
    "end": _end,
    "reveal": _reveal,
    "judge": _judge,
    "listed": _listed,
    "show": _show,
}
