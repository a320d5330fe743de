"""The register of protected sites at work: kept and seen by those who warn them (REQUIREMENTS 5.5).

Promises: nobody else is told so much as whether a site is on it, whatever role they hold; every
look states a reason and notes the id of each site it showed. Changes and removals are new records.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tansiq.alerts import commands, queries
from tansiq.alerts.register import RegisterState, Site
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, read, unknown
from tansiq.node.recalls import Noted
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.alerts import SiteChanged, SiteDetails, SiteRegistered
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import HOME, new_record_id

ABSENT = Missing("site_unknown")
_REVIEW, _ERASE = timedelta(days=365), timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Registering:
    """An officer's wish to put a site on the register, or to change one."""

    details: SiteDetails
    reason: str
    retention: NewClass | None = None


def usual_dates(node: Node) -> NewClass:
    """How long a site is kept unless said otherwise: reviewed in a year, erased in three."""
    today = node.clock.now().date()
    return NewClass((today + _REVIEW).isoformat(), (today + _ERASE).isoformat())


def add(node: Node, signer: Signer, wish: Registering) -> Noted:
    """Put a site on the register."""
    made, kept = new_record_id(), wish.retention or usual_dates(node)
    said = SiteRegistered(site=made, details=wish.details, reason=wish.reason)

    def command(tx: Tx, situation: Situation) -> tuple[Planned, ...]:
        state = RegisterState(situation, None, queries.site_taken(tx, made))
        return commands.register_site(state, said, kept)

    return _do(node, signer, made, command)


def change(node: Node, signer: Signer, site: str, wish: Registering) -> Noted:
    """Change what the register says of a site."""
    said = SiteChanged(site=site, details=wish.details, reason=wish.reason)

    def command(tx: Tx, situation: Situation) -> tuple[Planned, ...]:
        return commands.change_site(RegisterState(situation, queries.site(tx, site)), said)

    return _do(node, signer, site, command)


def remove(node: Node, signer: Signer, site: str, reason: str) -> Noted:
    """Take a site off the register."""

    def command(tx: Tx, situation: Situation) -> tuple[Planned, ...]:
        return commands.remove_site(RegisterState(situation, queries.site(tx, site)), reason)

    return _do(node, signer, site, command)


def listed(node: Node, reader: Reader) -> tuple[Site, ...]:
    """The register by name."""

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[Site, ...], Sequence[str]]:
        found = queries.sites(tx)
        return found, [one.site for one in found]

    return read(node, reader, Look(action=Action.SEE_SITES, file=HOME, absent=ABSENT), query)


def show(node: Node, reader: Reader, site: str) -> Site:
    """One site; Missing `site_unknown`."""
    with node.store.reading() as tx:
        found = queries.site(tx, site)
    if found is None or found.removed:
        raise unknown(node, reader, Action.SEE_SITES, ABSENT)

    def query(_tx: Tx, _officer: Officer) -> tuple[Site, Sequence[str]]:
        return found, (site,)

    return read(node, reader, Look(action=Action.SEE_SITES, file=HOME, absent=ABSENT), query)


def _do(
    node: Node, signer: Signer, site: str, command: Callable[[Tx, Situation], tuple[Planned, ...]]
) -> Noted:
    situation = node.situation(signer.officer)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return command(tx, situation)

    task = Task(action=Action.KEEP_SITES, plan=plan, file=HOME, absent=ABSENT)
    done = perform(node, (signer,), task)[0]
    return Noted(site, str(done.entry.entry_id), done.class_id, done.code)
