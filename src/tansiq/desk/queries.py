"""Every question to the desk's tables in one place: lists for screens, states for commands."""

from tansiq.desk.agreed import agreement_in_force
from tansiq.desk.boards import (
    author_of,
    classes_of_release,
    classes_of_report,
    files_of_reports,
    inbox,
    notices_out,
    outbox,
    release,
    release_states,
    report,
    reports,
)
from tansiq.desk.duties import duties, obeyed_by_erasing
from tansiq.desk.lookup import charter_adopted
from tansiq.desk.proving import court_allowed, provable
from tansiq.desk.request_states import (
    answering,
    state_for_proposal,
    state_for_reply,
    state_for_request,
    state_for_signing,
)
from tansiq.desk.showing import asked
from tansiq.desk.states import (
    OwnReport,
    PartnerRelease,
    material_of,
    standing_onward,
    state_for_asking,
    state_for_correction,
    state_for_correction_answer,
    state_for_deciding,
    state_for_filing,
    state_for_recall,
    state_for_recall_answer,
    state_for_release,
)

__all__ = [
    "OwnReport",
    "PartnerRelease",
    "agreement_in_force",
    "answering",
    "asked",
    "author_of",
    "charter_adopted",
    "classes_of_release",
    "classes_of_report",
    "court_allowed",
    "duties",
    "files_of_reports",
    "inbox",
    "material_of",
    "notices_out",
    "obeyed_by_erasing",
    "outbox",
    "provable",
    "release",
    "release_states",
    "report",
    "reports",
    "standing_onward",
    "state_for_asking",
    "state_for_correction",
    "state_for_correction_answer",
    "state_for_deciding",
    "state_for_filing",
    "state_for_proposal",
    "state_for_recall",
    "state_for_recall_answer",
    "state_for_release",
    "state_for_reply",
    "state_for_request",
    "state_for_signing",
]
