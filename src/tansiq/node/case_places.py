"""The places of a joint case for people: by country, with the claims and sources behind each."""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.cases import placing, queries
from tansiq.cases.placing import Country, Point
from tansiq.cases.seen import EntityFile
from tansiq.node.cases import hidden, look_at
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId


@dataclass(frozen=True, slots=True)
class PlacesSeen:
    """A page of places; `further` continues the list where it is not empty."""

    files: tuple[EntityFile, ...]
    countries: tuple[Country, ...]
    points: tuple[Point, ...]
    further: str


def places(node: Node, reader: Reader, channel: ChannelId, before: str = "") -> PlacesSeen:
    """Where the entities of a case are said to be; persons in quarantine are nowhere."""

    def query(tx: Tx, officer: Officer) -> tuple[PlacesSeen, Sequence[str]]:
        page = placing.placed(tx, channel, before)
        built = queries.entity_files(tx, channel, page.entities)
        once = {one.members: one for one in built if not one.quarantined}
        files = tuple(hidden(node, officer, channel, one) for one in once.values())
        countries = placing.by_country(files)
        shown = [place.file for country in countries for place in country.places]
        ids = dict.fromkeys(member for one in shown for member in one.members)
        found = PlacesSeen(files, countries, placing.points(files), page.further)
        return found, list(ids)

    return look_at(node, reader, channel, query)
