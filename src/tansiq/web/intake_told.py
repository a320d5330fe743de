"""A draft as a page shows it: rows, cards, paragraphs, sheet by sheet, in the reader's language.

Promises: a row and its words carry the same number everywhere; a long text comes in sheets, none
of which is more than a browser bears; nothing is ordered by likeness or weight.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from babel import Locale, UnknownLocaleError

from tansiq.formats import schemata
from tansiq.node.intake_clashes import Desk, Stretches, Whole
from tansiq.node.intake_seen import DraftHead, DraftSeen, ProposalSeen
from tansiq.terms.intake import Clash, Kind
from tansiq.terms.languages import Language
from tansiq.terms.words import say
from tansiq.web.case_words import address_of
from tansiq.web.intake_text import Lit, Paragraph, Span, direction_of, paragraphs, part_of
from tansiq.web.screens import N_
from tansiq.web.speech import Speech, catalogue

CLASHES: Mapping[str, str] = {
    "weekday": N_("The day does not fit the date"),
    "count": N_("Two figures for one event"),
    "age": N_("The age does not fit the date of birth"),
    "order": N_("The order of the days does not fit"),
    "figures": N_("Two texts, two figures"),
}
LETTERS, MOST = 24_000, 150
"""Of one sheet: characters, and proposals."""
PROPERTIES: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    Kind.DATE: (("Event", "date"), ("Person", "birthDate"), ("Person", "deathDate")),
    Kind.PERSON: (("Person", "name"), ("Person", "alias")),
    Kind.ORGANISATION: (("Organization", "name"), ("Organization", "alias")),
    Kind.PLACE: (("Event", "location"), ("Person", "address"), ("Person", "birthPlace")),
    Kind.PHONE: (("Person", "phone"),),
    Kind.ACCOUNT: (("Person", "email"), ("BankAccount", "accountNumber")),
    Kind.DOCUMENT: (("Person", "idNumber"), ("Person", "passportNumber")),
}
"""What a proposal may be said as where the usual property does not fit: type and property."""
_IN_NORMAL_FORM = frozenset({Kind.DATE, Kind.PHONE, Kind.ACCOUNT, Kind.DOCUMENT})


@dataclass(frozen=True, slots=True)
class Side:
    """One stretch of a contradiction: its words, their proposal if any, and where they stand."""

    words: str
    language: str
    direction: str
    number: int
    to: str
    head: DraftHead | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A contradiction in words, with both stretches; `place` is its number on the page."""

    place: int
    kind: str
    said: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal as its row shows it: `said` would be claimed, `clashes` are places of cards."""

    number: int
    kind: str
    value: str
    normal: str
    language: str
    direction: str
    reserve: str
    status: str
    source: str
    said: str
    clashes: tuple[int, ...]
    beside: bool
    verdict: str
    reason: str
    changed: str
    entity_at: str
    of_person: bool
    properties: tuple[tuple[str, str], ...]


def language_name(speech: Speech) -> Callable[[str], str]:
    """What names a language by its code, in the reader's language."""

    def name(code: str) -> str:
        try:
            return Locale.parse(code).get_display_name(speech.locale) or code
        except (UnknownLocaleError, ValueError):
            return code

    return name


def words_of(marked: Mapping[str, str], language: Language) -> dict[str, str]:
    """Words of ours by code, in one language."""
    return {code: str(catalogue(language).gettext(word)) for code, word in marked.items()}


def clash_said(kind: str, facts: Mapping[str, str], language: Language) -> str:
    """A contradiction as a sentence."""
    if kind == Clash.WEEKDAY.value:
        days = Locale(language.value).days["format"]["wide"]
        facts = {**facts, "is": days[int(facts["is"])], "said": days[int(facts["said"])]}
    return say("clashes", kind, language).format(**facts)


