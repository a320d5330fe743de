"""Every command on joint cases in one place: pure, from a state and a wish to records."""

from tansiq.cases.agreeing import close_case, propose_agreement, sign_agreement
from tansiq.cases.claiming import (
    correct_claim,
    judge_claim,
    make_claims,
    open_entity,
    withdraw_claim,
)
from tansiq.cases.importing import import_entities
from tansiq.cases.mentions import accept_mention, note_mentions, reject_mention
from tansiq.cases.merging import merge_entities, split_entities
from tansiq.cases.persons import change_status, set_category
from tansiq.cases.sourcing import file_document, withdraw_document
from tansiq.cases.working import move_task, record_decision, record_instrument, set_task

__all__ = [
    "accept_mention",
    "change_status",
    "close_case",
    "correct_claim",
    "file_document",
    "import_entities",
    "judge_claim",
    "make_claims",
    "merge_entities",
    "move_task",
    "note_mentions",
    "open_entity",
    "propose_agreement",
    "record_decision",
    "record_instrument",
    "reject_mention",
    "set_category",
    "set_task",
    "sign_agreement",
    "split_entities",
    "withdraw_claim",
    "withdraw_document",
]
