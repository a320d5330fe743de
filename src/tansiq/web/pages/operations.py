"""Operations: the list, the board that everybody watches, its stop, and what stands now as data."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import operation_list, stops
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.operation_board import Board
from tansiq.node.operation_boards import BoardSeen
from tansiq.node.operations import Where
from tansiq.terms.operating import OrderState, StopGround
from tansiq.web.board_facts import board_facts
from tansiq.web.gate import Visit, page
from tansiq.web.house import house
from tansiq.web.operation_now import instant, place, told
from tansiq.web.operation_told import names_in, operation_facts
from tansiq.web.screens import roles_of
from tansiq.web.templating import environment

_WATCHED = timedelta(hours=12)
_MOST_DRAWN = 64
_drawn: dict[tuple[Where, str, tuple[bool, bool, bool]], tuple[Board, str]] = {}
"""The live part of a board as it was drawn last: it is the same for everybody with these rights."""
GRID, MAP = "grid", "map"
"""How the sites of a board are shown, as `view` in its address says."""


@page("operations", Action.READ_OPERATION)
def listed(visit: Visit) -> HttpResponse:
    """The operations of the officer's channels."""
    return _list(visit, "operations/list.html")


@page("operations", Action.READ_OPERATION)
def fresh(visit: Visit) -> HttpResponse:
    """The same without the shell, asked for again when there is news."""
    return _list(visit, "operations/lines.html")


def _list(visit: Visit, template: str) -> HttpResponse:
    found = operation_list.lines(visit.node, visit.reader)
    begins = may(roles_of(visit.officer), Action.WRITE_TACTICAL, Subject(on_file=True))
    facts = operation_facts(visit.node, visit.speech)
    return visit.page(template, lines=found, may_begin=begins, **facts)


@page("operations", Action.READ_OPERATION)
def mine(visit: Visit) -> HttpResponse:
    """Where a commander begins: the board of the operation under way, else the list."""
    found = operation_list.lines(visit.node, visit.reader)
    chosen = operation_list.under_way(found, visit.node.clock.now())
    return HttpResponseRedirect("/operations" if chosen is None else f"{at(chosen.where)}/board")


@page("operations", Action.READ_OPERATION)
def board(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """The whole board, on a wall."""
    mapped = _mapped(visit)
    seen = house().boards.look(visit.reader, place(channel, operation), mapped=mapped)
    return visit.page("operations/board.html", **_facts(visit, seen, mapped=mapped))


@page("operations", Action.READ_OPERATION)
def renewed(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """What changes on it; drawn once for all who may see the same."""
    where, mapped = place(channel, operation), _mapped(visit)
    seen = house().boards.look(visit.reader, where, renewed=True, mapped=mapped)
    answer = HttpResponse(_live(visit, seen, mapped=mapped))
    answer.headers["X-Tansiq-Now"] = instant(visit.node.clock.now())
    return answer


@page("operations", Action.READ_OPERATION)
def now(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """What stands now, as data for a page that shows a site or measures."""
    seen = house().boards.look(visit.reader, place(channel, operation), renewed=True)
    return JsonResponse(told(seen.board, visit.node.clock.now()))


@page("operations", Action.ORDER_STOP)
def stop(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """Stop the operation: the dialog that is signed is the one confirmation."""
    where = place(channel, operation)
    _known(visit, where)
    why = stops.Why(visit.posted("ground"), visit.posted("reason"))
    return visit.sign(
        lambda signer: stops.order(visit.node, signer, where.channel, where.operation, why),
        f"{at(where)}/board",
    )


@page("operations", Action.LIFT_STOP)
def lift(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """Lift a stop of ours."""
    where = place(channel, operation)
    _known(visit, where)
    chosen = visit.posted("stop")
    return visit.sign(
        lambda signer: stops.lift(visit.node, signer, where.channel, chosen), f"{at(where)}/board"
    )


def _known(visit: Visit, where: Where) -> None:
    """Missing `operation_unknown` for what this officer has no board of: nothing is told by it."""
    house().boards.look(visit.reader, where, renewed=True)


def at(where: Where) -> str:
    """The address below which an operation has its pages."""
    return f"/operations/{where.channel}/{where.operation}"


def _mapped(visit: Visit) -> bool:
    """Whether the address asks for the map; whatever else it says is the grid."""
    return str(visit.request.GET.get("view")) == MAP


def _facts(visit: Visit, seen: BoardSeen, *, mapped: bool) -> dict[str, Any]:
    """Everything the templates of the board ask for by name."""
    return {
        **operation_facts(visit.node, visit.speech, seen.board.where),
        **board_facts(seen.board, visit.speech, mapped=mapped, exact=seen.exact),
        "views": (GRID, MAP),
        "stop_grounds": tuple(StopGround),
        "most_words": stops.MOST_WORDS,
        "offered": seen.offered,
        "lifts": Action.LIFT_STOP in seen.offered,
        "watched": _watched(seen.board),
        "name": names_in(visit.speech, seen.board.names),
    }


def _live(visit: Visit, seen: BoardSeen, *, mapped: bool) -> str:
    rights = (Action.LIFT_STOP in seen.offered, mapped, seen.exact)
    key = (seen.board.where, str(visit.speech.language), rights)
    held = _drawn.get(key)
    if held is not None and held[0] is seen.board:
        return held[1]
    template = environment(visit.speech.language).get_template("operations/board-live.html")
    text = template.render(speech=visit.speech, **_facts(visit, seen, mapped=mapped))
    if len(_drawn) >= _MOST_DRAWN:
        _drawn.clear()
    _drawn[key] = (seen.board, text)
    return text


def _watched(shown: Board) -> bool:
    """Whether people stand before it without touching it: near H-hour, until it is over."""
    near = shown.h_hour is not None and abs(shown.h_hour - shown.now) <= _WATCHED
    return near and shown.standing.order is not OrderState.OVER


_AT = "operations/<str:channel>/<str:operation>"
ADDRESSES = (
    path("operations", require_safe(listed)),
    path("operations/fresh", require_safe(fresh)),
    path("operations/mine", require_safe(mine)),
    path(f"{_AT}/board", require_safe(board)),
    path(f"{_AT}/board/fresh", require_safe(renewed)),
    path(f"{_AT}/now", require_safe(now)),
    path(f"{_AT}/stop", require_POST(stop)),
    path(f"{_AT}/lift", require_POST(lift)),
)
