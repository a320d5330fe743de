"""A case and an entity file on paper, in the reader's language, with what was withheld and why."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from tansiq.cases.boards import DecisionSeen, InstrumentSeen, TaskSeen
from tansiq.cases.facts import Fact as Told
from tansiq.cases.seen import ClaimSeen, EntityFile
from tansiq.formats import schemata
from tansiq.formats.values import show_value
from tansiq.node.case_exports import Exported, Withheld
from tansiq.node.cases import CaseBoard
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
from tansiq.terms.errors import Invalid
from tansiq.terms.grading import Grade
from tansiq.terms.ids import entry_id
from tansiq.terms.words import say

Named = tuple[str, str]
"""A line of a print, and the name of the entry (or claim in it) that it rests on."""


def reference(names: Iterable[str]) -> str:
    """SHA-256 (hex) over names of entries, each on a line of its own: what a print goes by."""
    return sha256("".join(f"{one}\n" for one in names).encode()).hexdigest()


class Printer:
    """Builds documents in one language; `as_of` is the UTC moment of the state, as a wire time."""

    def __init__(self, language: str, as_of: str, *, exercise: bool) -> None:
        self._language = language
        self._as_of = as_of
        self._exercise = exercise

    def entity(self, found: Exported) -> Document:
        """The file of the first entity of an export."""
        file, claims = found.files[0], found.claims[0]
        named = (
            *(self._named("status", one.fact) for one in file.statuses if one.standing),
            *(self._named("category", one) for one in file.categories),
            *((self._label(file.schema, one.fact.claim.property), one.fact.id) for one in claims),
        )
        sections = (self._head(file), self._claims(file, claims), self._withheld(found.withheld))
        title = f"{self._word('entity_file')}: {file.caption}"
        return self._document(title, claims, named, sections)

    def summary(self, board: CaseBoard, found: Exported) -> Document:
        """The agreement, the work, the entities with what each agency holds of them.

        For a court without the work: no code stands on the words of tasks and decisions, which may
        repeat what is not for it.
        """
        claims = [one for each in found.claims for one in each]
        sections = (
            *self._agreement(board),
            *(() if found.court else self._work(board)),
            Section(self._word("entities"), self._entities(found)),
            self._withheld(found.withheld),
        )
        title = f"{self._word('case_summary')}: {self._name(board)}"
        bound = board.case.agreement
        agreed = () if bound is None else ((self._word("agreement"), str(bound.entry.entry_id)),)
        statuses = (one for each in found.files for one in each.statuses if one.standing)
        named = (*agreed, *(self._named("status", one.fact) for one in statuses))
        return self._document(title, claims, named, sections)

    def _named(self, what: str, fact: Told) -> Named:
        """A line of the print, and the entry that proves who said it."""
        return f"{self._word(what)} ({fact.agency})", entry_id(bytes.fromhex(fact.leaf))

    def _proofs(self, named: Iterable[Named]) -> Section:
        rows = tuple(Row((Text(line), Text(entry, identifier=True))) for line, entry in named)
        columns = (Column(self._word("line"), 2), Column(self._word("entry"), 8))
        return Section(
            self._word("proofs"), (Note(Text(self._word("proofs_note"))), Table(columns, rows))
        )

    def _document(
        self,
        title: str,
        claims: Iterable[ClaimSeen],
        named: Sequence[Named],
        sections: Iterable[Section],
    ) -> Document:
        """A print whose proof reference anybody finds again from the entries at its end."""
        highest = max((one.fact.handling.code for one in claims), default="H0")
        return Document(
            title=title,
            language=self._language,
            handling=highest,
            proof=reference(entry for _, entry in named),
            as_of=self._as_of,
            sections=(*sections, self._proofs(named)),
            exercise=self._exercise,
        )

    def _word(self, code: str) -> str:
        return say("case_prints", code, self._language)

    def _said(self, page: str, code: str) -> str:
        return say(page, code, self._language)

    def _standing(self, file: EntityFile) -> str:
        held = (one.fact for one in file.statuses if one.standing)
        return " · ".join(f"{self._said('status', one.status)} ({one.agency})" for one in held)

    def _name(self, board: CaseBoard) -> str:
        bound = board.case.agreement
        names = {} if bound is None else {one.language: one.text for one in bound.terms.names}
        return names.get(self._language) or names.get("en") or board.case.channel

    def _head(self, file: EntityFile) -> Section:
        rows = [Fact(self._word("names"), Text(" · ".join(file.names) or file.entity, strong=True))]
        rows += [
            Fact(
                self._word("status"),
                Text(f"{self._said('status', one.fact.status)} ({one.fact.agency})"),
            )
            for one in file.statuses
            if one.standing
        ]
        rows += [
            Fact(
                self._word("category"),
                Text(f"{self._said('category', one.category)} ({one.agency})"),
            )
            for one in file.categories
        ]
        rows.append(Fact(self._word("entity"), Text(file.entity, identifier=True)))
        return Section(self._label(file.schema), (Facts(tuple(rows)),))

    def _claims(self, file: EntityFile, claims: Iterable[ClaimSeen]) -> Section:
        clashes = {one.name for one in file.clashes}
        rows = [self._claim(file, one, one.fact.claim.property in clashes) for one in claims]
        columns = (
            Column(self._word("property"), 2),
            Column(self._word("value"), 4),
            Column(self._word("grade"), 1.4),
            Column(self._word("kind"), 1.5),
            Column(self._word("who"), 2.1),
        )
        return Section(self._word("claims"), (Table(columns, tuple(rows)),))

    def _claim(self, file: EntityFile, one: ClaimSeen, clash: bool) -> Row:  # noqa: FBT001 - private
        said, fact = one.fact.claim, one.fact
        grade = Grade.parse(said.grade)
        marks = [self._word("disputed")] if one.disputed else []
        marks += [self._word("contradicts")] if clash else []
        value = self._value(file.schema, said.property, said.value)
        cells = (
            Text(self._label(file.schema, said.property)),
            Text(" — ".join((value, *marks)), strong=True),
            Text(f"{grade.code} {say(grade.scheme.value, 'scheme', self._language)}"),
            Text(self._word(said.nature)),
            Text(f"{fact.agency} {fact.time[:10]} {fact.time[11:16]}Z", identifier=True),
        )
        return Row(cells, handling=fact.handling.code)

    def _entities(self, found: Exported) -> tuple[Block, ...]:
        columns = (
            Column(self._word("entity"), 4),
            Column(self._word("type"), 2),
            Column(self._word("status"), 3),
        )
        rows = [
            Row(
                (
                    Text(one.caption, strong=True),
                    Text(self._label(one.schema)),
                    Text(self._standing(one)),
                ),
                handling=max((each.fact.handling.code for each in claims), default="H0"),
            )
            for one, claims in zip(found.files, found.claims, strict=True)
        ]
        table = Table(columns, tuple(rows))
        if not found.left_out:
            return (table,)
        left = self._word("left_out").format(count=found.left_out)
        return (Note(Text(left)), table)

    def _agreement(self, board: CaseBoard) -> tuple[Section, ...]:
        bound = board.case.agreement
        if bound is None:
            return ()
        terms = bound.terms
        parties = " · ".join(f"{one.node} ({one.state})" for one in terms.parties)
        rows = (
            Fact(self._word("type"), Text(self._said("agreement_types", terms.rules.type))),
            Fact(self._word("purpose"), Text(terms.purpose)),
            Fact(self._word("legal_basis"), Text(terms.legal_basis)),
            Fact(self._word("parties"), Text(parties)),
            Fact(self._word("dates"), Text(f"{terms.starts} — {terms.ends}", identifier=True)),
        )
        return (Section(self._word("agreement"), (Facts(rows),)),)

    def _work(self, board: CaseBoard) -> tuple[Section, ...]:
        tasks = [
            (self._titled(one), self._said("task_states", one.state), one.record.party)
            for one in board.tasks
        ]
        instruments = [
            (
                self._titled(one),
                self._said("instrument_states", one.record.state),
                one.agency,
            )
            for one in board.instruments
        ]
        decisions = [(self._titled(one), one.record.text, one.agency) for one in board.decisions]
        listed = (("tasks", tasks), ("instruments", instruments), ("decisions", decisions))
        columns = (
            Column(self._word("title"), 4),
            Column(self._word("state"), 4),
            Column(self._word("parties"), 2),
        )
        return tuple(
            Section(
                self._word(name),
                (Table(columns, tuple(Row(tuple(Text(cell) for cell in row)) for row in rows)),),
            )
            for name, rows in listed
            if rows
        )

    def _titled(self, one: TaskSeen | InstrumentSeen | DecisionSeen) -> str:
        """The title of a piece of work; nothing outside the agreement goes without that word."""
        apart = f" — {self._word('outside_agreement')}" if one.outside else ""
        return one.record.title + apart

    def _withheld(self, found: Iterable[Withheld]) -> Section:
        rows = tuple(
            Row(
                (
                    Text(one.entity, identifier=True),
                    Text(one.property or "—", identifier=True),
                    Text(self._word(one.reason)),
                    Text(one.agency or "—", identifier=True),
                ),
                handling=one.handling,
            )
            for one in found
        )
        if not rows:
            return Section(self._word("withheld"), (Note(Text(self._word("nothing_withheld"))),))
        columns = (
            Column(self._word("entity"), 4),
            Column(self._word("property"), 1.5),
            Column(self._word("reason"), 3),
            Column(self._word("parties"), 1),
        )
        return Section(self._word("withheld"), (Table(columns, rows),))

    def _label(self, schema: str, name: str = "") -> str:
        try:
            return schemata.label(schema, name, self._language)
        except Invalid:
            return name or schema

    def _value(self, schema: str, name: str, value: str) -> str:
        try:
            return show_value(schema, name, value, self._language)
        except Invalid:
            return value
