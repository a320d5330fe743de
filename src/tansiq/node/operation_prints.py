"""An operation on paper, in the reader's language: the order of the current version, and the log.

Promises: the order is printed from the version that is current and says so when there is not
exactly one; an exercise is unmistakable on every page; where the order has no text in the reader's
language the authentic one stands, and that is said. Own parts are not on these prints.
"""

from collections.abc import Iterable, Iterator

from tansiq.node.case_prints import reference
from tansiq.node.operation_board import Board, SiteLine
from tansiq.operations.facts import StopFact
from tansiq.operations.queries import LogLine
from tansiq.operations.quorums import QuorumChange
from tansiq.printing.document import (
    Block,
    Column,
    Document,
    Fact,
    Facts,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
)
from tansiq.record.officers import Label
from tansiq.record.operations import OperationPlan, OrderText
from tansiq.terms.clock import ZonedTime, parse_stamp, stamp
from tansiq.terms.digits import digest_code
from tansiq.terms.ids import entry_id
from tansiq.terms.words import say

_HANDLING = "H3"
"""An order is for those who carry it out: restricted, whatever the case says."""
_TEXTS = ("situation", "purpose", "signals", "abort", "contingency", "medical", "interpreters")
# Which list of words gives a code of a line its words.
_WORDS = {
    "choice": "vote_choices",
    "outcome": "outcomes",
    "reason": "decision_reasons",
    "state": "site_states",
    "incident": "incidents",
}


