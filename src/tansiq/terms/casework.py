"""The words of joint cases: types of agreement, uses of information, sources, instruments, tasks.

Promises: stable codes, and templates of the rules of each type of agreement with their source.
Does not: bind anybody; what binds is the rule set inside an agreement that every party signed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tansiq.terms.vocabulary import DomainWord


class AgreementType(DomainWord):
    """What kind of joint work an agreement founds (LAW L43)."""

    COORDINATED_PARALLEL_INVESTIGATIONS = "coordinated_parallel_investigations"
    EU_TEAM = "eu_team"
    TREATY_TEAM = "treaty_team"
    LETTERS_ROGATORY = "letters_rogatory"


class InformationUse(DomainWord):
    """What information of a joint case may be used for: Law 11/2003 (Spain), article 8."""

    TEAM_PURPOSE = "team_purpose"
    OTHER_OFFENCES_WITH_CONSENT = "other_offences_with_consent"
    IMMEDIATE_THREAT = "immediate_threat"
    OTHER_AGREED = "other_agreed"


class SourceKind(DomainWord):
    """What a claim rests on; the first four may carry a change of status, too."""

    OFFICIAL_RECORD = "official_record"
    PROSECUTION_DECISION = "prosecution_decision"
    COURT_ORDER = "court_order"
    JUDGMENT = "judgment"
    REPORT = "report"
    STATEMENT = "statement"
    OBSERVATION = "observation"
    TECHNICAL = "technical"
    OPEN_SOURCE = "open_source"
    HUMAN_SOURCE = "human_source"
    OTHER = "other"


class Stance(DomainWord):
    """What an officer says about a claim that somebody made."""

    SUPPORT = "support"
    DISPUTE = "dispute"
    ASK_CORRECTION = "ask_correction"


class MentionVerdict(DomainWord):
    """What a person decided about what a machine extracted."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class TaskState(DomainWord):
    """How far a task of a case is."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class InstrumentKind(DomainWord):
    """A legal instrument that a case needs or has."""

    LETTER_ROGATORY = "letter_rogatory"
    SEARCH_ORDER = "search_order"
    ARREST_WARRANT = "arrest_warrant"
    INTERCEPTION_ORDER = "interception_order"
    DEVICE_ACCESS = "device_access"
    PRESERVATION_ORDER = "preservation_order"
    EXTRADITION_REQUEST = "extradition_request"
    OTHER = "other"


class InstrumentState(DomainWord):
    """How far a legal instrument is."""

    NEEDED = "needed"
    ASKED = "asked"
    ISSUED = "issued"
    REFUSED = "refused"
    EXECUTED = "executed"


PENDING = frozenset({InstrumentState.NEEDED, InstrumentState.ASKED})


@dataclass(frozen=True, slots=True)
class TypeRules:
    """The rules a type of agreement starts from, where they stand and how well they were read.

    `states` are the only ones that may be party to it; empty means any. `uncategorised_days` is how
    long a person may lie without a data-subject category (LAW L8).
    """

    type: AgreementType
    jurisdiction: str
    article: str
    text_as_of: str
    level: str
    states: tuple[str, ...]
    needs_instrument: bool
    uncategorised_days: int
    confirmed_by: str = ""


@cache
def agreement_types() -> Mapping[AgreementType, TypeRules]:
    """The templates that ship with the node, by type; none is confirmed by a jurist."""
    page = files("tansiq.terms") / "agreements" / "case_types.toml"
    tables = tomllib.loads(page.read_text(encoding="utf-8"))
    return {
        AgreementType(name): TypeRules(
            type=AgreementType(name),
            jurisdiction=str(table["jurisdiction"]),
            article=str(table["article"]),
            text_as_of=str(table["text_as_of"]),
            level=str(table["level"]),
            states=tuple(str(one) for one in table["states"]),
            needs_instrument=bool(table["needs_instrument"]),
            uncategorised_days=int(table["uncategorised_days"]),
        )
        for name, table in tables.items()
    }
