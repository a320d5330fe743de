"""What was said of an entity while a form lay open: read anew before the form goes on to be signed.

Promises: whatever reads differently than when the form was opened is given, as this officer may see
it; the read stands in the read log. Refuses nothing: records are only ever added.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.cases import meanwhile, queries
from tansiq.cases.meanwhile import Said
from tansiq.cases.seen import EntityFile
from tansiq.node.cases import CaseSeen, hidden, look_at, seen
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """The files as they are now, what of them is new since the form, and the mark to go on with."""

    case: CaseSeen
    files: tuple[EntityFile, ...]
    said: tuple[Said, ...]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A form as it was opened: the entities it is about, what they said then, what it is about.

    `about` is a property, or the id of a claim.
    """

    entities: Sequence[str]
    shown: str
    about: str


def since(node: Node, reader: Reader, channel: ChannelId, form: Opened) -> Meanwhile:
    """What was said since a form was opened; Missing `entity_unknown`."""

    def query(tx: Tx, officer: Officer) -> tuple[Meanwhile, Sequence[str]]:
        files = []
        for one in dict.fromkeys(form.entities):
            found = queries.entity_file(tx, channel, one)
            if found is None:
                raise Missing("entity_unknown")
            files.append(hidden(node, officer, channel, found))
        about = next(
            (
                claim.fact.claim.property
                for file in files
                for claim in file.claims
                if claim.fact.id == form.about
            ),
            form.about,
        )
        told = Meanwhile(
            case=seen(node, tx, channel),
            files=tuple(files),
            said=meanwhile.meanwhile(files, form.shown, about),
            mark=meanwhile.mark(*files),
        )
        return told, [member for one in files for member in one.members]

    return look_at(node, reader, channel, query)
