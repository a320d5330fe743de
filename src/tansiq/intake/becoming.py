"""What accepted proposals become in a case: entities, and claims on them with the words' place.

Promises: pure; the same draft and verdicts give the same entities and claims. A text's own reserve
goes into the claim: what it suspects, doubts or denies is an assessment, whatever was asked, with
the words that say so. Nothing here changes anybody's status.
"""

from collections.abc import Sequence

from tansiq.formats import schemata
from tansiq.intake.fitting import OWN, fitting, service_of, value_of
from tansiq.intake.sentences import Within, within
from tansiq.intake.texts import read
from tansiq.intake.values import Proposal
from tansiq.intake.verdicts import Became, Becoming, Ground, Opening, Saying, Verdict
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.intake import Certainty, Kind, ProposalVerdict

_DOUBTED = frozenset({Certainty.SUSPECTED, Certainty.UNCONFIRMED, Certainty.DENIED})
_REPEATED = frozenset(
    {
        Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.TARGET,
        Kind.PHONE, Kind.ACCOUNT, Kind.DOCUMENT,
    }
)  # fmt: skip
"""Kinds whose same words, met again in one text, are the same thing."""
_MOST_NOTE = 400


def becoming(ground: Ground, verdicts: Sequence[Verdict]) -> Becoming:
    """What the accepted ones of a batch become.

    Invalid `draft_entity` or `draft_property`, Refused `draft_date_alone`.
    """
    return _Batch(ground, verdicts).all()