class Told:
    """One draft in one language, cut into sheets."""

    def __init__(self, seen: DraftSeen, language: Language, wanted: int = 1) -> None:
        self.seen = seen
        self.language = language
        self.bounds = tuple(_sheets(seen))
        self.sheets = len(self.bounds)
        self.sheet = min(max(wanted, 1), self.sheets)

    @property
    def here(self) -> Span:
        """The stretch of the text that is shown."""
        return self.bounds[self.sheet - 1]

    def to(self, number: int) -> str:
        """Where the words of a proposal stand, from the draft's own address."""
        start = next(one.span[0] for one in self.seen.proposals if one.number == number)
        sheet = self._sheet_of(start)
        return f"#s-{number}" if sheet == self.sheet else f"?sheet={sheet}#s-{number}"

    def _sheet_of(self, at: int) -> int:
        return next((n for n, (_, end) in enumerate(self.bounds, start=1) if at < end), self.sheets)

    def cards(self) -> tuple[Card, ...]:
        """The contradictions within the text."""
        return tuple(
            Card(
                one.number,
                one.kind.value,
                clash_said(one.kind.value, one.facts, self.language),
                tuple(self.side(span) for span in one.spans),
            )
            for one in self.seen.contradictions
        )

    def rows(self) -> tuple[Row, ...]:
        """The proposals whose words stand on this sheet."""
        start, end = self.here
        return tuple(self._row(one) for one in self.seen.proposals if start <= one.span[0] < end)

    def clear(self) -> tuple[int, ...]:
        """Those of this sheet that may be accepted together: a date goes with its event."""
        kinds = {one.number: one.kind for one in self.seen.proposals}
        here = {one.number for one in self.rows()}
        return tuple(
            one for one in self.seen.uncontradicted if one in here and kinds[one] is not Kind.DATE
        )

    def _row(self, one: ProposalSeen) -> Row:
        language = self._language(one.span)
        text = self.seen.text
        return Row(
            number=one.number,
            kind=one.kind.value,
            value=" ".join(one.value.split()),
            normal=_number(one) if one.kind.is_event else one.normal,
            language=language,
            direction=direction_of(one.value, language),
            reserve=" ".join(text[slice(*one.reserve)].split()) if one.reserve else "",
            status=one.status.value,
            source=one.source,
            said=(one.kind in _IN_NORMAL_FORM and one.normal) or " ".join(one.value.split()),
            clashes=one.clashes,
            beside=one.beside,
            verdict=one.verdict,
            reason=one.reason,
            changed=one.changed,
            entity_at=f"{address_of(one.case)}/entities/{one.entity}" if one.entity else "",
            of_person=one.kind is Kind.PERSON,
            properties=tuple(
                (name, schemata.label(schema, name, self.language))
                for schema, name in PROPERTIES.get(one.kind, ())
            ),
        )

    def _language(self, span: Span) -> str:
        return next((tongue for part, tongue in self.seen.paragraphs if _meet(part, span)), "")

    def side(self, span: Span) -> Side:
        """One stretch, with the proposal whose words it shares."""
        words, language = self.seen.text[slice(*span)], self._language(span)
        number = next((one.number for one in self.seen.proposals if _meet(one.span, span)), 0)
        to = self.to(number) if number else "#h-original"
        return Side(words, language, direction_of(words, language), number, to)

    def shown(self) -> tuple[Paragraph, ...]:
        """The paragraphs of this sheet, with what is lit in them."""
        start, end = self.here
        last = self.sheet == self.sheets
        inside = [
            (at, text)
            for at, text in self.seen.dropped
            if start <= at and (at < end or (last and at <= end))
        ]
        return paragraphs(
            self.seen.text[start:end],
            [((a - start, b - start), tongue) for (a, b), tongue in self._hints()],
            [(at - start, text) for at, text in inside],
            [Lit((a - start, b - start), looks, n) for (a, b), looks, n in self._lit()],
        )

    def _hints(self) -> Iterator[tuple[Span, str]]:
        start, end = self.here
        return ((span, tongue) for span, tongue in self.seen.paragraphs if start <= span[0] < end)

    def _lit(self) -> Iterator[tuple[Span, tuple[str, ...], int]]:
        for one in self.seen.proposals:
            looks = (part_of(one.kind), *(("clash",) if one.clashes or one.beside else ()))
            yield one.span, looks, one.number
            if one.reserve:
                yield one.reserve, ("reserve",), 0
        for clash in self.seen.contradictions:
            for span in clash.spans:
                yield span, ("clash",), 0


def _number(one: ProposalSeen) -> str:
    """How many an event counts, as digits; empty where its words count nobody."""
    return one.normal.rpartition(":")[2] if ":" in one.normal else ""


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _sheets(seen: DraftSeen) -> Iterator[Span]:
    """Where the text is cut: between paragraphs, before a sheet grows too long."""
    starts = sorted(one.span[0] for one in seen.proposals)
    first = at = held = 0
    for (_, end), _ in seen.paragraphs or (((0, len(seen.text)), ""),):
        inside = sum(at <= one < end for one in starts)
        if at > first and (end - first > LETTERS or held + inside > MOST):
            yield first, at
            first, held = at, 0
        held, at = held + inside, end
    yield first, max(len(seen.text), 1)


def between(desk: Desk, language: Language) -> tuple[Card, ...]:
    """Where two origins contradict each other, with the words of both."""
    return tuple(
        Card(
            place,
            clash.kind.value,
            clash_said(clash.kind.value, clash.facts, language),
            (
                _far(one, clash.spans[0], desk.told),
                _far(other, clash.spans[1], desk.told),
            ),
        )
        for place, (one, other, clash) in enumerate(desk.sources.contradictions, start=1)
    )


def beside(whole: Whole, language: Language) -> tuple[Card, ...]:
    """Where another text contradicts this one."""
    told = Told(whole.seen, language)
    return tuple(
        Card(
            place,
            one.clash.kind.value,
            clash_said(one.clash.kind.value, one.clash.facts, language),
            (
                replace(told.side(one.clash.spans[0]), head=whole.seen.head),
                _far(one.draft, one.clash.spans[1], whole.others),
            ),
        )
        for place, one in enumerate(whole.seen.beside, start=1)
    )


def _far(head: DraftHead, span: Span, told: Stretches) -> Side:
    """A stretch of a text that is not shown here."""
    one = told[head.id, span]
    way = direction_of(one.words, one.language)
    return Side(one.words, one.language, way, one.number, f"#s-{one.number}", head)
