"""What machines extract from documents: a layer of its own until a person accepts it.

Promises: a mention is never a claim; accepting one makes a claim with an officer's name, grade and
nature, in the same act (REQUIREMENTS 3.7).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tansiq.cases.agreeing import TEXT, CaseNow, check_open
from tansiq.cases.claiming import Claiming, ClaimState, make_claims
from tansiq.cases.facts import DocumentFact, MentionFact
from tansiq.formats.values import clean_value
from tansiq.record.claims import Claim, MentionExtracted, MentionJudged
from tansiq.record.material import Markings
from tansiq.record.plan import Planned
from tansiq.record.tidy import clean, clean_language
from tansiq.terms.casework import MentionVerdict
from tansiq.terms.errors import Conflict, Missing
from tansiq.terms.ids import record_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """How an officer grades what a machine found, and under which code it is claimed."""

    grade: str
    nature: str
    handling: Markings


def note_mentions(
    now: CaseNow, document: DocumentFact | None, found: Sequence[MentionExtracted]
) -> tuple[Planned, ...]:
    """Plan `mention_extracted` records of one document, together in one class."""
    check_open(now)
    if document is None:
        raise Missing("document_unknown")
    tidy = [_tidy(one, document) for one in found]
    return tuple(
        Planned(channel=now.channel.channel, payload=one, retention=now.dates) for one in tidy
    )


def accept_mention(
    state: ClaimState, mention: MentionFact | None, how: Accepting, *, judged: bool
) -> tuple[Planned, ...]:
    """Plan the claim that a person makes of a mention, and the verdict beside it."""
    found = _open(mention, judged=judged)
    claim = Claim(
        property=found.property,
        value=found.value,
        language=found.language,
        grade=how.grade,
        nature=how.nature,
        mention=found.mention,
    )
    wish = Claiming(
        document=found.document, handling=how.handling, claims=(claim,), place=found.place
    )
    made = make_claims(state, wish)
    entity = "" if state.entity is None else state.entity.entity
    verdict = MentionJudged(
        mention=found.mention, verdict=MentionVerdict.ACCEPTED.value, entity=entity
    )
    return (*made, _verdict(state.now, verdict))


def reject_mention(
    now: CaseNow, mention: MentionFact | None, reason: str, *, judged: bool
) -> tuple[Planned, ...]:
    """Plan the verdict that what a machine found is not so."""
    check_open(now)
    found = _open(mention, judged=judged)
    verdict = MentionJudged(
        mention=found.mention,
        verdict=MentionVerdict.REJECTED.value,
        reason=clean(reason, "reason", most=TEXT),
    )
    return (_verdict(now, verdict),)


def _verdict(now: CaseNow, verdict: MentionJudged) -> Planned:
    return Planned(channel=now.channel.channel, payload=verdict, retention=now.dates)


def _open(mention: MentionFact | None, *, judged: bool) -> MentionFact:
    if mention is None:
        raise Missing("mention_unknown")
    if judged:
        raise Conflict("mention_judged")
    return mention


def _tidy(one: MentionExtracted, document: DocumentFact) -> MentionExtracted:
    record_id(one.mention)
    return msgspec.structs.replace(
        one,
        document=document.document,
        tool=clean(one.tool, "tool", most=100),
        tool_version=clean(one.tool_version, "tool_version", most=100),
        value=clean_value(one.schema, one.property, one.value),
        language=clean_language(one.language) if one.language else "",
        place=clean(one.place, "place", needed=False),
    )
