"""Everything a board's templates ask for by name, reckoned from its data for one reader."""

from typing import Any

from tansiq.node.operation_board import Board
from tansiq.web import board_told, board_view
from tansiq.web.board_map import board_map
from tansiq.web.speech import Speech


def board_facts(
    shown: Board, speech: Speech, *, mapped: bool = False, exact: bool = False
) -> dict[str, Any]:
    """The facts of a board; `mapped` when its sites stand on a map, `exact` those of our own."""
    groups = board_view.groups(shown)
    pins = board_view.pinned(shown.sites)
    return {
        "board": shown,
        "clocks": shown.clocks,
        "plan": shown.plan,
        "order": shown.standing.order.value,
        "count": "" if shown.h_hour is None else board_view.countdown(shown.h_hour, shown.now),
        "groups": groups,
        "density": "map" if mapped else board_view.density(groups).value,
        "mapped": mapped,
        "exact": exact,
        "map": board_map(shown, exact=exact) if mapped else None,
        "pins": pins[: board_view.MOST_PINNED],
        "more_pins": max(len(pins) - board_view.MOST_PINNED, 0),
        "hours": board_view.hours(shown),
        "totals": board_view.totals(shown.sites),
        "read_parties": board_view.read_by_parties(shown),
        "read_sites": board_view.read_at_sites(shown),
        "quorum": board_told.parties(shown),
        "quorum_changes": shown.quorum_changes,
        "reasons": board_told.reasons(shown.decision),
        "entries": board_told.log(shown),
        "numbers": board_told.numbers(shown),
        "concern": board_view.concern,
        "step": board_view.step,
        "steps": len(board_view.STEPS),
        "span": board_view.span,
        "number": speech.number,
        "items": board_told.items(shown),
        "alerts": shown.alerts if shown.alerts.alerts else None,
    }
