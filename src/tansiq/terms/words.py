"""The words people read for the codes of the field, in four languages.

Promises: every code of every list has words in each language; a missing one is an error of the
build, found by a test. Does not: translate what officers write.
"""

from __future__ import annotations

from collections.abc import Mapping

from tansiq.terms.casework import (
    AgreementType,
    InformationUse,
    InstrumentKind,
    InstrumentState,
    MentionVerdict,
    SourceKind,
    Stance,
    TaskState,
)
from tansiq.terms.category import Category
from tansiq.terms.errors import Missing
from tansiq.terms.grading import Grade, Scheme, information_codes, source_codes
from tansiq.terms.handling import HandlingCode, Tlp
from tansiq.terms.intake import (
    Certainty,
    Clash,
    DraftState,
    Kind,
    ProposalVerdict,
    ReadOutcome,
    ReadTrouble,
)
from tansiq.terms.languages import Language, language_of
from tansiq.terms.legal import (
    ErasureGround,
    NoticeRefusal,
    RecallReason,
    RefusalReason,
    SeizureGroundKind,
    TransferField,
    TransferGroundCode,
    Urgency,
)
from tansiq.terms.lessons import LessonArea
from tansiq.terms.minors import Minority
from tansiq.terms.naming import NameEvidence, NameFactor, NameMet, NameReason, Rarity
from tansiq.terms.operating import (
    ArrestEvent,
    CloseOutcome,
    CountedBy,
    DecisionReason,
    IncidentKind,
    OrderState,
    Outcome,
    PointState,
    SeizedKind,
    SilenceRule,
    SiteState,
    VoteChoice,
)
from tansiq.terms.roles import Role
from tansiq.terms.rule_words import RULE_LISTS
from tansiq.terms.spans import Reckoning
from tansiq.terms.status import DocumentKind, Status
from tansiq.terms.tables import Table, page
from tansiq.terms.warning import (
    AcknowledgedBy,
    AlertCategory,
    AlertCertainty,
    AlertResponse,
    AlertSeverity,
    AlertStep,
    AlertUrgency,
    NoticeCause,
    NoticeOutcome,
    SiteKind,
)
from tansiq.terms.word_lists import (
    ALERT_MAIL,
    AUDIT_CHECKS,
    AUDIT_FINDINGS,
    AUDIT_STATES,
    CASE_PRINTS,
    CUSTODY_PRINTS,
    FIELDS,
    OPERATION_PRINTS,
)

GLOSSARY = "terms"
# Pages of whole sentences, whose codes belong to the package that says them.
SENTENCES = ("verify",)


def _grade_codes(scheme: Scheme) -> tuple[str, ...]:
    sources = (f"source_{code.lower()}" for code in source_codes(scheme))
    information = (f"information_{code.lower()}" for code in information_codes(scheme))
    handling = ("handling_p", "handling_c") if scheme is Scheme.UK_3X5X2 else ()
    return ("scheme", *sources, *information, *handling)


# Every closed list with the codes that need words; the page is ``words/<name>.toml``.
LISTS: Mapping[str, tuple[str, ...]] = {
    "roles": tuple(Role),
    "category": tuple(Category),
    "status": tuple(Status),
    "documents": tuple(DocumentKind),
    "handling": tuple(HandlingCode),
    "tlp": tuple(Tlp),
    "refusals": tuple(RefusalReason),
    "recall_reasons": tuple(RecallReason),
    "notice_refusals": tuple(NoticeRefusal),
    "erasure_grounds": tuple(ErasureGround),
    "seizure_grounds": tuple(SeizureGroundKind),
    "grounds": tuple(TransferGroundCode),
    "transfer_fields": tuple(TransferField),
    "fields": FIELDS,
    "urgency": tuple(Urgency),
    "case_prints": CASE_PRINTS,
    "agreement_types": tuple(AgreementType),
    "information_uses": tuple(InformationUse),
    "sources": tuple(SourceKind),
    "stances": tuple(Stance),
    "mention_verdicts": tuple(MentionVerdict),
    "task_states": tuple(TaskState),
    "instruments": tuple(InstrumentKind),
    "instrument_states": tuple(InstrumentState),
    "alert_urgency": tuple(AlertUrgency),
    "alert_severity": tuple(AlertSeverity),
    "alert_certainty": tuple(AlertCertainty),
    "alert_category": tuple(AlertCategory),
    "alert_response": tuple(AlertResponse),
    "alert_steps": tuple(AlertStep),
    "alert_mail": ALERT_MAIL,
    "site_kinds": tuple(SiteKind),
    "notice_outcomes": tuple(NoticeOutcome),
    "notice_causes": tuple(NoticeCause),
    "acknowledged_by": tuple(AcknowledgedBy),
    "audit_checks": AUDIT_CHECKS,
    "audit_states": AUDIT_STATES,
    "audit_findings": AUDIT_FINDINGS,
    "name_reasons": tuple(NameReason),
    "name_rarity": tuple(Rarity),
    "name_evidence": tuple(NameEvidence),
    "name_met": tuple(NameMet),
    "name_factors": tuple(NameFactor),
    "minority": tuple(Minority),
    "reckonings": tuple(Reckoning),
    **{name: tuple(word) for name, word in RULE_LISTS.items()},
    "operation_prints": OPERATION_PRINTS,
    "lesson_areas": tuple(LessonArea),
    "site_states": tuple(SiteState),
    "vote_choices": tuple(VoteChoice),
    "silence_rules": tuple(SilenceRule),
    "outcomes": tuple(Outcome),
    "decision_reasons": tuple(DecisionReason),
    "order_states": tuple(OrderState),
    "incidents": tuple(IncidentKind),
    "point_states": tuple(PointState),
    "seized_kinds": tuple(SeizedKind),
    "close_outcomes": tuple(CloseOutcome),
    "arrest_events": tuple(ArrestEvent),
    "counted_by": tuple(CountedBy),
    "custody_prints": CUSTODY_PRINTS,
    "intake_kinds": tuple(Kind),
    "certainties": tuple(Certainty),
    "clashes": tuple(Clash),
    "draft_states": tuple(DraftState),
    "proposal_verdicts": tuple(ProposalVerdict),
    "read_outcomes": tuple(ReadOutcome),
    "read_troubles": tuple(ReadTrouble),
    **{scheme.value: _grade_codes(scheme) for scheme in Scheme},
}


def table(name: str) -> Table:
    """All words of one list by code and language, or Missing ``words_page``."""
    found = page(name)
    if found is None:
        raise Missing("words_page", name=name[:40])
    return found


def say(name: str, code: str, language: str = Language.EN) -> str:
    """The words for a code of a list, or Missing ``words_code``."""
    row = table(name).get(code)
    if row is None:
        raise Missing("words_code", name=name[:40], code=code[:60])
    return row[language_of(language)]


def term(code: str, language: str = Language.EN) -> str:
    """A word of the glossary by its English term in snake_case, or Missing ``words_code``."""
    return say(GLOSSARY, code, language)


def say_grade(grade: Grade, language: str = Language.EN) -> tuple[str, str]:
    """What a grade says about the source and about the information."""
    scheme = grade.scheme.value
    return (
        say(scheme, f"source_{grade.source.lower()}", language),
        say(scheme, f"information_{grade.information.lower()}", language),
    )
