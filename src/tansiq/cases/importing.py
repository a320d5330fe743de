"""Many entities from one source at once: opened, and claimed with one grade, nature and code."""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.cases.agreeing import CaseNow, check_open
from tansiq.cases.facts import DocumentFact
from tansiq.cases.types import is_person
from tansiq.formats.ftm_entities import DraftEntity
from tansiq.record.claims import MOST_CLAIMS, Claim, ClaimsMade, EntityOpened
from tansiq.record.material import Markings
from tansiq.record.plan import NewClass, Planned, SameClass
from tansiq.record.tidy import NATURES, clean_markings
from tansiq.terms.category import Category
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.grading import Grade

_UNSAID = (("", ""),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTerms:
    """What an officer says of all that a file holds: source, grade, nature, code, category."""

    document: str
    grade: str
    nature: str
    handling: Markings
    category: str = ""


def import_entities(
    now: CaseNow, document: DocumentFact | None, terms: ImportTerms, drafts: Sequence[DraftEntity]
) -> tuple[Planned, ...]:
    """Plan `entity_opened` and `claims_made` for each, in one class per entity.

    A person in a file without a category goes into quarantine, as one opened alone does.
    """
    check_open(now)
    if document is None:
        raise Missing("document_unknown")
    if terms.nature not in NATURES:
        raise Refused("desk_nature_missing")
    grade, handling = str(Grade.parse(terms.grade)), clean_markings(terms.handling)
    category = Category(terms.category).value if terms.category else ""
    planned: list[Planned] = []
    for one in drafts:
        person = category if is_person(one.schema) else ""
        opened = EntityOpened(entity=one.entity, schema=one.schema, category=person)
        planned.append(_in(now, opened, now.dates))
        claims = [
            _claim(grade, terms.nature, value, said)
            for value, said in zip(one.values, one.said or _UNSAID * len(one.values), strict=True)
        ]
        for start in range(0, len(claims), MOST_CLAIMS):
            made = ClaimsMade(
                entity=one.entity,
                schema=one.schema,
                document=document.document,
                handling=handling,
                claims=tuple(claims[start : start + MOST_CLAIMS]),
            )
            planned.append(_in(now, made, SameClass()))
    return tuple(planned)


def _claim(grade: str, nature: str, value: tuple[str, str], said: tuple[str, str]) -> Claim:
    """A claim in the officer's grade; what its author held for an assessment stays one."""
    told, note = said
    assessed = "assessment" in (told, nature)
    return Claim(
        property=value[0],
        value=value[1],
        grade=grade,
        nature="assessment" if assessed else nature,
        note=note,
    )


def _in(
    now: CaseNow, payload: EntityOpened | ClaimsMade, retention: NewClass | SameClass
) -> Planned:
    return Planned(channel=now.channel.channel, payload=payload, retention=retention)
