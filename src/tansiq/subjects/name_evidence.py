"""What speaks for and against two written names meaning one person, and what is not known.

Promises: pure; every second factor stands in exactly one of the three columns, as equal, different
or not known; absence is never evidence. Nothing is added up: an officer weighs.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tansiq.names.explaining import WordMeeting
from tansiq.record.matches import WrittenName
from tansiq.subjects.name_lists import meeting_years, name_keys
from tansiq.subjects.places import place_keys
from tansiq.terms import words
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language
from tansiq.terms.naming import NameEvidence, NameReason, Rarity

_ABSENT = {NameReason.ABSENT_HERE, NameReason.ABSENT_THERE}


@dataclass(frozen=True, slots=True)
class Point:
    """Something that speaks for or against, or is not known: a code and what its words name."""

    code: NameEvidence
    facts: Mapping[str, str] = field(default_factory=dict)

    def said(self, language: Language) -> str:
        """In words."""
        return words.say("name_evidence", self.code, language).format(**self.facts)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Points in three columns, side by side."""

    speaks_for: tuple[Point, ...]
    speaks_against: tuple[Point, ...]
    not_known: tuple[Point, ...]


_FOR = {
    NameEvidence.RARE_WORD, NameEvidence.YEAR_EQUAL, NameEvidence.PLACE_EQUAL,
    NameEvidence.PLACE_EQUAL_SPELLINGS, NameEvidence.DOCUMENT_EQUAL,
}  # fmt: skip
_AGAINST = {
    NameEvidence.YEAR_DIFFERS, NameEvidence.PLACE_DIFFERS, NameEvidence.DOCUMENT_DIFFERS,
    NameEvidence.COMMON_WORDS, NameEvidence.TOLD_OTHERWISE,
}  # fmt: skip


def weighed(
    pair: tuple[WrittenName, WrittenName], rows: Sequence[WordMeeting], keys: Collection[str]
) -> Weighed:
    """The points about (our, their) written name; `keys` are those by which they met."""
    ours, theirs = pair
    found = (
        *_honest(theirs, keys),
        *_documents(ours, theirs),
        *_years(ours.year, theirs.year),
        *_places(ours.place, theirs.place),
        *_words(rows),
        Point(NameEvidence.BIRTHDAY),
    )
    return Weighed(
        tuple(one for one in found if one.code in _FOR),
        tuple(one for one in found if one.code in _AGAINST),
        tuple(one for one in found if one.code not in _FOR | _AGAINST),
    )


def _honest(theirs: WrittenName, keys: Collection[str]) -> Iterator[Point]:
    """A partner that tells another name than the one that met is found out by the keys."""
    try:
        told = set(name_keys(theirs))
    except Invalid:
        told = set()
    if not told.issuperset(keys):
        yield Point(NameEvidence.TOLD_OTHERWISE)


def _documents(ours: WrittenName, theirs: WrittenName) -> Iterator[Point]:
    if ours.document and ours.document == theirs.document:
        yield Point(NameEvidence.DOCUMENT_EQUAL)
    elif ours.document and theirs.document:
        yield Point(NameEvidence.DOCUMENT_DIFFERS)
    else:
        yield Point(NameEvidence.DOCUMENT_UNTOLD)


def _years(ours: str, theirs: str) -> Iterator[Point]:
    apart = meeting_years(ours, theirs)
    if apart is None:
        if not ours:
            yield Point(NameEvidence.YEAR_HERE)
        if not theirs:
            yield Point(NameEvidence.YEAR_THERE)
        return
    facts = {"ours": ours, "theirs": theirs, "apart": str(apart)}
    yield Point(NameEvidence.YEAR_DIFFERS if apart else NameEvidence.YEAR_EQUAL, facts)


def _places(ours: str, theirs: str) -> Iterator[Point]:
    facts = {"ours": ours, "theirs": theirs}
    if not ours or not theirs:
        if not ours:
            yield Point(NameEvidence.PLACE_HERE)
        if not theirs:
            yield Point(NameEvidence.PLACE_THERE)
    elif ours.casefold() == theirs.casefold():
        yield Point(NameEvidence.PLACE_EQUAL, facts)
    elif _sound(ours) & _sound(theirs):
        yield Point(NameEvidence.PLACE_EQUAL_SPELLINGS, facts)
    elif ours.isascii() == theirs.isascii():
        yield Point(NameEvidence.PLACE_DIFFERS, facts)
    else:
        yield Point(NameEvidence.PLACE_UNCLEAR, facts)


def _sound(place: str) -> set[str]:
    try:
        return set(place_keys(place))
    except Invalid:
        return set()


def _words(rows: Iterable[WordMeeting]) -> Iterator[Point]:
    met = [one for one in rows if one.reason not in _ABSENT]
    for one in met:
        if one.rarity is Rarity.RARE:
            yield Point(NameEvidence.RARE_WORD, {"word": one.ours})
    if met and all(one.rarity is Rarity.COMMON for one in met):
        yield Point(NameEvidence.COMMON_WORDS)
    for one in rows:
        if one.reason is NameReason.ABSENT_THERE:
            yield Point(NameEvidence.WORD_ABSENT_THERE, {"word": one.ours})
        elif one.reason is NameReason.ABSENT_HERE:
            yield Point(NameEvidence.WORD_ABSENT_HERE, {"word": one.theirs})
