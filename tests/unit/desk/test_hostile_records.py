"""A record counts only from the agency that may say it, and only where it may be said."""

from dataclasses import replace

from tests.unit.desk.test_desk_story import agree, file_and_release
from tests.unit.desk.world import (
    DESK_CHANNEL,
    KEPT,
    MADRID,
    RABAT,
    TUNIS,
    Agency,
    channel,
    filing,
    releasing,
)

from tansiq.desk import commands, queries
from tansiq.desk.recalling import RecallReport
from tansiq.record.desk import RecallAnswered, ReportRecalled
from tansiq.record.plan import Planned
from tansiq.terms.ids import ChannelId


def test_a_stranger_cannot_recall_or_answer_for_others(rabat: Agency, madrid: Agency) -> None:
    agree(rabat, madrid)
    _, release = file_and_release(rabat)
    forged = ReportRecalled(
        release=release,
        reason="wrong",
        explanation="",
        measure="erase",
        due="2026-11-03T00:00:00Z",
    )
    madrid.write((Planned(channel=DESK_CHANNEL, payload=forged, retention=KEPT),))
    with rabat.store.reading() as tx:
        fact = queries.release(tx, RABAT, release)
        assert fact is not None
        assert not fact.recalled
        assert queries.notices_out(tx, {}, RABAT, rabat.now) == ()
        state = queries.state_for_recall(tx, rabat.situation, channel(), release, KEPT)
    rabat.write(commands.recall_report(state, RecallReport(reason="wrong")))
    liar = Agency(TUNIS, rabat.store)
    answer = RecallAnswered(originator=RABAT, release=release, outcome="complied")
    liar.write((Planned(channel=DESK_CHANNEL, payload=answer, retention=KEPT),))
    with rabat.store.reading() as tx:
        (notice,) = queries.notices_out(tx, {}, RABAT, rabat.now)
    assert [(one.recipient, one.outcome) for one in notice.recipients] == [(MADRID, "")]


def test_a_partner_who_repeats_our_release_id_changes_nothing(
    rabat: Agency, madrid: Agency
) -> None:
    agree(rabat, madrid)
    _, release = file_and_release(rabat)
    request = replace(releasing(me=MADRID, recipients=(RABAT,)), release=release)
    wish = filing()
    with madrid.store.reading() as tx:
        state = queries.state_for_filing(tx, madrid.situation, wish.report)
    madrid.write(commands.file_report(state, wish))
    with madrid.store.reading() as tx:
        releasing_state = queries.state_for_release(
            tx, madrid.situation, channel(), queries.OwnReport(wish.report), release
        )
    madrid.write(commands.release_report(releasing_state, request))
    with rabat.store.reading() as tx:
        ours = queries.release(tx, RABAT, release)
        theirs = queries.release(tx, MADRID, release)
    assert ours is not None
    assert theirs is not None
    assert ours.entry.origin != theirs.entry.origin


def test_a_report_filed_by_a_partner_in_a_shared_channel_is_not_ours(
    rabat: Agency, madrid: Agency
) -> None:
    wish = filing()
    with madrid.store.reading() as tx:
        state = queries.state_for_filing(tx, madrid.situation, wish.report)
    (plan,) = commands.file_report(state, wish)
    madrid.write((replace(plan, channel=ChannelId(DESK_CHANNEL)),))
    with rabat.store.reading() as tx:
        assert queries.report(tx, RABAT, wish.report) is None
        assert queries.reports(tx, RABAT, frozenset({DESK_CHANNEL})) == ()
