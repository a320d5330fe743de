"""Holds at work: what must not be erased for now, on what ground, and until when.

Promises: a hold is placed, lifted and read only by who needs to know the file of the class, or
watches over all; its ground is read with a reason, and noted.
"""

from dataclasses import replace

from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, read
from tansiq.node.recalls import Noted, notice_dates
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.oversight import commands, queries
from tansiq.oversight.commands import Deciding
from tansiq.oversight.queries import Hold
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ClassId, new_record_id, record_id


def place(node: Node, signer: Signer, target: ClassId, ground: str, until: str) -> Noted:
    """Keep a class from being erased."""
    made, deciding = new_record_id(), _deciding(node, signer)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        state = queries.state_for_hold(tx, node.me, deciding, target, made)
        return commands.place_hold(state, made, ground, until)

    absent = Missing("class_unknown")
    task = Task(action=Action.PLACE_HOLD, plan=plan, classes=(target,), absent=absent)
    done = perform(node, (signer,), task)[0]
    return Noted(made, str(done.entry.entry_id), done.class_id, done.code)


def lift(node: Node, signer: Signer, hold: str, ground: str) -> Noted:
    """End a hold; Missing `hold_unknown`."""
    found, deciding = _found(node, hold), _deciding(node, signer)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        state = queries.state_for_hold(tx, node.me, deciding, "", hold)
        return commands.lift_hold(state, record_id(hold), ground)

    task = Task(action=Action.LIFT_HOLD, plan=plan, classes=(found.class_id,))
    done = perform(node, (signer,), task)[0]
    return Noted(hold, str(done.entry.entry_id), done.class_id, done.code)


def listed(node: Node) -> tuple[Hold, ...]:
    """All holds that stand, without their grounds: no officer asks, and no reading is noted."""
    with node.store.reading() as tx:
        found = queries.holds(tx, node.clock.now())
    return tuple(replace(one, ground="", lifted_because="") for one in found if one.stands)


def shown(node: Node, reader: Reader, hold: str) -> Hold:
    """One hold with the ground it stands on, or stood; Missing `hold_unknown`."""
    found = _found(node, hold)

    def query(_tx: Tx, _officer: Officer) -> tuple[Hold, tuple[str, ...]]:
        return found, (hold, found.class_id)

    return read(node, reader, Look(action=Action.LIFT_HOLD, classes=(found.class_id,)), query)


def _found(node: Node, hold: str) -> Hold:
    with node.store.reading() as tx:
        every = queries.holds(tx, node.clock.now())
    found = next((one for one in every if one.hold == hold), None)
    if found is None:
        raise Missing("hold_unknown", hold=hold[:40])
    return found


def _deciding(node: Node, signer: Signer) -> Deciding:
    return Deciding(signer.officer, node.clock.now(), notice_dates(node))
