"""What may be warned of, by whom, to whom (REQUIREMENTS 5.1, 5.2, 5.4)."""

import dataclasses
from datetime import timedelta

import msgspec
import pytest
from tests.unit.alerts.worded import (
    DESK,
    EXERCISE,
    NOW,
    OTHER,
    SECOND,
    SITE,
    following,
    ground,
    hearing,
    held,
    message,
    person,
    site,
    state,
    text,
    wish,
)

from tansiq.alerts.commands import approve_alert, propose_alert, refuse_alert, review_alert
from tansiq.alerts.issuing import IssuingState, digest_of
from tansiq.alerts.leaks import Traces
from tansiq.record.alerts import (
    AlertAudience,
    AlertCancelled,
    AlertIssued,
    AlertProposed,
    AlertUpdated,
)
from tansiq.record.situation import ChannelNow
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME, OfficerId, new_record_id


def code(given: IssuingState, said: AlertProposed) -> str:
    try:
        propose_alert(given, said)
    except TansiqError as problem:
        return problem.code
    return ""


def second(given: IssuingState) -> IssuingState:
    acting = dataclasses.replace(given.situation, officer=OfficerId(SECOND))
    return dataclasses.replace(given, situation=acting)


def partners(**changes: object) -> AlertProposed:
    audience = AlertAudience(sites=(), channels=(DESK,))
    return wish(audience=audience, transfer_grounds=(ground(),), **changes)


def test_a_proposal_stays_at_home_and_tells_nobody() -> None:
    (planned,) = propose_alert(state(), wish())
    assert planned.channel == HOME
    assert isinstance(planned.payload, AlertProposed)


def test_partners_get_text_and_codes_and_no_site_no_source() -> None:
    """5.2, 5.5: the copy names neither register nor source."""
    made = wish(
        audience=AlertAudience(sites=(SITE,), channels=(DESK,)), transfer_grounds=(ground(),)
    )
    alert = held(made, approved=False)
    _, copy = approve_alert(second(state(alert)), 1, digest_of(made))
    assert copy.channel == DESK
    assert isinstance(copy.payload, AlertIssued)
    assert copy.payload.recipients == (OTHER,)
    assert SITE not in msgspec.json.encode(copy.payload).decode()
    assert {"sites", "basis", "audience", "contacts"}.isdisjoint(msgspec.to_builtins(copy.payload))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (wish(message(expiry="2026-11-29T09:59:59Z")), "desk_date_past"),
        (wish(message(expiry="tomorrow")), "time_malformed"),
        (wish(message(expiry=stamp(NOW + timedelta(days=31)))), "alert_too_long"),
        (wish(message(onset=stamp(NOW + timedelta(days=2)))), "alert_onset_late"),
        (wish(audience=AlertAudience(sites=(), channels=())), "alert_nobody"),
        (wish(audience=AlertAudience(sites=(new_record_id(),), channels=())), "site_unknown"),
        (wish(message(texts=())), "alert_no_text"),
        (wish(message(texts=(text(), text()))), "alert_text_twice"),
        (wish(message(texts=(text(description="x" * 10_000),))), "desk_field_long"),
        (wish(message(texts=(text(description="a\u202eb"),))), "alert_hidden"),
        (wish(message(texts=(text(description="a\x1bb"),))), "alert_hidden"),
        (wish(message(texts=(text(headline="one\ntwo"),))), "alert_character"),
        (wish(message(texts=(text(advice=" "),))), "desk_field_missing"),
        (wish(message(texts=(text("english!"),))), "desk_language"),
        (wish(message(urgency="at_once")), "word_unknown"),
        (wish(message(severity="bad")), "word_unknown"),
        (wish(message(responses=("run",))), "word_unknown"),
        (wish(message(circles=("99,0 1",))), "alert_circle"),
        (wish(message(polygons=("1,1 2,2 3,3 4,4",))), "alert_polygon"),
        (wish(message(number=2)), "alert_number"),
        (wish(message(step="update", number=2)), "alert_unknown"),
        (wish(legal_basis=""), "desk_field_missing"),
        (wish(audience=AlertAudience(sites=(), channels=(DESK,))), "release_ground_missing"),
        (wish(transfer_grounds=(ground(),)), "release_ground_missing"),
        (partners(danger_to_life=""), ""),
    ],
)
def test_what_cannot_warn_anybody_is_refused_by_name(said: AlertProposed, expected: str) -> None:
    """Bad input: expiry in the past, nobody, long and hidden texts, unknown codes."""
    assert code(state(), said) == expected


