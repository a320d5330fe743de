"""The ladder of contacts over any history of attempts, clocks and answers (5.3)."""

import dataclasses
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.alerts import ladder
from tansiq.alerts.ladder import Rungs, Try
from tansiq.record.alerts import SiteContact
from tansiq.terms.clock import stamp
from tansiq.terms.ids import new_record_id

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
PEOPLE = tuple(
    SiteContact(
        contact=f"c{n}", name="A", email=f"a{n}@x.example", language="en", minutes=5 * (n + 1)
    )
    for n in range(4)
)
OUTCOMES = st.sampled_from(["handed_over", "failed", "refused", "unknown"])


@st.composite
def days(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Turns of the worker: how many minutes pass (a clock may leap), how each mail ends."""
    leaps = st.one_of(st.integers(0, 12), st.integers(-300, 300))
    return draw(st.lists(st.tuples(leaps, OUTCOMES), min_size=1, max_size=25))


def lived(turns: list[tuple[int, str]], knows_at: int) -> list[tuple[datetime, Rungs, list[str]]]:
    """Let a worker go through these turns; who was mailed at each, and from which records."""
    now, tries, known = NOW, [], {}
    expiry = stamp(NOW + timedelta(hours=6))
    seen = []
    for turn, (minutes, outcome) in enumerate(turns):
        now += timedelta(minutes=minutes)
        if turn == knows_at and tries:
            known = {(tries[0].contact, 1): stamp(now)}
        rungs = Rungs(
            site="s", number=1, step="alert", since=stamp(NOW), expiry=expiry, contacts=PEOPLE,
            tries=tuple(tries), known=dict(known),
        )  # fmt: skip
        due = ladder.due(rungs, now)
        seen.append((now, rungs, [one.contact.contact for one in due]))
        tries += [
            Try(
                notice=new_record_id(), contact=one.contact.contact, number=1,
                attempt=one.attempt, time=stamp(now), outcome=outcome, ended=stamp(now),
            )
            for one in due
        ]  # fmt: skip
    return seen


@settings(max_examples=300, deadline=None)
@given(days(), st.integers(0, 30))
def test_the_ladder_is_climbed_in_order_one_rung_a_turn_and_never_after_an_answer_or_the_end(
    turns: list[tuple[int, str]], knows_at: int
) -> None:
    told: list[str] = []
    for now, rungs, due in lived(turns, knows_at):
        fresh = [one for one in due if one not in told]
        assert len(fresh) <= 1, "a leap of the clock hurries one rung and no more"
        told += fresh
        assert told == [one.contact for one in PEOPLE[: len(told)]], "in the order of the register"
        if rungs.knows_since() or stamp(now) >= rungs.expiry:
            assert due == []
        assert len(set(due)) == len(due)


@settings(max_examples=200, deadline=None)
@given(days())
def test_whoever_is_not_told_yet_has_an_instant_that_is_not_for_ever_away(
    turns: list[tuple[int, str]],
) -> None:
    """However the clock leapt, the next rung is no further than the longest wait."""
    for now, rungs, _ in lived(turns, 99):
        found = ladder.escalation(rungs, now)
        if found is not None:
            assert found.at <= now + timedelta(minutes=max(one.minutes for one in PEOPLE))


@settings(max_examples=200, deadline=None)
@given(days(), st.integers(0, 30))
def test_the_order_in_which_attempts_are_read_changes_nothing(
    turns: list[tuple[int, str]], knows_at: int
) -> None:
    for now, rungs, _ in lived(turns, knows_at):
        turned = dataclasses.replace(rungs, tries=tuple(reversed(rungs.tries)))
        assert ladder.due(turned, now) == ladder.due(rungs, now)
        assert ladder.escalation(turned, now) == ladder.escalation(rungs, now)
