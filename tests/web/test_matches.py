"""Private matches over HTTP: each side's acts, what stays off the bytes, who gets nothing."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.web.acting import third_officer
from tests.web.conftest import House
from tests.web.hiring import entered
from tests.web.joint_case import CASE, PARTNER, Joint
from tests.web.matching import (
    BOTH,
    LIST,
    NEVER,
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
from tansiq.node.founding import FreshSigner
from tansiq.record.matches import MatchScope
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.roles import Role


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    dsn = database(embedded_server, f"matches{os.getpid()}")
    with matching(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield made


@pytest.fixture(scope="module")
def asker(joint: Joint) -> Signing:
    return asking_officer(joint)


def test_a_list_is_kept_whole_or_its_bad_lines_are_shown(joint: Joint, asker: Signing) -> None:
    """2.2: what is no identifier is a silent miss: nothing is kept, and nothing typed is lost."""
    lines = [*OURS[:3], "", "no number", "<i>12"]
    answer = asker.send("/matches/lists/new", {**LIST, "lines": "\n".join(lines)})
    assert answer.status_code == 400
    assert answer.headers["HX-Retarget"] == "#trouble"
    assert "2 lines cannot be read" in answer.text
    assert re.search(r">5</bdi></td><td>.*no number", answer.text)
    assert "&lt;i&gt;12" in answer.text
    assert "Watch" not in shown(asker, "/matches/lists")
    files = {"file": ("watch.txt", "\ufeff".encode() + "\n".join(OURS[3:]).encode(), "text/plain")}
    bad = {"file": ("watch.txt", b"\xff\xfe\x00", "text/plain")}
    wish = {**LIST, "lines": "\n".join(OURS[:3])}
    refused = asker.send("/matches/lists/new", wish, bad)
    assert (refused.status_code, "identifiers_text" in refused.text) == (400, True)
    dialog = asker.send("/matches/lists/new", wish, files)
    assert "You are signing a list of identifiers kept at home" in dialog.text
    asker.answer(dialog)
    page = shown(asker, "/matches/lists")
    assert "Watch &lt;b&gt;list&lt;/b&gt; 7" in page
    assert '<bdi class="n" dir="ltr">30</bdi>' in page
    assert OURS[0] not in page
    assert told(asker, "/matches/lists/new", {**LIST, "lines": " \n"}) == (400, "identifiers_none")


def test_a_match_goes_its_whole_way_from_the_pages(joint: Joint, asker: Signing) -> None:
    """2.1-2.4: propose, second officer, count, reveal by both, a verdict with its reason."""
    node, partner = joint.house.node, joint.partner
    listed = kept(asker, OURS)
    preview = asker.send("/matches/new/preview?lang=en", {**WISH, "list": listed}).text
    assert "at most <bdi" in preview
    assert '<bdi class="n" dir="ltr">32</bdi>' in preview
    assert "which identifiers of its own we know too" in preview
    match = proposed(asker, listed)
    at = f"/matches/{match}"
    assert "You proposed it; another officer approves." in shown(asker, at)
    assert told(asker, f"{at}/approve", {}) == (403, "match_same_officer")
    matches.approve(node, second(joint), match)
    carried(joint)
    assert "waits for the partner" in shown(asker, at)
    matches.accept(partner.node, partner.signer, match, [theirs(joint)])
    carried(joint)
    page = shown(asker, at)
    assert '<span class="large"><bdi class="n" dir="ltr">2</bdi>' in page
    assert "An officer of each side approves" in page
    assert told(asker, f"{at}/reveal", {}) == (403, "match_same_officer")
    assert all(one not in page for one in BOTH), "a count says how many, not which"
    matches.approve_reveal(node, second(joint), match)
    carried(joint)
    matches.approve_reveal(partner.node, FreshSigner(partner.keys[1]), match)
    carried(joint)
    board, page = shown(asker, "/matches"), shown(asker, at)
    hits = re.findall(rf'href="({at}/hits/\d+)"', page.partition('id="h-steps"')[0])
    assert len(set(hits)) == 2
    assert hits[0] in board
    assert all(one not in page + board for one in BOTH), "an identifier stands with its hit alone"
    desk = shown(asker, hits[0])
    assert sum(one in desk for one in BOTH) == 1
    assert desk.count("not revealed") == 3
    assert "checked" not in desk.partition('id="verdict"')[2].partition("</fieldset>")[0]
    assert told(asker, f"{hits[0]}/judge", {"verdict": "same", "reason": " "})[0] == 400
    assert told(asker, f"{hits[0]}/judge", {"verdict": "", "reason": "x"}) == (400, "match_verdict")
    said = {"verdict": "not_same", "reason": "another <b>subscriber</b>"}
    dialog = asker.send(f"{hits[0]}/judge?lang=en", dict(said))
    assert "Not the same" in dialog.text
    assert asker.answer(dialog)["to"] == hits[0]
    desk = shown(asker, hits[0])
    assert "another &lt;b&gt;subscriber&lt;/b&gt;" in desk
    left = shown(asker, f"{hits[0]}/queue").count('href="/matches/')
    assert left == 1, "what is judged waits no more"
    assert told(asker, f"{at}/end", {"reason": "late"}) == (409, "match_over")


def test_every_look_stands_in_the_read_log_with_what_it_showed(
    joint: Joint, asker: Signing
) -> None:
    """11.1: the reason, the officer, the match and the lists."""
    match = proposed(asker, kept(asker, OURS))
    officer = joint.house.keys["case_officer"].officer
    for path, wanted in (
        ("/matches", match), ("/matches/fresh", match), (f"/matches/{match}", match),
        (f"/matches/{match}/fresh", match), ("/matches/lists", "r-"), ("/matches/new", "r-"),
    ):  # fmt: skip
        before = _reads(joint)
        shown(asker, path)
        fresh = _reads(joint)[len(before) :]
        assert [(one["officer"], one["reason"]) for one in fresh] == [(officer, "duty round")], path
        assert any(one.startswith(wanted) for one in fresh[0]["shown"]), path


def _reads(joint: Joint) -> list[dict[str, Any]]:
    with joint.house.node.store.reading() as tx:
        return [dict(one) for one in tx.rows("SELECT * FROM ledger.read_log ORDER BY number")]


def test_a_guessed_match_is_never_there_and_roles_are_refused(joint: Joint, asker: Signing) -> None:
    """Somebody with every role for it, and a key on record, who is not on the channel."""
    match = proposed(asker, kept(asker, OURS))
    third_officer(joint.house)
    outsider = entered(joint.house, Role.PROSECUTOR)
    for path in ("", "/fresh", "/hits/1", "/hits/1/queue", "/hits/one"):
        answers = [outsider.get(f"/matches/{one}{path}") for one in (match, NEVER)]
        assert [one.status_code for one in answers] == [404, 404], path
    for path in ("/approve", "/reveal", "/end"):
        answers = [outsider.post(f"/matches/{one}{path}", reason="x") for one in (match, NEVER)]
        assert len({(one.status_code, "match_unknown" in one.text) for one in answers}) == 1, path
    assert match not in outsider.get("/matches").text
    assert "where lists lie" in outsider.get("/matches/lists?lang=en").text
    assert outsider.get("/matches/new").status_code == 403
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER):
        refused = entered(joint.house, role)
        assert refused.get(f"/matches/{match}").status_code == 403
        assert refused.get("/matches").status_code == 403
    assert asker.client.get(f"/matches/{match}/hits/1").status_code == 404
    assert told(asker, "/matches/new", {**WISH, "list": NEVER}) == (404, "identifiers_unknown")
    assert told(asker, "/matches/new", {**WISH, "channel": ""})[0] == 400


def test_a_partner_asks_and_we_take_part_or_refuse(joint: Joint, asker: Signing) -> None:
    """2.2: the answerer chooses its lists; the partner does not hear which."""
    partner, ours = joint.partner, kept(asker, OURS)
    listed = theirs(joint)
    scope = MatchScope(
        type="phone", norm=0, samples="", size=0, root="", case=CASE, purpose="",
        legal_basis="art. 3",
    )  # fmt: skip
    asked = [
        matches.propose(partner.node, partner.signer, CASE, ([listed], scope)) for _ in range(2)
    ]
    for one in asked:
        matches.approve(partner.node, FreshSigner(partner.keys[1]), one)
    carried(joint)
    first, other = (f"/matches/{one}" for one in asked)
    page = shown(asker, first)
    assert f"{PARTNER}</bdi> asks us" in page
    assert f'value="{ours}"' in page
    assert "Watch &lt;b&gt;list" in page
    asker.sign(f"{first}/accept", {"list": ours})
    assert asker.sign(f"{other}/end", {"reason": "no ground"})["to"] == other
    assert "no ground" in shown(asker, other)
    carried(joint)
    assert "2 matches" in shown(asker, first)
    asker.sign(f"{first}/reveal", {})
    assert "We have approved the reveal" in shown(asker, first)
    with partner.node.store.reading() as tx:
        sent = tx.rows("SELECT record FROM match_step WHERE agency = %s", (joint.house.node.me,))
    assert all(ours not in one["record"] for one in sent)
