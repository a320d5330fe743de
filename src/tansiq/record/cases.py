"""What the parties of a joint case say about the case itself: agreement, tasks, law, decisions.

Promises: the shapes and names of these kinds, version by version. All of them lie in the channel of
the case and are acts of officers; a case is open while an agreement whose parties are exactly the
members of the channel is signed by every one of them and runs (REQUIREMENTS 3.1, LAW L1, L43).
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.material import Attachment, DirectionGrounds, Markings
from tansiq.record.officers import Label
from tansiq.record.registry import register


class CaseRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rule set of the agreement's type as the parties sign it (DESIGN 11)."""

    type: str
    jurisdiction: str
    article: str
    text_as_of: str
    level: str
    confirmed_by: str = ""
    states: tuple[str, ...] = ()
    needs_instrument: bool = False
    uncategorised_days: int


class CaseParty(msgspec.Struct, frozen=True, kw_only=True):
    """A party: its node, its state (ISO 3166 or an invented code), the law it acts under."""

    node: str
    state: str
    law: str


class CaseTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What an agreement on a joint case fixes; its digest is what each party signs."""

    names: tuple[Label, ...]
    rules: CaseRules
    parties: tuple[CaseParty, ...]
    purpose: str
    legal_basis: str
    instrument: str
    grounds: tuple[DirectionGrounds, ...]
    languages: tuple[str, ...]
    uses: tuple[str, ...]
    starts: str
    ends: str
    replaces: str = ""


@register
class CaseAgreementProposed(Record, frozen=True, kw_only=True):
    """A party puts the terms of a joint case before the others."""

    KIND: ClassVar[str] = "case_agreement_proposed"
    VERSION: ClassVar[int] = 1

    agreement: str
    terms: CaseTerms


@register
class CaseAgreementSigned(Record, frozen=True, kw_only=True):
    """A party signs the digest of the terms; the case is open when every party has."""

    KIND: ClassVar[str] = "case_agreement_signed"
    VERSION: ClassVar[int] = 1

    agreement: str
    proposer: str
    digest: str


@register
class CaseClosed(Record, frozen=True, kw_only=True):
    """A party ends its work under an agreement before its date: from here on nothing is added."""

    KIND: ClassVar[str] = "case_closed"
    VERSION: ClassVar[int] = 1

    agreement: str
    reason: str


@register
class DocumentFiled(Record, frozen=True, kw_only=True):
    """A source that claims can rest on: a document, a statement, an observation.

    `protected` sources carry no identity; `ask` names the desk that knows more. `repeats` names the
    document whose origin this one repeats, so that one origin is counted once.
    """

    KIND: ClassVar[str] = "document_filed"
    VERSION: ClassVar[int] = 1

    document: str
    source: str
    title: str
    language: str
    reference: str
    authority: str
    dated: str
    handling: Markings
    summary: str = ""
    protected: bool = False
    ask: str = ""
    repeats: str = ""
    release: str = ""
    translates: str = ""
    attachments: tuple[Attachment, ...] = ()


@register
class DocumentWithdrawn(Record, frozen=True, kw_only=True):
    """The agency that filed a source takes it back: what rests on it alone rests on nothing."""

    KIND: ClassVar[str] = "document_withdrawn"
    VERSION: ClassVar[int] = 1

    document: str
    reason: str
    explanation: str


@register
class TaskSet(Record, frozen=True, kw_only=True):
    """A task for one party of the case."""

    KIND: ClassVar[str] = "task_set"
    VERSION: ClassVar[int] = 1

    task: str
    party: str
    title: str
    language: str
    due: str = ""


@register
class TaskMoved(Record, frozen=True, kw_only=True):
    """How far a task is; counts from the party that does it and from the one that set it."""

    KIND: ClassVar[str] = "task_moved"
    VERSION: ClassVar[int] = 1

    task: str
    state: str
    note: str = ""


@register
class InstrumentRecorded(Record, frozen=True, kw_only=True):
    """How far a legal instrument is; a later record of the same agency about it replaces this."""

    KIND: ClassVar[str] = "instrument_recorded"
    VERSION: ClassVar[int] = 1

    instrument: str
    type: str
    title: str
    language: str
    party: str
    authority: str
    state: str
    reference: str = ""
    due: str = ""


@register
class DecisionRecorded(Record, frozen=True, kw_only=True):
    """A decision of the case with its reasons, and the claims or documents it rests on."""

    KIND: ClassVar[str] = "decision_recorded"
    VERSION: ClassVar[int] = 1

    decision: str
    title: str
    text: str
    language: str
    rests_on: tuple[str, ...] = ()
