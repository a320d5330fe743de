"""Private matches as overseers see them: quotas set, canaries hit, every step computed again."""

import os
import re
from collections.abc import Iterator

import pytest
from tests.web.conftest import House
from tests.web.hiring import entered
from tests.web.joint_case import CASE, PARTNER, Joint
from tests.web.matching import (
    BOTH,
    NEVER,
    OURS,
    asking_officer,
    carried,
    database,
    kept,
    matching,
    shown,
    theirs,
    told,
    told_by,
)
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import matches
from tansiq.node.founding import FreshSigner
from tansiq.record.matches import MatchScope
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.roles import Role


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    dsn = database(embedded_server, f"oversight{os.getpid()}")
    with matching(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield made


@pytest.fixture(scope="module")
def asker(joint: Joint) -> Signing:
    return asking_officer(joint)


def test_oversight_sees_numbers_and_canaries_and_no_other_hit(joint: Joint, asker: Signing) -> None:
    """2.6: quotas are set by the data-protection officer; an audit computes every step again."""
    partner = joint.partner
    ours = kept(asker, OURS)
    kept(asker, [OURS[29]], title="canaries", canary="yes")
    scope = MatchScope(
        type="phone", norm=0, samples="", size=0, root="", case=CASE, purpose="",
        legal_basis="art. 3",
    )  # fmt: skip
    match = matches.propose(partner.node, partner.signer, CASE, ([theirs(joint)], scope))
    matches.approve(partner.node, FreshSigner(partner.keys[1]), match)
    carried(joint)
    asker.sign(f"/matches/{match}/accept", {"list": ours})
    carried(joint)
    asker.sign(f"/matches/{match}/reveal", {})
    matches.approve_reveal(partner.node, FreshSigner(partner.keys[1]), match)
    carried(joint)
    hits = re.findall(rf'href="(/matches/{match}/hits/\d+)"', shown(asker, f"/matches/{match}"))
    desks = [shown(asker, one) for one in dict.fromkeys(hits)]
    assert sum("This identifier is a canary of ours." in one for one in desks) == 1

    officer = come_in_to_sign(joint.house, "data_protection_officer")
    page = shown(officer, "/oversight/matches")
    assert BOTH[1] in page, "the canary"
    assert BOTH[0] not in page, "no other hit"
    assert f'href="/oversight/matches/{match}"' in page
    wish: dict[str, object] = {
        "partner": PARTNER, "type": "phone", "daily": "many", "reason": "guessing",
    }  # fmt: skip
    assert told(officer, "/oversight/matches/quota", wish) == (400, "match_quota_number")
    to = officer.sign("/oversight/matches/quota", {**wish, "daily": "100"})["to"]
    assert "guessing" in shown(officer, to)
    assert "used up" in shown(officer, to)
    audited = f"/oversight/matches/{match}/audited"
    found = shown(officer, f"{audited}?sample=3&seed=dice")
    assert "Every step of ours is as it had to be." in found
    assert found.count("Watch &lt;b&gt;list") == 3
    assert told_by(officer, f"/oversight/matches/{NEVER}/audited") == (404, "match_unknown")
    assert told_by(officer, f"{audited}?sample=-1") == (400, "leaves_sample")
    for path in ("/oversight/matches", f"/oversight/matches/{match}", audited):
        assert asker.client.get(path).status_code == 403, path
    assert asker.send("/oversight/matches/quota", wish).status_code == 403
    assert entered(joint.house, Role.SUPERVISOR).get("/oversight/matches").status_code == 200
    refused = entered(joint.house, Role.SUPERVISOR).post("/oversight/matches/quota", daily="7")
    assert refused.status_code == 403
