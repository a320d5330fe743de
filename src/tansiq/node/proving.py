"""Who may take the proof of an entry out of the node: asked, and noted, before anything is written.

Promises: a report is proven only by an officer on its own file; what must not go before a court
(H1) leaves in no proof without its originator's leave; a text that names its source is disclosed
only by who may see sources, one of the register of protected sites or of a warning by who may see
these, and one under H3 in a case only by who may read it.
"""

from tansiq.alerts.projection import KEPT_AT_HOME
from tansiq.cases import proving
from tansiq.desk import queries
from tansiq.desk.proving import Provable
from tansiq.ledger.entry import parse_entry
from tansiq.node import access
from tansiq.node.access import Subject
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.store.logs import Stored
from tansiq.terms.errors import Missing
from tansiq.terms.handling import HandlingCode
from tansiq.terms.ids import HOME, Origin, entry_id


def allowed_to_prove(
    node: Node, reader: Reader, named: str, found: Stored, *, with_key: bool
) -> None:
    """Note that an officer takes out the proof of the entry they named, or refuse it."""
    channel = Origin.parse(found.origin).channel
    with node.store.reading() as tx:
        what = queries.provable(tx, node.me, channel, found.origin, found.seq)
        leave = queries.court_allowed(tx, node.me, what, node.clock.now())
        code, agency, author = proving.handled(tx, channel, found.origin, found.seq)

    kind = parse_entry(found.entry).header.kind

    def query(_tx: Tx, officer: Officer) -> tuple[None, list[str]]:
        if with_key and kind in KEPT_AT_HOME and channel == HOME:
            _may_see_sites(node, officer)
        if with_key and what.names_source:
            _may_see_source(node, officer, what)
        if with_key and code == HandlingCode.H3.value:
            # The key opens the text: whoever may not read it takes none along.
            wrote = agency == node.me and author == officer.officer
            subject = Subject(on_file=what.file in officer.files, author=wrote, handling=code)
            access.decide(node.roles(officer), Action.READ_CLAIM, subject)
        return None, [entry_id(found.leaf)]

    look = Look(
        action=Action.EXPORT_PROOF,
        file=what.file,
        handling=code if code == HandlingCode.H1.value else what.handling,
        permitted=leave,
        absent=Missing("entry_missing", entry=named),
    )
    read(node, reader, look, query)


def _may_see_sites(node: Node, officer: Officer) -> None:
    subject = Subject(on_file=HOME in officer.files)
    access.decide(node.roles(officer), Action.SEE_SITES, subject)


def _may_see_source(node: Node, officer: Officer, what: Provable) -> None:
    wrote = what.author == officer.officer
    subject = Subject(on_file=what.file in officer.files, author=wrote)
    access.decide(node.roles(officer), Action.READ_SOURCE, subject)
