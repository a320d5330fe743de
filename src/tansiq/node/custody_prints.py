"""A person held, or all of a day, on paper in the reader's language.

Promises: every hour stands with its offset and zone, and in UTC; both readings stand where the
clocks of a place change between; beside each clock stands its article and whether a jurist
confirmed it. Who is a minor has a name only for whom the pages show it to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tansiq.node.case_prints import reference
from tansiq.node.custody_register import One, Register
from tansiq.node.custody_seen import NoteSeen, PersonSeen
from tansiq.printing.document import (
    Block,
    Column,
    Document,
    Fact,
    Facts,
    Note,
    Row,
    Section,
    Table,
    Text,
)
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.custody_clocks import ClockReading
from tansiq.terms.rule_words import ClockPart, Standing
from tansiq.terms.spans import Reckoning
from tansiq.terms.words import say
from tansiq.terms.zones import ZoneOverride, local_time

HANDLING = "H0"
"""Our own record, used as the law says; what others gave us stands nowhere in it."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Builds documents in one language."""

    language: str
    exercise: bool
    overrides: tuple[ZoneOverride, ...] = ()

    def person(self, found: One) -> Document:
        """The record of one person held."""
        one = found.person
        title = f"{self._word('record')}: {one.code}"
        sections = [
            self._head(one),
            self._clocks(one),
            self._events(one),
            *self._items(found),
            self._signatures(),
        ]
        return self._document(title, found.now, (one,), sections, found.exercise)

    def daily(self, found: Register, day: date) -> Document:
        """Everybody who was held at some hour of a day: what goes to the prosecution (LAW L14)."""
        title = self._word("day").format(day=day.isoformat())
        people = held_on(found.people, day)
        columns = tuple(
            Column(self._word(name), share)
            for name, share in (
                ("person", 1.6),
                ("name", 2.6),
                ("begun", 2.6),
                ("ended", 2.2),
                ("clock", 3.4),
            )
        )
        rows = tuple(Row(tuple(map(Text, self._line(one)))) for one in people)
        blocks: tuple[Block, ...] = (Note(Text(self._word("unproven"))), Table(columns, rows))
        sections = [Section(title, blocks)]
        return self._document(title, found.now, people, sections, found.exercise)

    def table(self, found: Register, day: date) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """The same as heads and rows of a table to take away."""
        heads = [self._word(one) for one in ("person", "name", "begun", "ended", "clock")]
        return heads, [self._line(one) for one in held_on(found.people, day)]

    def _document(
        self,
        title: str,
        now: datetime,
        people: Sequence[PersonSeen],
        sections: Sequence[Section],
        drill: bool,  # noqa: FBT001 - private
    ) -> Document:
        entries = [entry for one in people for entry in _entries(one)]
        return Document(
            title=title,
            language=self.language,
            handling=HANDLING,
            proof=reference(entries),
            as_of=stamp(now),
            sections=sections,
            exercise=drill or self.exercise,
        )

    def _word(self, code: str) -> str:
        return say("custody_prints", code, self.language)

    def _line(self, one: PersonSeen) -> tuple[str, ...]:
        stands = one.standing
        limit = stands.holding
        clock = say("counted_by", stands.counted.value, self.language)
        if limit is not None and limit.due is not None:
            clock = " · ".join((self._state(limit), str(limit.due.local)))
        ended = self._word("still") if stands.ended is None else self._hour(one, stands.ended)
        return one.code, self._name(one), self._hour(one, stands.begun), ended, clock

    def _name(self, one: PersonSeen) -> str:
        return self._word("withheld") if one.hidden else one.name or self._word("unknown")

    def _hour(self, one: PersonSeen, at: datetime) -> str:
        return f"{local_time(at, one.said.zone, self.overrides)} ({stamp(at)})"

    def _state(self, reading: ClockReading) -> str:
        told = [self._clock_name(reading), say("clock_states", reading.state.value, self.language)]
        if reading.basis.standing is Standing.UNCONFIRMED:
            told.append(self._word("unconfirmed"))
        return " · ".join(told)

    def _clock_name(self, reading: ClockReading) -> str:
        name = say("clock_kinds", reading.rule.kind, self.language)
        if reading.part is ClockPart.LIMIT:
            return name
        return f"{name}: {say('clock_parts', reading.part.value, self.language)}"

    def _head(self, one: PersonSeen) -> Section:
        said, stands = one.said, one.standing
        asked = self._word("needed" if said.interpreter else "not_asked")
        ended = self._word("still") if stands.ended is None else self._hour(one, stands.ended)
        told = (
            ("name", self._name(one)),
            ("born", "" if one.hidden else said.born),
            ("status", say("status", "suspected", self.language)),
            ("minority", say("minority", stands.minority.value, self.language)),
            ("site", said.site),
            ("begun", self._hour(one, stands.begun)),
            ("ended", ended),
            ("ground", said.ground),
            ("language", said.language),
            ("interpreter", asked),
            ("nationalities", " ".join(said.nationalities)),
            ("jurisdiction", self._rules(one)),
        )
        rows = tuple(Fact(self._word(name), Text(value)) for name, value in told if value)
        return Section(self._word("person"), (Facts(rows), Note(Text(self._word("unproven")))))

    def _rules(self, one: PersonSeen) -> str:
        rules = one.standing.rules
        counted = say("counted_by", one.standing.counted.value, self.language)
        if rules is None:
            return counted
        name = rules.names.get(self.language, rules.jurisdiction)
        standing = say("rule_standing", rules.standing.value, self.language)
        return f"{name} {rules.version} · {standing} · {counted}"

    def _clocks(self, one: PersonSeen) -> Section:
        title, readings = self._word("clocks"), one.standing.readings
        if not readings:
            told = say("counted_by", one.standing.counted.value, self.language)
            return Section(title, (Note(Text(told)),))
        columns = (
            Column(self._word("clock"), 3),
            Column(self._word("due"), 4),
            Column(self._word("article"), 3),
        )
        rows = tuple(
            Row((Text(self._state(each)), Text(self._due(each)), Text(each.basis.article)))
            for each in readings
        )
        return Section(title, (Table(columns, rows),))

    def _due(self, reading: ClockReading) -> str:
        due = reading.due
        if due is None:
            return "—"
        told = f"{due.local} ({stamp(due.at)})"
        if due.reckoning is Reckoning.SAME or due.elapsed is None:
            return told
        both = self._word("both").format(elapsed=stamp(due.elapsed), wall=stamp(due.wall))
        return f"{told} — {both}"

    def _events(self, one: PersonSeen) -> Section:
        title = self._word("events")
        if not one.notes:
            return Section(title, (Note(Text(self._word("no_events"))),))
        columns = tuple(
            Column(self._word(name), share)
            for name, share in (("hour", 3), ("event", 3), ("by", 2), ("document", 3))
        )
        return Section(title, (Table(columns, tuple(self._note(one, each) for each in one.notes)),))

    def _note(self, one: PersonSeen, note: NoteSeen) -> Row:
        said = note.said
        event = say("arrest_events", said.event, self.language)
        if note.corrected:
            event = f"{event} — {self._word('corrected')}"
        hours = f"{said.hours} h" if said.hours else ""
        papers = " · ".join(
            each for each in (said.document, hours, said.language, said.name, said.note) if each
        )
        by = " · ".join(each for each in (said.by, note.by.officer, f"{note.by.time}") if each)
        cells = (self._hour(one, parse_stamp(said.at)), event, by, papers)
        return Row(tuple(map(Text, cells)), struck=note.corrected)

    def _items(self, found: One) -> Iterator[Section]:
        if not found.items:
            return
        columns = tuple(Column(self._word(name)) for name in ("label", "what", "found", "hour"))
        rows = tuple(
            Row(
                (
                    Text(each.said.label, identifier=True),
                    Text(say("seized_kinds", each.said.what, self.language)),
                    Text(each.said.found),
                    Text(self._hour(found.person, parse_stamp(each.said.at))),
                )
            )
            for each in found.items
        )
        note = Note(Text(self._word("no_leave")))
        yield Section(self._word("items"), (Table(columns, rows), note))

    def _signatures(self) -> Section:
        names = ("sign_person", "sign_officer", "sign_interpreter")
        rows = tuple(Fact(self._word(name), Text("…" * 24)) for name in names)
        return Section(self._word("signatures"), (Facts(rows),))


def held_on(people: Sequence[PersonSeen], day: date) -> tuple[PersonSeen, ...]:
    """Those who were held at some hour of a day, by the clocks of the place; first held first."""
    found = [one for one in people if _overlaps(one, day)]
    return tuple(sorted(found, key=lambda one: (one.standing.begun, one.code)))


def _overlaps(one: PersonSeen, day: date) -> bool:
    zone = ZoneInfo(one.said.zone)
    since = datetime.combine(day, time(), zone)
    until = datetime.combine(day + timedelta(days=1), time(), zone)
    ended = one.standing.ended
    return one.standing.begun < until and (ended is None or ended >= since)


def _entries(one: PersonSeen) -> Iterator[str]:
    yield one.by.entry
    yield from (each.entry for each in one.notes)
