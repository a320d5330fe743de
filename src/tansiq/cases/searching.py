"""Searching a case by name in any script and spelling, or by identifier.

Promises: what holds every word of the question is found through the index of keys; where that is
little, what shares rare words, or two words, with it is compared too, and kept when it is likely
the same name. Files come by how they met, then by name. What the caller may not read (`readable`)
neither answers nor moves anything, and a person in quarantine is not found here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations

import msgspec

from tansiq.cases.finding import MOST_FOUND, MOST_LOOKED_AT, Found
from tansiq.cases.gathering import entity_files
from tansiq.cases.meeting import answering, keyed, to_compare
from tansiq.cases.seen import NAMES, EntityFile
from tansiq.cases.tables import KEYS
from tansiq.names.answering import Question, rank
from tansiq.names.keys import Wanted, query_keys
from tansiq.names.words import words
from tansiq.store.connect import Tx
from tansiq.terms.naming import NameMet

FEW = 10
"""With fewer answers than these, spellings that the keys miss are looked for too."""
RARE = 200
"""A word of so many entities is looked up alone; a commoner one only with a second."""
MOST_WORDS = 6

Readable = Callable[[str, str, str], bool]
"""Whether a claim of (agency, officer, handling code) may be read by who asks."""


def search(
    tx: Tx,
    channel: str,
    text: str,
    limit: int = MOST_FOUND,
    readable: Readable = lambda _agency, _officer, _code: True,
) -> Found:
    """Entities that answer to the text, by name; the caller hides, and orders by `meetings`."""
    wanted = query_keys(text)
    if not wanted:
        return Found(())
    ids = _holding(tx, channel, wanted)
    more = len(ids) > MOST_LOOKED_AT
    beside = [] if len(ids) >= FEW else _beside(tx, channel, text, wanted)
    looked = list(dict.fromkeys((*ids[:MOST_LOOKED_AT], *beside)))
    if beside or len(looked) > limit:
        looked = _by_meeting(tx, channel, looked, text, readable)
    return _built(tx, channel, looked, limit, more=more and bool(looked))


def _holding(tx: Tx, channel: str, wanted: Sequence[Wanted], most: int = 0) -> list[str]:
    """Entities for which every word was said, be it in several records; by id."""
    one = f"SELECT entity FROM case_key WHERE channel = %s AND {KEYS} @@ %s::tsquery"  # noqa: S608
    values = [value for word in wanted for value in (channel, _asked(word))]
    limit = f" LIMIT {most:d}" if most else ""
    rows = tx.rows_by_words(
        " INTERSECT ".join([one] * len(wanted)) + " ORDER BY entity" + limit, values
    )
    return list(dict.fromkeys(row["entity"] for row in rows))


def _beside(tx: Tx, channel: str, text: str, wanted: Sequence[Wanted]) -> list[str]:
    """Entities that share a rare word with the question, or two words where none is rare."""
    if len(wanted) < 2 or any(one.number for one in words(text)):
        return []
    some = wanted[:MOST_WORDS]
    held = [_holding(tx, channel, (one,), RARE + 1) for one in some]
    found = [entity for one in held if len(one) <= RARE for entity in one]
    if not found and len(some) > 2:
        pairs = (_holding(tx, channel, pair, RARE) for pair in combinations(some, 2))
        found = [entity for one in pairs for entity in one]
    return list(dict.fromkeys(found))[:MOST_LOOKED_AT]


def _asked(word: Wanted) -> str:
    """A word as PostgreSQL's text search asks for it: any of its keys, whole or begun."""
    whole = (f"{_quoted(key)}" for key in word.any_of)
    begun = (f"{_quoted(key)}:*" for key in word.beginnings)
    return " | ".join((*whole, *begun))


def _quoted(key: str) -> str:
    return "'" + key.replace("\\", "\\\\").replace("'", "''") + "'"


class _Said(msgspec.Struct):
    property: str
    value: str


class _Code(msgspec.Struct):
    code: str


class _Claims(msgspec.Struct):
    """Of a record of claims, only what a search looks at."""

    handling: _Code
    schema: str = ""
    claims: tuple[_Said, ...] = ()
    replacement: _Said | None = None


_claims = msgspec.json.Decoder(_Claims).decode


def _by_meeting(
    tx: Tx, channel: str, ids: Sequence[str], text: str, readable: Readable
) -> list[str]:
    """Of these entities those that answer, by how they met and by name: cheaper than every file."""
    question, said = Question(text), _said(tx, channel, ids, cache(readable))
    question.compare(name for one in said.values() for name in _to_hear(question, one))
    places = {
        entity: _place(question, one) for entity, one in said.items() if _answers(question, one)
    }
    return sorted(places, key=lambda one: (places[one], _called(said[one]), one))


def _to_hear(question: Question, said: Sequence[_Said]) -> Sequence[str]:
    names = [one.value for one in said if _is_name(one)]
    if any(question.answer(one).how is NameMet.EXACT for one in names):
        return ()
    return to_compare(question, names, [one.value for one in said if not _is_name(one)])


def _answers(question: Question, said: Sequence[_Said]) -> bool:
    names = [one.value for one in said if _is_name(one)]
    return answering(question, names) or answering(question, [one.value for one in said])


def _place(question: Question, said: Iterable[_Said]) -> int:
    """As in `meeting`: the best of the values that answer, else of those that answer in part."""
    found = [question.answer(one.value) for one in said if _is_name(one)]
    if not any(one.stands for one in found):
        found = [question.answer(one.value) for one in said]
    return rank([one.how for one in found if one.stands] or [one.how for one in found])


def _said(tx: Tx, channel: str, ids: Sequence[str], readable: Readable) -> dict[str, list[_Said]]:
    rows = tx.rows(
        "SELECT entity, agency, officer, record FROM case_claims"
        " WHERE channel = %s AND entity = ANY(%s) ORDER BY time, origin, seq",
        (channel, list(ids)),
    )
    found: dict[str, list[_Said]] = {}
    for row in rows:
        one = _claims(row["record"])
        if readable(row["agency"], row["officer"], one.handling.code):
            found.setdefault(row["entity"], []).extend(_keyed(one))
    return found


def _keyed(record: _Claims) -> Iterator[_Said]:
    every = (*record.claims, *((record.replacement,) if record.replacement else ()))
    return (one for one in every if keyed(record.schema, one.property))


def _is_name(one: _Said) -> bool:
    return one.property in NAMES


def _called(said: Iterable[_Said]) -> str:
    """What an entity is called: the first name of the first kind that anybody gave it."""
    names = [one for one in said if _is_name(one)]
    return min(names, key=lambda one: NAMES.index(one.property)).value.casefold() if names else ""


def _built(tx: Tx, channel: str, ids: Sequence[str], limit: int, *, more: bool) -> Found:
    files: dict[tuple[str, ...], EntityFile] = {}
    for start in range(0, len(ids), limit):
        for one in entity_files(tx, channel, ids[start : start + limit]):
            if not one.quarantined:
                files.setdefault(one.members, one)
        if len(files) >= limit:
            more = more or start + limit < len(ids)
            break
    found = sorted(files.values(), key=lambda one: (one.caption.casefold(), one.entity))
    return Found(tuple(found[:limit]), more or len(found) > limit)
