"""Drafts at real nodes: taken in once, judged by people, claimed in a case, never sent on."""

from collections.abc import Iterator

import pytest
from tests.nodes.joint import Joint, joint
from tests.nodes.taken import STORY, Taking, yes

from tansiq.terms.errors import TansiqError
from tansiq.terms.intake import DraftState, Kind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("drafts")) as made:
        made.rabat.officer("machine", "system_administrator")
        made.rabat.officer("leader", "site_team_leader")
        made.rabat.officer("analyst", "intelligence_analyst")
        yield made


@pytest.fixture(scope="module")
def rabat(both: Joint) -> Taking:
    return Taking(both.rabat)


def code(work: object, *what: object, **told: object) -> str:
    with pytest.raises(TansiqError) as caught:
        work(*what, **told)  # type: ignore[operator]
    return caught.value.code


def test_accepted_one_by_one_each_claim_names_its_words(rabat: Taking) -> None:
    """Requirements 9.3, 3.7: a person publishes, and every claim leads to its words."""
    taken = rabat.take(STORY, "one.txt", url="https://press.example/1", published="2026-03-16")
    assert taken.fresh
    seen = rabat.draft(taken.draft)
    assert (seen.head.state, seen.head.counts.accepted) == (DraftState.NEW, 0)
    person = rabat.number(taken.draft, Kind.PERSON, "Karim")
    done = rabat.judge(taken.draft, yes(person, category="suspect"))
    assert len(done.claims) == 1