def test_everyone_who_is_told_finds_their_language() -> None:
    """5.1: advice in the recipient's language."""
    sites = {SITE: site(person("en"), person("ar", email="b@x.example"))}
    given = state(sites=sites)
    assert code(given, wish()) == "alert_language_missing"
    assert code(given, wish(message(texts=(text(), text("ar"))))) == ""


def test_a_border_is_crossed_on_an_agreed_ground_or_for_a_life() -> None:
    ways = {"transfer_grounds": (ground("bilateral_treaty"),)}
    said = msgspec.structs.replace(partners(), **ways)
    assert code(state(), said) == "release_ground_unagreed"
    agreed = {DESK: hearing(DESK, "bilateral_treaty")}
    assert code(state(hearings=agreed), said) == ""
    assert code(state(), partners()) == ""


def test_nobody_hears_in_a_halted_channel_or_one_without_partners() -> None:
    for now in (
        ChannelNow(DESK, 2, ("rabat",)),  # type: ignore[arg-type]
        ChannelNow(DESK, 2, ("madrid", "rabat"), halted=True),  # type: ignore[arg-type]
    ):
        given = state(hearings={DESK: hearing(channel=DESK)})
        hears = dataclasses.replace(given.hearings[DESK], channel=now)
        assert code(state(hearings={DESK: hears}), partners()) in {
            "alert_channel_closed", "release_ground_missing",
        }  # fmt: skip


def test_a_shut_case_is_warned_only_for_a_life() -> None:
    shut = {DESK: hearing(shut="case_over")}
    assert code(state(hearings=shut), partners()) == "case_over"
    assert code(state(hearings=shut), partners(danger_to_life="they are here")) == ""


def test_an_exercise_and_what_is_real_never_meet() -> None:
    """An exercise channel makes an alert an exercise, and nothing real goes there."""
    there = AlertAudience(sites=(), channels=(EXERCISE,))
    both = AlertAudience(sites=(), channels=(DESK, EXERCISE))
    drill = message(exercise=True)
    grounds = {"transfer_grounds": (ground(),)}
    assert code(state(), wish(audience=there, **grounds)) == "alert_exercise_mixed"
    assert code(state(), wish(drill, audience=there, **grounds)) == ""
    assert code(state(), wish(drill, audience=both, **grounds)) == "alert_exercise_mixed"
    assert code(
        state(), wish(drill, audience=AlertAudience(sites=(), channels=(DESK,)), **grounds)
    ) == ("alert_exercise_mixed")
    assert code(state(), wish(drill)) == ""
    assert code(state(exercise=True), wish()) == "alert_exercise_mixed"
    real = held(wish())
    assert code(state(real), wish(following(real, exercise=True), reason="x")) == (
        "alert_exercise_changed"
    )


def test_one_signature_is_enough_only_for_what_is_grave_and_near() -> None:
    """5.4: a threat to life may go out on one signature."""
    alone = {"danger_to_life": "they are on their way"}
    planned = propose_alert(state(), partners(**alone))
    assert [one.channel for one in planned] == [HOME, DESK]
    for said in (message(severity="moderate"), message(urgency="future")):
        assert code(state(), wish(said, **alone)) == "alert_one_signature"
    real = held(wish())
    end = following(real, step="cancel")
    assert code(state(real), wish(end, reason="over", **alone)) == "alert_one_signature"


