"""What each desk command needs to know, gathered from the tables.

Promises: reads only; one function per command; a partner's word is taken for no more than it is.
The node gives what lies outside the desk: who acts, and the channel as the exchange has it.
"""

from dataclasses import dataclass

import msgspec

from tansiq.desk.agreed import HOURS_WITHOUT_AGREEMENT, agreement_for, agreement_in_force
from tansiq.desk.filing import FilingState
from tansiq.desk.lookup import (
    Row,
    charter_now,
    correction_row,
    own_material,
    partner_material,
    permissions,
    recall_row,
    ref_of,
    release_fact,
    taken,
)
from tansiq.desk.permitting import AskState, DecideState, PermissionQuestion
from tansiq.desk.recalling import AnswerState, RecallState
from tansiq.desk.releasing import ReleaseState
from tansiq.desk.situation import Material
from tansiq.record.desk import PermissionAsked, ReportRecalled
from tansiq.record.plan import NewClass
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Tx
from tansiq.terms.errors import Refused


@dataclass(frozen=True, slots=True)
class OwnReport:
    """Names a report filed here."""

    report: str


@dataclass(frozen=True, slots=True)
class PartnerRelease:
    """Names a release by the agency that made it."""

    agency: str
    release: str


def state_for_filing(tx: Tx, situation: Situation, report: str) -> FilingState:
    """For `file_report`."""
    known = taken(tx, "desk_report", report, situation.me)
    return FilingState(situation, known, charter_now(tx))


def state_for_release(
    tx: Tx,
    situation: Situation,
    channel: ChannelNow,
    what: OwnReport | PartnerRelease,
    release: str,
) -> ReleaseState:
    """For `release_report` and its preview."""
    material = material_of(tx, situation, what)
    origin = None if material is None else material.origin
    given = () if origin is None else permissions(tx, situation.me, origin.agency, origin.release)
    return ReleaseState(
        situation=situation,
        channel=channel,
        material=material,
        agreement=agreement_in_force(tx, channel, situation.now),
        permissions=given,
        taken=taken(tx, "desk_release", release, situation.me),
        charter=charter_now(tx),
    )


def material_of(tx: Tx, situation: Situation, what: OwnReport | PartnerRelease) -> Material | None:
    """What is meant, as something to release, or None; a release of ours is none."""
    if isinstance(what, OwnReport):
        return own_material(tx, situation.me, what.report)
    if what.agency == situation.me:
        raise Refused("release_of_own_release")
    return partner_material(tx, what.agency, what.release)


def state_for_recall(
    tx: Tx, situation: Situation, channel: ChannelNow, release: str, retention: NewClass
) -> RecallState:
    """For `recall_report`: a release of ours by its id."""
    return RecallState(
        situation=situation,
        release=release_fact(tx, situation.me, release),
        retention=retention,
        hours=_recall_hours(tx, channel, situation),
        channel=channel,
    )


def state_for_correction(
    tx: Tx, situation: Situation, channel: ChannelNow, ids: tuple[str, str], retention: NewClass
) -> RecallState:
    """For `correct_report`; `ids` = (release of ours, id of the new correction)."""
    release, correction = ids
    checked = tx.one(
        "SELECT report FROM desk_release_check WHERE release = %s AND agency = %s"
        " ORDER BY generation, epoch, seq LIMIT 1",
        (release, situation.me),
    )
    return RecallState(
        situation=situation,
        release=release_fact(tx, situation.me, release),
        retention=retention,
        hours=_recall_hours(tx, channel, situation),
        channel=channel,
        material=None if checked is None else own_material(tx, situation.me, checked["report"]),
        taken=taken(tx, "desk_notice", correction, situation.me),
    )


