"""An operation in the demo's joint case, made at both nodes of a stage while their servers run."""

from datetime import datetime, timedelta
from typing import cast

from demo import casework
from demo.narration import wait_for
from demo.stage import Side, Stage
from tests.nodes.lone import Lone
from tests.nodes.operated import Acting

from tansiq.node import operation_board
from tansiq.node.compose import Node
from tansiq.node.operations import Where
from tansiq.record.officers import Label
from tansiq.terms.ids import ChannelId, new_record_id

NAMES = tuple(
    Label(language=language, text=text)
    for language, text in (("ar", "النموذج 3"), ("es", "Muestra 3"), ("en", "Sample 3"))
)


def acting(side: Side, where: Where) -> Acting:
    """One side; a stage's side has its folder and officers as a lone node has."""
    return Acting(cast("Lone", side), side.id, where)


def operation(
    stage: Stage,
    within: timedelta = timedelta(hours=1),
    sites: int = 2,
    *,
    ready: bool = True,
    places: tuple[tuple[str, str], ...] = (),
) -> Where:
    """Own parts of both, and an order by rabat that has reached madrid; `places` are rabat's."""
    where = Where(ChannelId(casework.CASE), new_record_id())
    rabat, madrid = (acting(side, where) for side in stage.sides)
    for one in (rabat, madrid):
        one.write_part(sites, places=places if one is rabat else ())
        if ready:
            one.make_ready()
    wait_for("both parts are at rabat", lambda: len(seen(rabat).drafts) == len(stage.sides), 60.0)
    with Node.open(stage.rabat.node) as node:
        h_hour: datetime = (node.clock.now() + within).replace(microsecond=0)
    rabat.issue(h_hour, names=NAMES)
    wait_for("the order is at madrid", lambda: bool(seen(madrid).plan), 60.0)
    return where


def seen(one: Acting) -> operation_board.Board:
    """The board as a node has it."""
    with Node.open(one.lone.node) as node:
        return operation_board.seen(node, one.where)


def at(where: Where) -> str:
    """Where its board is."""
    return f"/operations/{where.channel}/{where.operation}/board"
