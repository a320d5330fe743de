"""A standing match over HTTP: what is approved at the start, its rounds, its hits, its end."""

import os
import re
from collections.abc import Iterator

import pytest
from tests.web.conftest import House
from tests.web.joint_case import Joint
from tests.web.matching import (
    BOTH,
    OURS,
    WISH,
    asking_officer,
    carried,
    database,
    kept,
    matching,
    proposed,
    second,
    shown,
    theirs,
    told,
)
from tests.web.signing import Signing

from tansiq.node import matches
from tansiq.store.embedded import EmbeddedServer


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    dsn = database(embedded_server, f"standing{os.getpid()}")
    with matching(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield made


@pytest.fixture(scope="module")
def asker(joint: Joint) -> Signing:
    return asking_officer(joint)


def test_a_standing_match_shows_its_rounds_and_keeps_its_verdicts_at_home(
    joint: Joint, asker: Signing
) -> None:
    """2.1-2.6: approved once for all days; the partner hears of no hit where it is not told."""
    ours = kept(asker, OURS)
    wish = {**WISH, "mode": "watch", "daily": "32"}
    preview = asker.send("/matches/new/preview?lang=en", {**wish, "list": ours}).text
    assert "Nobody approves a count here" in preview
    assert "nothing of hits" in preview
    assert told(asker, "/matches/new", {**wish, "daily": "7", "list": ours})[1] == "match_daily"
    assert told(asker, "/matches/new", {**wish, "mode": "x", "list": ours})[1] == "match_mode"
    match = proposed(asker, ours, wish)
    at = f"/matches/{match}"
    matches.approve(joint.house.node, second(joint), match)
    carried(joint)
    matches.accept(joint.partner.node, joint.partner.signer, match, [theirs(joint)])
    carried(joint)
    page = shown(asker, at)
    assert "32 points a day" in page
    assert 'id="h-rounds"' in page
    hits = list(dict.fromkeys(re.findall(rf'href="({at}/hits/\d+)"', page)))
    assert len(hits) == 2
    assert all(one not in page for one in BOTH)
    assert hits[0] in shown(asker, "/matches")
    desk = shown(asker, hits[0])
    assert "your verdict stays here" in desk
    assert sum(one in desk for one in BOTH) == 1
    asker.sign(f"{hits[0]}/judge", {"verdict": "same", "reason": "seen at home 17"})
    carried(joint)
    assert "seen at home 17" in shown(asker, hits[0])
    with joint.partner.node.store.reading() as tx:
        assert not tx.rows("SELECT 1 FROM match_step WHERE record LIKE '%%seen at home 17%%'")
    assert asker.sign(f"{at}/end", {"reason": "no longer needed"})["to"] == at
    assert "no longer needed" in shown(asker, at)
