"""A match of names over HTTP: two scripts side by side, what is told of each, and no score."""

import os
import re
from collections.abc import Iterator

import pytest
from tests.nodes.names_listed import COMMON_HERE, COMMON_THERE, OURS, THEIRS, listed
from tests.web.conftest import House
from tests.web.joint_case import CASE, Joint
from tests.web.matching import (
    WISH,
    asking_officer,
    carried,
    database,
    matching,
    proposed,
    second,
    shown,
)
from tests.web.signing import Signing

from tansiq.node import matches
from tansiq.node.founding import FreshSigner
from tansiq.node.matches import Listing
from tansiq.store.embedded import EmbeddedServer


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    dsn = database(embedded_server, f"names{os.getpid()}")
    with matching(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield made


@pytest.fixture(scope="module")
def asker(joint: Joint) -> Signing:
    return asking_officer(joint)


def test_two_names_stand_side_by_side_with_reasons_and_without_a_score(
    joint: Joint, asker: Signing
) -> None:
    """2.3-2.5: what each side tells of a name, which sounds differ, what is not known."""
    partner = joint.partner
    form: dict[str, object] = {
        "type": "name", "title": "names 7", "purpose": "inquiry 17", "legal-basis": "article 9",
        "lines": "\n".join(listed(COMMON_HERE, OURS)),
    }  # fmt: skip
    alone = asker.send("/matches/lists/new", {**form, "lines": "Younes Almithali"})
    assert (alone.status_code, "cannot be read" in alone.text) == (400, True)
    asker.sign("/matches/lists/new", form)
    page = shown(asker, "/matches/lists")
    ours = re.findall(r'id" dir="ltr">(r-[a-z2-7]{26})<', page)[0]
    told = Listing(type="name", title="theirs", purpose="inquiry 3", legal_basis="art. 3")
    lines = listed(COMMON_THERE, THEIRS)
    theirs = matches.keep_list(partner.node, partner.signer, lines, told).list
    preview = asker.send("/matches/new/preview?lang=en", {**WISH, "type": "name", "list": ours})
    assert "a document only where it met" in preview.text
    asker_wish = {**WISH, "type": "name"}
    match = proposed(asker, ours, asker_wish)
    matches.approve(joint.house.node, second(joint), match)
    carried(joint)
    matches.accept(partner.node, partner.signer, match, [theirs])
    carried(joint)
    matches.approve_reveal(joint.house.node, second(joint), match)
    matches.approve_reveal(partner.node, FreshSigner(partner.keys[1]), match)
    carried(joint)
    page = shown(asker, f"/matches/{match}")
    assert "Names told by both" in page
    hits = dict.fromkeys(re.findall(rf'href="(/matches/{match}/hits/\d+)"', page))
    assert len(hits) == len(COMMON_HERE)
    desks = [shown(asker, one) for one in hits]
    for desk in desks:
        assert "no overall score, on purpose" in desk
        assert "likeness of names is not identity" in desk
        assert not re.search(r"\d+(?:[.,]\d+)? ?%|0\.\d+", re.sub(r"<[^>]*>", " ", desk))
    assert any('class="differs"' in one for one in desks)
    assert any("absence is not evidence" in one for one in desks)
    first = next(iter(hits))
    said = {"verdict": "cannot_tell", "reason": "the father is not known"}
    assert asker.sign(f"{first}/judge", dict(said))["to"] == first
    assert "the father is not known" in shown(asker, first)
    assert CASE in shown(asker, f"/matches/{match}")
