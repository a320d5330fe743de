"""Whose turn it is in a match follows from its steps, and so does which hit wants a verdict."""

from tests.unit.subjects.test_matching import M, course, said

from tansiq.record.matches import MatchCounted, MatchEnded, MatchJudged
from tansiq.subjects import turns
from tansiq.subjects.matching import Step, standing
from tansiq.subjects.queries import MatchFile
from tansiq.terms.ids import ChannelId
from tansiq.web.match_stages import stages


def filed(steps: list[Step]) -> MatchFile:
    found = standing(steps)
    assert found is not None
    return MatchFile(found, ChannelId("case:joint"), tuple(steps), {})


def now(steps: list[Step]) -> tuple[str, list[str]]:
    found = turns.turn(filed(steps))
    return found.what, sorted(found.whose)


def test_the_turn_goes_from_side_to_side_and_says_where_a_person_acts() -> None:
    steps = course()
    assert [now(steps[: one + 1]) for one in range(len(steps))] == [
        ("approve", ["rabat"]), ("accept", ["madrid"]), ("ask", ["rabat"]),
        ("answer", ["madrid"]), ("count", ["rabat"]), ("reveal", ["madrid", "rabat"]),
        ("reveal", ["madrid"]), ("claim", ["rabat"]), ("open", ["madrid"]),
        ("judge", ["madrid", "rabat"]),
    ]  # fmt: skip
    acting = [turns.turn(filed(steps[: one + 1])).by_officers for one in range(len(steps))]
    assert acting == [True, True, False, False, False, True, True, False, False, True]


def test_a_hit_waits_for_each_side_until_it_has_spoken() -> None:
    verdict = MatchJudged(match=M, place=3, verdict="same", reason="x")
    once = [*course(), said("rabat", "ana", verdict, 10)]
    assert now(once) == ("judge", ["madrid"])
    assert turns.unjudged(filed(once), "rabat") == ()
    both = [*once, said("madrid", "eva", verdict, 11)]
    assert now(both) == ("over", [])
    assert [one.agency for one in turns.verdicts(both, 3)] == ["rabat", "madrid"]


def test_no_match_and_an_ended_match_are_over() -> None:
    none = [*course()[:5], said("rabat", "", MatchCounted(match=M, matches=0), 5)]
    assert now(none) == ("over", [])
    ended = [*course()[:3], said("madrid", "eva", MatchEnded(match=M, reason="no ground"), 9)]
    assert now(ended) == ("over", [])
    shown = stages(filed(ended), turns.turn(filed(ended)))
    assert [(one.name, one.state) for one in shown][-2:] == [
        ("accepted", "done"),
        ("ended", "over"),
    ]
