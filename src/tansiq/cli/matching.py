"""`tansiq subjects match`, for officers: matches proposed, approved and accepted, and their hits.

Promises: `show` says whose turn it is, what each side has learnt and will learn, and of a standing
match its rounds, and since which of them a hit has met.
"""

from collections.abc import Mapping

from tansiq.cases.agreeing import JOINT
from tansiq.cli.acting import reader, signer
from tansiq.cli.frame import Answer, Call, Run
from tansiq.cli.match_telling import hit_answer, match_answer
from tansiq.cli.wording import sentence
from tansiq.node import matches
from tansiq.record.matches import MatchScope
from tansiq.subjects.rounds import ONCE, WATCH
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import channel_id, channel_kind


def _signed(call: Call, **told: object) -> Answer:
    return Answer(told, said=sentence("signed", call.language))


def _propose(call: Call) -> Answer:
    args = call.args
    if (args.daily or args.tells) and not args.watch:
        raise Invalid("cli_watch_missing")
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
        mode=WATCH if args.watch else ONCE,
        daily=args.daily,
        tells=args.tells,
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
    hits = [hit_answer(one, standing=bool(seen.file.match.spans)) for one in seen.hits]
    return Answer({**match_answer(call, node.me, seen.file), "hits": hits})


VERBS: Mapping[str, Run] = {
    "propose": _propose,
    "approve": _approve,
    "accept": _accept,
    "end": _end,
    "reveal": _reveal,
    "judge": _judge,
    "listed": _listed,
    "show": _show,
}
