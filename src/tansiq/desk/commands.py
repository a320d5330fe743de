"""Every desk command in one place: pure, from a state and a wish to records or a refusal."""

from tansiq.desk.agreeing import propose_agreement, sign_agreement
from tansiq.desk.filing import file_report
from tansiq.desk.permitting import ask_permission, give_permission, refuse_permission
from tansiq.desk.recalling import (
    answer_correction,
    answer_recall,
    correct_report,
    recall_report,
)
from tansiq.desk.releasing import preview_release, release_report
from tansiq.desk.requesting import (
    acknowledge_request,
    answer_request,
    make_request,
    refuse_request,
)

__all__ = [
    "acknowledge_request",
    "answer_correction",
    "answer_recall",
    "answer_request",
    "ask_permission",
    "correct_report",
    "file_report",
    "give_permission",
    "make_request",
    "preview_release",
    "propose_agreement",
    "recall_report",
    "refuse_permission",
    "refuse_request",
    "release_report",
    "sign_agreement",
]
