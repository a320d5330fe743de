"""Lists that change and are withdrawn, keys that turn, over HTTP: what is signed, who may not."""

import os
import re
from collections.abc import Iterator

import pytest
from tests.web.acting import third_officer
from tests.web.conftest import House
from tests.web.hiring import entered
from tests.web.joint_case import CASE, PARTNER, Joint
from tests.web.matching import (
    NEVER,
    OURS,
    asking_officer,
    carried,
    database,
    kept,
    matching,
    proposed,
    shown,
    theirs,
    told,
)
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import matches
from tansiq.node.founding import FreshSigner
from tansiq.record.matches import MatchScope
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.roles import Role

BECAUSE = "order <b>of</b> 4 May"


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    dsn = database(embedded_server, f"lists{os.getpid()}")
    with matching(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield made


@pytest.fixture(scope="module")
def asker(joint: Joint) -> Signing:
    return asking_officer(joint)


def test_a_list_is_changed_whole_or_its_bad_lines_are_shown(joint: Joint, asker: Signing) -> None:
    """2.2: nothing is changed while a line cannot be read; nothing that was typed is lost."""
    at = f"/matches/lists/{kept(asker, OURS)}"
    wish: dict[str, object] = {
        "lines": "0661234570\n\nnobody", "less": f"<i>066\n{OURS[0]}", "region": "MA",
        "reason": BECAUSE,
    }  # fmt: skip
    answer = asker.send(f"{at}/change?lang=en", wish)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (400, "#trouble")
    assert "2 lines cannot be read; nothing was changed." in answer.text
    assert re.search(r"To be added.*>3</bdi></td><td>.*nobody", answer.text)
    assert re.search(r"To be removed.*>1</bdi></td><td>.*&lt;i&gt;066", answer.text)
    page = shown(asker, at)
    assert "It stands as it was kept." in page
    assert OURS[0][1:] not in page, "a page shows a list, not what it holds"
    files = {
        "file": ("more.txt", b"0661234571\n", "text/plain"),
        "less-file": ("less.txt", f"{OURS[1]}\n0699999999".encode(), "text/plain"),
    }
    right = {**wish, "lines": "0661234570", "less": OURS[0]}
    dialog = asker.send(f"{at}/change?lang=en", right, files)
    assert "You are signing a change of a list of identifiers" in dialog.text
    assert asker.answer(dialog)["to"] == at
    page = shown(asker, at)
    assert "order &lt;b&gt;of&lt;/b&gt; 4 May" in page
    assert page.count('<td class="number"><bdi class="n" dir="ltr">2</bdi></td>') == 2
    assert told(asker, f"{at}/change", {"reason": "x"}) == (400, "identifiers_none")
    assert told(asker, f"{at}/change", {**right, "reason": " ", "lines": "0661234579"})[0] == 400


def test_a_list_of_names_is_kept_anew(joint: Joint, asker: Signing) -> None:
    named = kept(asker, ["يونس بن صالح المثالي,1988,,"], type="name")
    page = shown(asker, f"/matches/lists/{named}")
    assert "A list of names is not changed line by line" in page
    wish: dict[str, object] = {"lines": "Ignacio Pruebas,1970,,", "reason": "x"}
    assert told(asker, f"/matches/lists/{named}/change", wish) == (400, "identifier_type")


def test_withdrawing_a_list_names_what_ends(joint: Joint, asker: Signing) -> None:
    """2.2: with its reason; a withdrawn list stands behind nothing new."""
    listed = kept(asker, OURS)
    at, match = f"/matches/lists/{listed}", proposed(asker, listed)
    page = shown(asker, at)
    assert "1 match rests on it and ends:" in page
    assert f'href="/matches/{match}"' in page.partition('id="h-withdraw"')[2]
    assert told(asker, f"{at}/withdraw", {"reason": " "})[0] == 400
    dialog = asker.send(f"{at}/withdraw?lang=en", {"reason": BECAUSE})
    assert "You are signing the withdrawal of a list of identifiers" in dialog.text
    assert asker.answer(dialog)["to"] == at
    page = shown(asker, at)
    assert "This list was withdrawn." in page
    assert f"{at}/withdraw" not in page
    assert f"{at}/change" not in page
    assert f"/matches/new?list={listed}" not in shown(asker, "/matches/lists")
    carried(joint)
    assert "match_list_gone" in shown(asker, f"/matches/{match}")
    assert told(asker, f"{at}/withdraw", {"reason": "x"}) == (409, "identifiers_withdrawn")
    again: dict[str, object] = {"lines": "0661234570", "region": "MA", "reason": "x"}
    assert told(asker, f"{at}/change", again) == (409, "identifiers_withdrawn")


def test_a_guessed_list_is_never_there_and_roles_are_refused(joint: Joint, asker: Signing) -> None:
    listed, canaries = kept(asker, OURS), kept(asker, [OURS[3]], title="secret", canary="yes")
    assert asker.client.get(f"/matches/lists/{NEVER}").status_code == 404
    assert told(asker, f"/matches/lists/{NEVER}/change", {"lines": "1"})[1] == "identifiers_unknown"
    assert told(asker, f"/matches/lists/{NEVER}/withdraw", {"reason": "x"})[0] == 404
    third_officer(joint.house)
    outsider = entered(joint.house, Role.PROSECUTOR)
    for one in (listed, canaries, NEVER):
        assert outsider.get(f"/matches/lists/{one}").status_code in {403, 404}, one
        for deed in ("change", "withdraw"):
            refused = outsider.post(f"/matches/lists/{one}/{deed}", reason="x", lines="1")
            assert refused.status_code == 403, (one, deed)
    for role in (Role.DATA_PROTECTION_OFFICER, Role.SYSTEM_ADMINISTRATOR):
        refused = entered(joint.house, role).post(f"/matches/lists/{listed}/withdraw", reason="x")
        assert refused.status_code == 403, role


def test_a_key_turns_by_the_data_protection_officer_alone(joint: Joint, asker: Signing) -> None:
    """2.6: the page says what ends and what begins anew before it is signed."""
    partner, ours = joint.partner, kept(asker, OURS)
    scope = MatchScope(
        type="phone", norm=0, samples="", size=0, root="", case=CASE, purpose="",
        legal_basis="art. 3",
    )  # fmt: skip
    match = matches.propose(partner.node, partner.signer, CASE, ([theirs(joint)], scope))
    matches.approve(partner.node, FreshSigner(partner.keys[1]), match)
    carried(joint)
    asker.sign(f"/matches/{match}/accept", {"list": ours})
    carried(joint)
    wish: dict[str, object] = {"partner": PARTNER, "type": "phone"}
    assert asker.send("/oversight/matches/turn", wish).status_code == 403
    supervisor = entered(joint.house, Role.SUPERVISOR)
    assert supervisor.post("/oversight/matches/turn", partner=PARTNER).status_code == 403
    assert "/oversight/matches/turn" not in supervisor.get("/oversight/matches?lang=en").text
    officer = come_in_to_sign(joint.house, "data_protection_officer")
    page = shown(officer, "/oversight/matches").partition('id="h-epochs"')[2]
    assert "1 match that is not over ends:" in page
    assert "match_epoch_over" in page
    assert "No standing match rests on it." in page
    none = told(officer, "/oversight/matches/turn", {"partner": PARTNER, "type": "iban"})
    assert none == (404, "match_epoch_missing")
    dialog = officer.send("/oversight/matches/turn?lang=en", wish)
    assert "You are signing the next key for matches with a partner" in dialog.text
    assert officer.answer(dialog)["to"] == "/oversight/matches"
    page = shown(officer, "/oversight/matches").partition('id="h-epochs"')[2]
    assert 'Key epoch <bdi class="n" dir="ltr">2</bdi>' in page
    assert "No match that compares once is under way under it." in page
    carried(joint)
    assert "match_epoch_over" in shown(asker, f"/matches/{match}")
