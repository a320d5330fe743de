"""`tansiq operation list|board|log`: what the board shows, for a terminal and for programs.

Promises: the same board as in the pages, read and noted in the read log in the same way; a site is
told in states and counts, and what is old says so. Writes nothing.
"""

from datetime import datetime

from tansiq.cli import operating, operation_after
from tansiq.cli.acting import plain, reader
from tansiq.cli.frame import READ, Answer, Call, Command, place
from tansiq.node import operation_board, operation_list
from tansiq.node.operation_board import Board, SiteLine
from tansiq.node.operation_list import OperationLine
from tansiq.node.operations import Where
from tansiq.operations.counting import PartyCount
from tansiq.operations.queries import LogLine
from tansiq.operations.quorums import QuorumChange
from tansiq.terms.clock import stamp
from tansiq.terms.digits import digest_code
from tansiq.terms.ids import channel_id, record_id
from tansiq.terms.languages import Language
from tansiq.terms.words import say

NAMED = (place("channel"), place("operation", "operation_id"))


def where_of(call: Call) -> Where:
    """The operation that a command line names."""
    return Where(channel_id(call.args.channel), record_id(call.args.operation))


def _stamped(when: datetime | None) -> str:
    return "" if when is None else stamp(when)


def _listed(call: Call) -> Answer:
    found = operation_list.lines(call.node(), reader(call))
    told = [_operation(one, call.language) for one in found]
    return Answer({"operations": told, "count": len(told)})


def _operation(one: OperationLine, language: Language) -> dict[str, object]:
    return {
        "operation": one.where.operation,
        "channel": one.where.channel,
        "names": {each.language: each.text for each in one.plan.names} if one.plan else {},
        "exercise": one.exercise,
        "h_hour": _stamped(one.h_hour),
        "version": None if one.plan is None else one.plan.number,
        "outcome": one.decision.outcome.value,
        "outcome_words": say("outcomes", one.decision.outcome.value, language),
        "reason": one.decision.reason.value,
        "reason_words": say("decision_reasons", one.decision.reason.value, language),
        "sites": one.sites,
        "parties": list(one.parties),
    }


def _shown(call: Call) -> Answer:
    board = operation_board.board(call.node(), reader(call), where_of(call))
    return Answer(board_answer(board, call.language))


def board_answer(board: Board, language: Language) -> dict[str, object]:
    """A board as data, with the words of its decision."""
    decision, order = board.decision, board.standing.order.value
    return {
        "operation": board.where.operation,
        "channel": board.where.channel,
        "exercise": board.exercise,
        "now": stamp(board.now),
        "order": order,
        "order_words": say("order_states", order, language),
        "outcome": decision.outcome.value,
        "reason": decision.reason.value,
        "reason_words": say("decision_reasons", decision.reason.value, language),
        "h_hour": _stamped(board.h_hour),
        "version": None if board.plan is None else board.plan.number,
        "plan": decision.digest,
        "code": digest_code(bytes.fromhex(decision.digest)) if decision.digest else "",
        "first_shown": _stamped(board.settled.first_go),
        "confirmed": list(board.confirmed.by),
        "members": board.confirmed.of,
        "parties": [_party(one) for one in decision.parties],
        "quorum_changes": [_change(one) for one in board.quorum_changes],
        "stops": [
            {
                "agency": one.agency,
                "stop": one.stop,
                "time": one.time,
                "ground": one.ground,
                "reason": one.reason,
            }
            for one in board.stops
        ],
        "silent": [one.party for one in board.standing.silences if one.too_long],
        "sites": [_site(one, language) for one in board.sites],
    }


def _change(one: QuorumChange) -> dict[str, object]:
    """What a party's rule was and is, as officers and role; null where it has no voice."""
    return {
        "party": one.party,
        "lowered": one.lowered,
        "rule_before": None if one.was is None else plain(one.was),
        "rule_after": None if one.now is None else plain(one.now),
        "agency": one.agency,
        "officer": one.officer,
        "number": one.number,
    }


def _party(one: PartyCount) -> dict[str, object]:
    return {
        "agency": one.party,
        "votes": [vote.officer for vote in one.votes],
        "against": [vote.officer for vote in one.against],
        "missing": one.missing,
    }


def _site(one: SiteLine, language: Language) -> dict[str, object]:
    word, ready = one.word, one.readiness
    return {
        "site": one.site.site,
        "agency": one.site.party,
        "state": one.state.value,
        "state_words": say("site_states", one.state.value, language),
        "stale": one.stale,
        "age": None if one.age is None else int(one.age.total_seconds()),
        "last_word": "" if word is None else word.received,
        "incident": "" if word is None else word.incident,
        "arrests": 0 if word is None else word.arrests,
        "seizures": 0 if word is None else word.seizures,
        "readiness": None if ready is None else f"{ready.done}/{ready.total}",
        "not_ready": one.red,
        "older_order": one.behind,
    }


def _log(call: Call) -> Answer:
    board = operation_board.board(call.node(), reader(call), where_of(call))
    return Answer({"lines": [_line(one) for one in board.lines], "count": len(board.lines)})


def _line(one: LogLine) -> dict[str, object]:
    return {
        "time": one.time,
        "received": one.received,
        "agency": one.agency,
        "officer": one.officer,
        "kind": one.kind,
        "said": dict(one.words),
    }


COMMANDS = (
    Command("operation list", _listed, READ),
    Command("operation board", _shown, (*NAMED, *READ)),
    Command("operation log", _log, (*NAMED, *READ)),
    *operating.COMMANDS,
    *operation_after.COMMANDS,
)