class OperationPrinter:
    """Builds the prints of one operation in one language."""

    def __init__(self, language: str, board: Board) -> None:
        self._language = language
        self._board = board

    def order(self) -> Document:
        """The current version of the order."""
        plan = self._board.plan
        if plan is None:
            note = Note(Text(self._word("no_version")))
            return self._document("order", (Section(self._word("order"), (note,)),), ())
        sections = (
            self._head(plan),
            *self._quorum_changes(),
            *self._texts(plan),
            self._quorum(plan),
            self._phases(plan),
            self._sites(),
        )
        names = [one for one in self._board.lines if one.words.get("plan") == self._digest]
        return self._document("order", sections, names)

    def log(self, *, more: bool = False) -> Document:
        """What was said, oldest first; `more` when older lines exist that are not on it."""
        lines = tuple(reversed(self._board.lines))
        columns = (
            Column(self._word("time"), 3),
            Column(self._word("received"), 3),
            Column(self._word("who"), 2),
            Column(self._word("said"), 7),
        )
        rows = tuple(Row(self._line(one)) for one in lines)
        blocks: list[Block] = [Table(columns, rows)]
        if more:
            blocks.insert(0, Note(Text(self._word("left_out"))))
        sections = (self._stops(), Section(self._word("log"), tuple(blocks)))
        return self._document("log", sections, lines)

    def _stops(self) -> Section:
        """Every stop of this operation, also one that was lifted: they stand before all else."""
        stops = sorted(self._board.settled.facts.stops, key=lambda one: (one.time, one.origin))
        heads = ("time", "who", "said", "stop_reason")
        columns = tuple(Column(self._word(one)) for one in heads)
        rows = tuple(
            Row(
                (
                    Text(one.time, identifier=True),
                    Text(one.agency, identifier=True),
                    Text(self._word("stop_lifted" if one.lifted else "stop_ordered"), strong=True),
                    Text(self._why(one)),
                )
            )
            for one in stops
        )
        return Section(self._word("stops"), (Table(columns, rows),) if rows else ())

    def _why(self, one: StopFact) -> str:
        """Why somebody stopped, as they told it."""
        ground = say("stop_grounds", one.ground, self._language) if one.ground else ""
        return ": ".join(filter(None, (ground, one.reason))) or self._word("stop_untold")

    @property
    def _digest(self) -> str:
        return self._board.decision.digest

    def _word(self, code: str) -> str:
        return say("operation_prints", code, self._language)

    def _document(
        self, title: str, sections: tuple[Section, ...], lines: Iterable[LogLine]
    ) -> Document:
        entries = [str(entry_id(bytes.fromhex(one.leaf))) for one in lines]
        rows = tuple(Row((Text(one, identifier=True),)) for one in entries)
        proofs = Section(
            self._word("proofs"),
            (Note(Text(self._word("proofs_note"))), Table((Column(self._word("entry")),), rows)),
        )
        return Document(
            title=f"{self._word(title)}: {self._name()}",
            language=self._language,
            handling=_HANDLING,
            proof=reference(entries),
            as_of=stamp(self._board.now),
            sections=(*(one for one in sections if one.blocks), proofs),
            exercise=self._board.exercise,
        )

    def _name(self) -> str:
        plan = self._board.plan
        names = {} if plan is None else {one.language: one.text for one in plan.names}
        first = next(iter(names.values()), self._board.where.operation)
        return names.get(self._language, first)

    def _head(self, plan: OperationPlan) -> Section:
        decision = self._board.decision
        told = (
            f"{say('outcomes', decision.outcome.value, self._language)}: "
            f"{say('decision_reasons', decision.reason.value, self._language)}"
        )
        kind = self._word("exercise" if self._board.exercise else "real")
        code = digest_code(bytes.fromhex(self._digest))
        rows = (
            Fact(self._word("kind"), Text(kind, strong=True)),
            Fact(self._word("version"), Text(str(plan.number), identifier=True)),
            Fact(self._word("digest"), Text(code, identifier=True)),
            Fact(self._word("h_hour"), Text(plan.h_hour, identifier=True, strong=True)),
            *(Fact(zone, Text(local, identifier=True)) for zone, local in self._zones(plan)),
            Fact(self._word("decision"), Text(told)),
            Fact(self._word("zone_table"), Text(plan.zone_table, identifier=True)),
        )
        return Section(self._word("order"), (Facts(rows),))

    @staticmethod
    def _zones(plan: OperationPlan) -> Iterator[tuple[str, str]]:
        instant = parse_stamp(plan.h_hour)
        for zone in dict.fromkeys(one.zone for one in plan.sites):
            at = ZonedTime(instant, zone)
            yield zone, f"{at.local:%Y-%m-%d %H:%M} {at.offset_text}"

    def _texts(self, plan: OperationPlan) -> Iterator[Section]:
        held = {one.language: one for one in plan.texts}
        text = held.get(self._language, plan.texts[0])
        if text.language != self._language:
            yield Section(text.language, (Note(Text(self._word("other_language"))),))
        elif text == plan.texts[0]:
            yield Section(text.language, (Note(Text(self._word("authentic"))),))
        yield from self._parts(text)

    def _parts(self, text: OrderText) -> Iterator[Section]:
        for name in _TEXTS:
            words = getattr(text, name)
            if words:
                yield Section(self._word(name), (Paragraph(Text(words)),))

    def _quorum_changes(self) -> Iterator[Section]:
        """What became of the quorum since older versions, before all words of the order."""
        told = tuple(Note(Text(self._changed(one))) for one in self._board.quorum_changes)
        if told:
            yield Section(self._word("quorum_changed"), told)

    def _changed(self, one: QuorumChange) -> str:
        rules = (
            self._word("quorum_no_voice")
            if rule is None
            else f"{rule.officers} × {say('roles', rule.role, self._language)}"
            for rule in (one.was, one.now)
        )
        was, now = rules
        kind = self._word("quorum_lowered" if one.lowered else "quorum_changed")
        words = (self._word("quorum_was"), was, self._word("quorum_now"), now)
        return f"{kind}: {one.party}: {' '.join(words)} · v{one.number} {one.agency} {one.officer}"

    def _quorum(self, plan: OperationPlan) -> Section:
        silence = {one.party: one for one in plan.silence}
        counted = {one.party: len(one.votes) for one in self._board.decision.parties}
        columns = tuple(
            Column(self._word(one)) for one in ("party", "officers", "role", "voted", "silence")
        )
        rows = tuple(
            Row(
                (
                    Text(one.party, identifier=True),
                    Text(str(one.officers), identifier=True),
                    Text(say("roles", one.role, self._language)),
                    Text(f"{counted.get(one.party, 0)} / {one.officers}", identifier=True),
                    Text(
                        f"{silence[one.party].minutes} {self._word('minutes')}: "
                        f"{say('silence_rules', silence[one.party].rule, self._language)}"
                    ),
                )
            )
            for one in plan.quorum.parties
        )
        return Section(self._word("quorum"), (Table(columns, rows),))

    def _phases(self, plan: OperationPlan) -> Section:
        columns = (Column(self._word("from_h")), Column(self._word("phase"), 4))
        rows = tuple(
            Row((Text(f"{one.minutes:+d}", identifier=True), Text(self._label(one.names))))
            for one in plan.phases
        )
        return Section(self._word("phases"), (Table(columns, rows),) if rows else ())

    def _label(self, names: Iterable[Label]) -> str:
        held = {one.language: one.text for one in names}
        return held.get(self._language) or next(iter(held.values()), "")

    def _sites(self) -> Section:
        columns = tuple(Column(self._word(one)) for one in ("site", "party", "local", "state"))
        rows = tuple(Row(self._site(one)) for one in self._board.sites)
        return Section(self._word("sites"), (Table(columns, rows),))

    def _site(self, one: SiteLine) -> tuple[Text, ...]:
        local = "" if one.local is None else f"{one.local.local:%H:%M} {one.local.offset_text}"
        return (
            Text(one.site.site, identifier=True, strong=True),
            Text(one.site.party, identifier=True),
            Text(local, identifier=True),
            Text(say("site_states", one.state.value, self._language)),
        )

    def _line(self, one: LogLine) -> tuple[Text, ...]:
        return (
            Text(one.time, identifier=True),
            Text(one.received, identifier=True),
            Text(one.agency, identifier=True),
            Text(" · ".join((self._word(one.kind), *self._details(one)))),
        )

    def _details(self, one: LogLine) -> Iterator[str]:
        for name in ("number", "site", "choice", "outcome", "reason", "state", "incident"):
            code = one.words.get(name)
            if code:
                ended = one.kind == "operation_closed" and name == "outcome"
                listed = "close_outcomes" if ended else _WORDS.get(name)
                yield say(listed, code, self._language) if listed else code
        if one.kind == "readiness_told":
            done, total = (one.words.get(name, "0") for name in ("done", "total"))
            yield f"{done} / {total}"
        if one.words.get("plan"):
            yield digest_code(bytes.fromhex(one.words["plan"]))
        if one.words.get("changed"):
            yield one.words["changed"]
