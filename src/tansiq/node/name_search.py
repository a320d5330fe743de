"""A name looked for everywhere an officer may look: in cases, and in the names of matches.

Promises: each case and each channel is read as it would be alone, by the same access rules, with a
line of its own in the read log that holds the text and every id shown; where the officer is not on
the file nothing is read and nothing told. What is found stands by how it met, never by a number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tansiq.cases.finding import Searched
from tansiq.names.answering import Question, WordsMet, rank
from tansiq.names.searching import search
from tansiq.node import cases, match_secrets
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, officer_of, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.subjects import names_told, queries
from tansiq.subjects.name_lists import NAME, lines_of
from tansiq.subjects.queries import MatchFile
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import ChannelId
from tansiq.terms.naming import NameMet

MOST_COMPARED = 200
"""Names of matches that are compared word by word, of all that lie there."""
MOST_FOUND = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFound:
    """A written name that answers, where it stands, and how it met.

    In a case: `entity`, with the `property` that says it; else `match`, by the agency that holds it
    in a list or told it.
    """

    channel: str
    name: str
    met: NameMet
    words: tuple[WordsMet, ...] = ()
    entity: str = ""
    property: str = ""
    match: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class NamesFound:
    """What answers, by how it met; `more` says that not everything could be listed."""

    found: tuple[NameFound, ...]
    more: bool = False


def find(node: Node, reader: Reader, text: str) -> NamesFound:
    """Every name like this one that the officer may see; Refused for who may read no case.

    Invalid `desk_field_missing` for an empty text.
    """
    if not text.strip():
        raise Invalid("desk_field_missing", field="text")
    seen = [one.channel for one in cases.listed(node, reader)]
    with node.store.reading() as tx:
        officer = officer_of(node, tx, reader)
        shared = node.shared_channels(tx)
    matched = [one for one in shared if node.may(officer, Action.READ_MATCH, one)]
    told: list[NameFound] = []
    more = False
    for channel in seen:
        in_case = cases.search(node, reader, channel, text)
        told += _in_case(channel, in_case)
        more = more or in_case.more
    for channel in matched:
        told += _in_matches(node, reader, channel, text)
    told.sort(key=lambda one: (rank((one.met,)), one.name.casefold(), one.channel))
    return NamesFound(tuple(told[:MOST_FOUND]), more or len(told) > MOST_FOUND)


def _in_case(channel: ChannelId, found: Searched) -> Iterator[NameFound]:
    for entity, why in found.why.items():
        for one in why:
            yield NameFound(
                channel=channel,
                name=one.claim.fact.claim.value,
                met=one.how,
                words=one.words,
                entity=entity,
                property=one.claim.fact.claim.property,
            )


Held = Mapping[str, set[tuple[str, str]]]
"""Written names, each with (match, agency) where it stands."""


def _in_matches(node: Node, reader: Reader, channel: ChannelId, text: str) -> tuple[NameFound, ...]:
    def query(tx: Tx, _officer: Officer) -> tuple[tuple[NameFound, ...], Sequence[str]]:
        files = [one for one in queries.matches(tx, (channel,)) if one.match.scope.type == NAME]
        held = _held(node, tx, files)
        found = tuple(_answering(held, channel, text))
        return found, list(dict.fromkeys(one.match for one in found))

    look = Look(action=Action.READ_MATCH, file=channel, text=text)
    return read(node, reader, look, query)


def _held(node: Node, tx: Tx, files: Iterable[MatchFile]) -> Held:
    """The names of our lists behind these matches, and those that a partner told in them."""
    found: dict[str, set[tuple[str, str]]] = {}
    for file in files:
        match = file.match.match
        for kept in queries.prepared(tx, match):
            for line in lines_of(match_secrets.joined(node, kept.said.rows)):
                found.setdefault(line.written.name, set()).add((match, node.me))
        for agency, said in names_told.told(file.match, file.steps).items():
            for written in said.names:
                found.setdefault(written.name, set()).add((match, agency))
    return found


def _answering(
    held: Mapping[str, set[tuple[str, str]]], channel: str, text: str
) -> Iterator[NameFound]:
    names = list(held)
    if len(names) > MOST_COMPARED:
        names = [names[hit.row] for hit in search(names, [text], MOST_COMPARED)[0]]
    question = Question(text)
    question.compare(names)
    for name in names:
        one = question.answer(name)
        if one.stands:
            for match, agency in sorted(held[name]):
                yield NameFound(
                    channel=channel,
                    name=name,
                    met=one.how,
                    words=one.words,
                    match=match,
                    agency=agency,
                )