class _Batch:
    """One batch on its way."""

    def __init__(self, ground: Ground, verdicts: Sequence[Verdict]) -> None:
        self.ground = ground
        every = {one.number: one for one in verdicts}
        self.taken = {
            number: every[number]
            for number in sorted(every)
            if ProposalVerdict(every[number].verdict) is not ProposalVerdict.REJECTED
        }
        self.judged = frozenset(every)
        self.places: tuple[Within, ...] = within(ground.draft, ground.hints)
        self.targets: dict[int, str] = {}
        self.schemas = dict(ground.schemas)
        self.openings: list[Opening] = []
        self.sayings: list[Saying] = []
        self.became: list[Became] = []

    def all(self) -> Becoming:
        """Things first, then what is said of things, dates last: a date needs its event."""
        numbers = sorted(self.taken, key=lambda one: (self._kind(one) is Kind.DATE, one))
        for number in numbers:
            self._target(number, frozenset())
        for number in numbers:
            self._claim(number)
        return Becoming(
            openings=tuple(self.openings),
            sayings=tuple(self.sayings),
            became=tuple(self.became),
        )

    def _proposal(self, number: int) -> Proposal:
        return self.ground.draft.proposals[number - 1]

    def _kind(self, number: int) -> Kind:
        return self._proposal(number).kind

    def _target(self, number: int, asking: frozenset[int]) -> str:
        """The entity that a proposal is about or becomes; it is opened where it is new."""
        if number in self.targets:
            return self.targets[number]
        if number in self.ground.earlier and number not in self.taken:
            return self.ground.earlier[number]
        if number not in self.taken or number in asking:
            raise Invalid("draft_entity", number=number)
        named = self.taken[number].entity
        if named.startswith("#"):
            other = named[1:]
            if not (other.isascii() and other.isdigit() and len(other) < 7):
                raise Invalid("draft_entity", number=number)
            found = self._target(int(other), asking | {number})
        elif named:
            if named not in self.ground.schemas:
                raise Invalid("draft_entity", number=number)
            found = named
        else:
            found = self._again(number) or self._event(number) or self._opened(number)
        self.targets[number] = found
        return found

    def _again(self, number: int) -> str:
        """What the same words of the same kind became, here or before."""
        kind = self._kind(number)
        if kind not in _REPEATED:
            return ""
        known = {**self.ground.earlier, **self.targets}
        said = self._said(number)
        return next(
            (
                known[other]
                for other in sorted(known)
                if other != number and self._kind(other) is kind and self._said(other) == said
            ),
            "",
        )

    def _said(self, number: int) -> str:
        """What a proposal is known again by: the value as it is claimed, folded."""
        wish = self.taken.get(number)
        one = self._proposal(number)
        return read(value_of(one, "" if wish is None else wish.value)).plain

    def _event(self, number: int) -> str:
        """For a date: the event of its sentence."""
        if self._kind(number) is not Kind.DATE:
            return ""
        known = {**self.ground.earlier, **self.targets}
        near = [
            (abs(self._proposal(one).span[0] - self._proposal(number).span[0]), one)
            for one in known
            if self._kind(one).is_event and self._same_sentence(one, number)
        ]
        if not near:
            raise Refused("draft_date_alone", number=number)
        return known[min(near)[1]]

    def _same_sentence(self, one: int, other: int) -> bool:
        return self.places[one - 1].sentence == self.places[other - 1].sentence

    def _opened(self, number: int) -> str:
        wish, one = self.taken[number], self._proposal(number)
        entity, schema = self.ground.fresh[number], OWN[one.kind]
        if one.kind is Kind.ACCOUNT:
            schema = fitting(one, "")[0]
        person = schemata.schema(schema).person
        self.openings.append(
            Opening(entity=entity, schema=schema, category=wish.category if person else "")
        )
        self.schemas[entity] = schema
        return entity

    def _claim(self, number: int) -> None:
        wish, one = self.taken[number], self._proposal(number)
        entity = self.targets[number]
        schema = self.schemas.get(entity, "")
        name = wish.property or fitting(one, schema)[1]
        if not name or name not in schemata.schema(schema).properties:
            raise Invalid("draft_property", number=number, schema=schema, property=name[:60])
        self.became.append(Became(number=number, entity=entity, property=name))
        value = value_of(one, wish.value)
        if not value:
            raise Invalid("draft_date_form", number=number)
        if any((s.entity, s.property, s.value) == (entity, name, value) for s in self.sayings):
            return
        if self._repeats(number, entity):
            return
        self.sayings.append(self._saying(number, entity, name, value))
        service = service_of(one) if name == "username" else ""
        if service:
            self.sayings.append(self._saying(number, entity, "service", service))
        if one.kind.is_event and not wish.entity:
            self._surroundings(number, entity)

    def _repeats(self, number: int, entity: str) -> bool:
        """Whether the same words were claimed of the entity in an earlier batch."""
        return any(
            known == entity and other != number and self._said(other) == self._said(number)
            for other, known in self.ground.earlier.items()
        )

    def _surroundings(self, number: int, entity: str) -> None:
        """The date and the place of an event that its own sentence names."""
        place = self._near(number, Kind.PLACE)
        if place:
            said = value_of(self._proposal(place), self._changed(place))
            self.sayings.append(self._saying(place, entity, "location", said))
        dated = any(
            self._kind(one) is Kind.DATE and target == entity
            for one, target in self.targets.items()
        )
        date = 0 if dated else self._near(number, Kind.DATE)
        if date and value_of(self._proposal(date)):
            said = value_of(self._proposal(date))
            self.sayings.append(self._saying(date, entity, "date", said))
            if not any(one.number == date for one in self.became):
                self.became.append(Became(number=date, entity=entity, property="date"))

    def _changed(self, number: int) -> str:
        return self.taken[number].value if number in self.taken else ""

    def _near(self, number: int, kind: Kind) -> int:
        """The nearest of a kind in the sentence that is undisputed and not judged otherwise; or 0.

        Of dates those that were judged are out: they say something else already.
        """
        at = self._proposal(number).span[0]
        out = self.ground.settled if kind is Kind.DATE else self._refused()
        found = [
            (abs(one.span[0] - at), other)
            for other, one in enumerate(self.ground.draft.proposals, start=1)
            if one.kind is kind
            and self._same_sentence(number, other)
            and (other in self.taken or (other not in out and other not in self.judged))
            and (other in self.taken or other not in self.ground.clashing)
            and (kind is not Kind.DATE or other not in self.taken)
        ]
        return min(found)[1] if found else 0

    def _refused(self) -> frozenset[int]:
        return self.ground.settled - self.ground.earlier.keys()

    def _saying(self, number: int, entity: str, name: str, value: str) -> Saying:
        one, place = self._proposal(number), self.places[number - 1]
        return Saying(
            number=number,
            entity=entity,
            property=name,
            value=value,
            span=one.span,
            language=place.language,
            note=_note(one, self.ground.draft.text),
            doubted=one.status in _DOUBTED,
        )


def _note(one: Proposal, text: str) -> str:
    """How sure the text is, with its own words for it; empty where it states the thing plainly."""
    if one.status is Certainty.STATED:
        return ""
    words = " ".join(text[one.reserve[0] : one.reserve[1]].split()) if one.reserve else ""
    return f"{one.status.value}: {words[:_MOST_NOTE]}" if words else one.status.value