def state_for_recall_answer(
    tx: Tx, situation: Situation, what: PartnerRelease, retention: NewClass
) -> AnswerState:
    """For `answer_recall`."""
    notice = recall_row(tx, what.agency, what.release)
    answered = tx.one(
        "SELECT 1 FROM desk_notice_answer WHERE kind = 'recall' AND release = %s"
        " AND originator = %s AND agency = %s LIMIT 1",
        (what.release, what.agency, situation.me),
    )
    return AnswerState(
        situation=situation,
        release=release_fact(tx, what.agency, what.release),
        notice=None if notice is None else ref_of(notice),
        answered=answered is not None,
        standing_onward=len(standing_onward(tx, situation.me, what)),
        retention=retention,
        measure="" if notice is None else _measure(notice),
    )


def _measure(notice: Row) -> str:
    return msgspec.json.decode(notice["record"], type=ReportRecalled).measure


def state_for_correction_answer(
    tx: Tx, situation: Situation, agency: str, correction: str, retention: NewClass
) -> AnswerState:
    """For `answer_correction`; onward copies need no recall when the words are only mended."""
    notice = correction_row(tx, agency, correction)
    answered = tx.one(
        "SELECT 1 FROM desk_notice_answer WHERE kind = 'correction' AND correction = %s"
        " AND originator = %s AND agency = %s LIMIT 1",
        (correction, agency, situation.me),
    )
    return AnswerState(
        situation=situation,
        release=None if notice is None else release_fact(tx, agency, notice["release"]),
        notice=None if notice is None else ref_of(notice),
        answered=answered is not None,
        standing_onward=0,
        retention=retention,
    )


def standing_onward(tx: Tx, me: str, what: PartnerRelease) -> tuple[str, ...]:
    """Our own releases of a partner's release that we have not recalled."""
    rows = tx.rows(
        "SELECT DISTINCT r.release AS release FROM desk_release r WHERE r.agency = %(me)s"
        " AND r.origin_agency = %(agency)s AND r.origin_release = %(release)s"
        " AND NOT EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'recall'"
        " AND n.agency = %(me)s AND n.release = r.release) ORDER BY release",
        {"me": me, "agency": what.agency, "release": what.release},
    )
    return tuple(row["release"] for row in rows)


def state_for_asking(
    tx: Tx,
    situation: Situation,
    channel: ChannelNow,
    what: PartnerRelease,
    ids: tuple[str, NewClass],
) -> AskState:
    """For `ask_permission`; `ids` = (id of the new question, dates of its class)."""
    permission, retention = ids
    return AskState(
        situation=situation,
        release=release_fact(tx, what.agency, what.release),
        hours=_recall_hours(tx, channel, situation),
        retention=retention,
        taken=taken(tx, "desk_permission", permission, situation.me),
    )


def state_for_deciding(
    tx: Tx, situation: Situation, asker: str, permission: str, retention: NewClass
) -> DecideState:
    """For `give_permission` and `refuse_permission`."""
    row = tx.one(
        "SELECT * FROM desk_permission WHERE permission = %s AND agency = %s AND originator = %s"
        " ORDER BY generation, epoch, seq LIMIT 1",
        (permission, asker, situation.me),
    )
    if row is None:
        return DecideState(
            situation=situation,
            question=None,
            release=None,
            answered=False,
            retention=retention,
            agreement=None,
        )
    asked = msgspec.json.decode(row["record"], type=PermissionAsked)
    answered = tx.one(
        "SELECT 1 FROM desk_permission_answer WHERE permission = %s AND asker = %s"
        " AND agency = %s LIMIT 1",
        (permission, asker, situation.me),
    )
    question = PermissionQuestion(
        agency=asker,
        permission=permission,
        release=asked.release,
        recipients=tuple(asked.recipients),
        court=asked.court,
        entry=ref_of(row),
    )
    return DecideState(
        situation=situation,
        question=question,
        release=release_fact(tx, situation.me, asked.release),
        answered=answered is not None,
        retention=retention,
        agreement=agreement_for(tx, row, situation.now, (asker, situation.me)),
    )


def _recall_hours(tx: Tx, channel: ChannelNow, situation: Situation) -> int:
    agreement = agreement_in_force(tx, channel, situation.now)
    return HOURS_WITHOUT_AGREEMENT if agreement is None else agreement.terms.recall_hours
