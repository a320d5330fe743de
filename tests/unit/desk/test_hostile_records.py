"""A record counts only from the agency that may say it, and only where it may be said."""

import random
from dataclasses import replace

import msgspec
import pytest
from tests.unit.world import (
    DESK_CHANNEL,
    KEPT,
    MADRID,
    RABAT,
    TUNIS,
    Agency,
    agree,
    agreement,
    channel,
    content,
    file_and_release,
    filing,
    material,
    releasing,
    situation,
)

from tansiq.desk import commands, queries
from tansiq.desk.recalling import RecallReport
from tansiq.desk.releasing import ReleaseState, release_report
from tansiq.oversight.queries import who_saw
from tansiq.record.desk import RecallAnswered, ReportRecalled, ReportReleased
from tansiq.record.material import Markings, Mention, Originator
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
        (notice,) = queries.notices_out(tx, {}, RABAT, rabat.now, unanswered=True)
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


LONG = "x" * 20_000


def released(**changes: object) -> ReportReleased:
    state = ReleaseState(
        situation=situation(MADRID),
        channel=channel(),
        material=material(),
        agreement=agreement(),
    )
    copy, _ = release_report(state, releasing(me=MADRID, recipients=(RABAT,)))
    assert isinstance(copy.payload, ReportReleased)
    return msgspec.structs.replace(copy.payload, **changes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"release": LONG}, "fold_id_invalid"),
        ({"origin": Originator(agency=TUNIS, release=LONG)}, "fold_id_invalid"),
        ({"expiry": "soon"}, "fold_time_malformed"),
        ({"handling": Markings(code="H9")}, "fold_word_unknown"),
        ({"content": content(grade="europol_4x4:Z9")}, "fold_grade_unknown"),
        ({"content": content(nature="rumour")}, "fold_desk_nature_missing"),
    ],
)
def test_a_record_that_is_not_in_the_words_of_the_field_is_set_aside_alone(
    rabat: Agency, changes: dict[str, object], code: str
) -> None:
    """1.7; one bad entry never stops the next."""
    madrid = Agency(MADRID, rabat.store)
    madrid.take = lambda _: None  # type: ignore[method-assign]
    bad = madrid.write((plan(released(**changes)),))
    good = madrid.write((plan(released()),))
    assert rabat.try_take([*bad, *good]) == [code]
    with rabat.store.reading() as tx:
        assert len(queries.inbox(tx, RABAT, frozenset({DESK_CHANNEL}))) == 1


def plan(payload: ReportReleased) -> Planned:
    return Planned(channel=DESK_CHANNEL, payload=payload, retention=KEPT)


def test_names_of_any_length_and_script_find_a_place(rabat: Agency) -> None:
    chance = random.Random(5)
    name = "".join(chr(chance.randint(0x4E00, 0x9FFF)) for _ in range(5_000))
    mention = Mention(schema="Person", names=(name,), category="suspect")
    madrid = Agency(MADRID, rabat.store)
    madrid.write((plan(released(content=content(mentions=(mention,)))),))
    with rabat.store.reading() as tx:
        assert len(who_saw(tx, name).shown) == 1