def test_who_proposed_does_not_approve_and_nobody_approves_twice() -> None:
    made = wish()
    waiting = held(made, approved=False)
    with pytest.raises(TansiqError) as own:
        approve_alert(state(waiting), 1, digest_of(made))
    assert own.value.code == "alert_same_officer"
    with pytest.raises(TansiqError) as other:
        approve_alert(second(state(waiting)), 1, digest_of(wish()))
    assert other.value.code == "alert_changed"
    with pytest.raises(TansiqError) as again:
        approve_alert(second(state(held(made))), 1, digest_of(made))
    assert again.value.code == "alert_decided"
    after = dataclasses.replace(second(state(waiting)).situation, now=NOW + timedelta(hours=13))
    given = dataclasses.replace(state(waiting), situation=after)
    with pytest.raises(TansiqError) as late:
        approve_alert(given, 1, digest_of(made))
    assert late.value.code == "desk_date_past"


def test_a_refusal_says_why_and_the_author_may_take_it_back() -> None:
    waiting = held(wish(), approved=False)
    (planned,) = refuse_alert(state(waiting), 1, "wrong site")
    assert planned.payload.KIND == "alert_refused"
    with pytest.raises(TansiqError):
        refuse_alert(state(waiting), 1, "  ")


def test_a_review_is_by_another_officer_once_and_only_where_one_signed() -> None:
    alone = held(wish(danger_to_life="at once"))
    assert alone.messages[0].review_due == stamp(NOW + timedelta(hours=24))
    (planned,) = review_alert(second(state(alone)), 1, "upheld", "no time")
    assert planned.payload.KIND == "alert_reviewed"
    for given, said, expected in (
        (state(alone), ("upheld", "x"), "alert_same_officer"),
        (second(state(alone)), ("perhaps", "x"), "alert_outcome"),
        (second(state(held(wish()))), ("upheld", "x"), "alert_not_alone"),
    ):
        with pytest.raises(TansiqError) as refused:
            review_alert(given, 1, *said)
        assert refused.value.code == expected


def test_later_messages_reach_everybody_who_was_told() -> None:
    """Cancel and update reach all; the audience grows and never shrinks."""
    other = new_record_id()
    sites = {SITE: site(), other: site()}
    both = held(wish(audience=AlertAudience(sites=(SITE, other), channels=())))
    less = wish(following(both), reason="x")
    assert code(state(both, sites=sites), less) == "alert_audience_shrinks"
    same = msgspec.structs.replace(less, audience=both.messages[0].said.audience)
    assert code(state(both, sites=sites), same) == ""
    assert code(state(both, sites={SITE: site()}), same) == ""
    assert code(state(both, sites=sites), msgspec.structs.replace(same, reason="")) == (
        "desk_field_missing"
    )


def test_nothing_follows_an_end_and_one_message_waits_at_a_time() -> None:
    first = wish()
    ended = held(first, wish(following(held(first), step="cancel"), reason="over"))
    assert ended.cancelled
    assert code(state(ended), wish(following(ended), reason="x")) == "alert_over"
    waiting = held(first, approved=False)
    assert code(state(waiting), wish(following(waiting), reason="x")) == "alert_pending"
    assert code(state(held(first)), wish(first.message)) == "state_moved"


def test_each_step_has_its_own_kind_in_the_channel() -> None:
    first = partners()
    kinds = []
    for step, kind in (("update", AlertUpdated), ("cancel", AlertCancelled)):
        said = partners(said=None, reason="x")
        said = msgspec.structs.replace(said, message=following(held(first), step=step))
        alert = held(first, said, approved=False)
        before = dataclasses.replace(alert.messages[0], decision=held(first).messages[0].decision)
        alert = dataclasses.replace(alert, messages=(before, alert.messages[1]))
        _, copy = approve_alert(second(state(alert)), 2, digest_of(said))
        kinds.append(type(copy.payload) is kind)
    assert kinds == [True, True]


def test_a_trace_of_the_source_is_refused_and_cannot_be_waved_through() -> None:
    """5.2: a leak test finds no source identifier."""
    traces = Traces(("INF-7 Falcon",), ("the driver of the white van at the port",))
    for said in ("ask inf7 FALCON", "the driver of the white lorry", f"see {new_record_id()}"):
        given = state(traces=traces)
        assert code(given, wish(message(texts=(text(description=said),)))) == (
            "alert_leaks_source"
        ), said
