"""A partner in the pages: enrolled and left by two officers, away, and in channels."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.web.acting import ROLES, Stranger, act_keys_of, come_in, reader, sign
from tests.web.authenticator import Authenticator
from tests.web.conftest import Client, House

from tansiq.exchange import epochs, forks, link
from tansiq.exchange import partners as known
from tansiq.exchange.channels import generations, keep
from tansiq.ledger.membership import check_part, next_statement, sign_part
from tansiq.node import changes, channels, neighbours, partners, sharing
from tansiq.officers.queries import partners as partners_on_record
from tansiq.record.officers import PartnerLeft
from tansiq.terms.ids import channel_id, node_id

STAMP = "2026-11-23T12:00:00Z"


@pytest.fixture(scope="module")
def inside(house: House) -> dict[str, Client]:
    return {who: come_in(house, who) for who in ROLES}


@pytest.fixture(scope="module")
def act_keys(house: House, inside: dict[str, Client]) -> dict[str, Authenticator]:
    return act_keys_of(house, inside)


def test_a_partner_is_enrolled_by_two_officers_and_left_by_two(
    house: House, inside: dict[str, Client], act_keys: dict[str, Authenticator], tmp_path: Path
) -> None:
    """Requirement 10.1: two channels, two officers; leaving from the same screen."""
    made = Stranger(tmp_path, "sevilla")
    form = {
        "card": made.card.decode(),
        "checked": "two_channels",
        "path_1": "telephone",
        "digits_1": made.digits,
        "path_2": "courier",
        "digits_2": made.digits,
        "reason": "joint work",
    }
    wrong = {**form, "digits_2": made.digits[:-1] + str((int(made.digits[-1]) + 1) % 10)}
    refused = inside["liaison"].post("/partners/propose", **wrong)
    assert "fingerprint_differs" in refused.text
    same = inside["liaison"].post("/partners/propose", **{**form, "path_2": " Telephone"})
    assert "partner_two_channels" in same.text
    to = sign(inside["liaison"], act_keys["liaison"], "/partners/propose", **form)
    assert to == "/partners"
    [waiting] = changes.pending(house.node, reader(house, "case"))
    shown = inside["case"].get("/changes").text
    assert "Unidad &lt;b&gt;de&lt;/b&gt; Enlace" in shown
    own = inside["liaison"].post(f"/changes/{waiting.proposal}/approve")
    assert "approval_by_proposer" in own.text
    sign(inside["case"], act_keys["case"], f"/changes/{waiting.proposal}/approve")
    page = inside["system_administrator"].get("/partners/sevilla").text
    assert all(group in page for group in made.digits.split())
    assert "telephone" in page
    assert '<svg class="qr"' in page
    assert "style=" not in page
    sign(inside["case"], act_keys["case"], "/partners/sevilla/leave", reason="secret <reason>")
    [leaving] = changes.pending(house.node, reader(house, "case"))
    assert isinstance(leaving.change, PartnerLeft)
    for path in ("/changes", "/partners/sevilla"):
        assert "secret" not in inside["system_administrator"].get(path).text
    assert "secret &lt;reason&gt;" in inside["liaison"].get("/changes").text
    sign(inside["liaison"], act_keys["liaison"], f"/changes/{leaving.proposal}/approve")
    assert inside["case"].get("/partners/sevilla").status_code == 404
    with house.node.store.reading() as tx:
        assert partners_on_record(tx) == ()


def test_a_channel_gets_its_members_by_two_passkeys_here_and_one_there(
    house: House, inside: dict[str, Client], act_keys: dict[str, Authenticator], tmp_path: Path
) -> None:
    """DESIGN 2: membership by an act of every member; what is signed is what was shown."""
    made = Stranger(tmp_path, "toledo")
    with house.node.store.reading() as tx:
        analyst = replace(house.node.staff(tx).officers[house.keys["liaison"].officer])
    seen = partners.read_card(made.card, made.digits)
    house.change(partners.enrolment(house.node, seen, "in_person", ()))
    form = {"channel": "desk:rabat~toledo", "purpose": "purpose of the desk", "reason": "desk"}
    alone = inside["liaison"].post("/channels/propose", **form)
    assert "channel_members" in alone.text
    form["member"] = "toledo"
    assert sign(inside["liaison"], act_keys["liaison"], "/channels/propose", **form) == "/changes"
    [waiting] = changes.pending(house.node, reader(house, "case"))
    path = f"/changes/{waiting.proposal}/approve"
    assert path in inside["case"].get("/changes").text
    assert "access_role" in inside["system_administrator"].post(path).text
    sign(inside["case"], act_keys["case"], path)
    channel = channel_id("desk:rabat~toledo")
    with house.node.store.reading() as tx:
        [kept] = generations(tx, channel)
        ring = house.node.ring(tx)
    assert check_part(kept.statement, kept.parts[0], ring)[1].scheme == "passkey"
    shown = inside["liaison"].get("/channels?lang=en").text
    assert "waits for signatures" in shown
    # Who is on no file of it learns neither its purpose nor, as an analyst, that it is there.
    assert "purpose of the desk" not in shown
    analyst = replace(analyst, roles=frozenset({"intelligence_analyst"}))
    assert neighbours.one(house.node, analyst, "toledo").channels == ()
    assert sharing.everything(house.node, analyst).channels == ()
    with house.node.store.transaction() as tx:
        theirs = sign_part(kept.statement, made.signer())
        assert keep(tx, house.node.ring(tx), house.node.me, kept.statement, (theirs,)).complete
    assert "in force" in inside["liaison"].get("/partners/toledo?lang=en").text
    # A list that the partner proposes is signed here in the same way.
    after = next_statement(kept.statement, kept.statement.members, "a wider desk", STAMP)
    with house.node.store.transaction() as tx:
        keep(tx, ring, house.node.me, after, (sign_part(after, made.signer()),))
    assert "waits for the signature of our agency" in inside["case"].get("/channels?lang=en").text
    form = {"channel": channel, "digest": after.digest.hex(), "reason": "agreed by telephone"}
    sign(inside["case"], act_keys["case"], "/channels/consent", **form)
    [waiting] = changes.pending(house.node, reader(house, "case"))
    sign(inside["liaison"], act_keys["liaison"], f"/changes/{waiting.proposal}/approve")
    assert [one.complete for one in channels.shown(house.node, channel).generations] == [True] * 2


def test_a_fork_is_said_in_words_with_what_it_stopped_and_the_way_out(
    house: House, inside: dict[str, Client], act_keys: dict[str, Authenticator], tmp_path: Path
) -> None:
    """DESIGN 3: a fork freezes that log alone; its new epoch counts once two officers accept it."""
    made = Stranger(tmp_path, "ronda")
    seen = partners.read_card(made.card, made.digits)
    house.change(partners.enrolment(house.node, seen, "in_person", ()))
    members = (node_id("rabat"), node_id("ronda"))
    made_list = channels.proposed(house.node, channel_id("desk:rabat~ronda"), members, "desk")
    house.change(made_list)
    old, new = "ronda/desk:rabat~ronda/g1/e1", "ronda/desk:rabat~ronda/g1/e2"
    with house.node.store.transaction() as tx:
        [kept] = generations(tx, channel_id("desk:rabat~ronda"))
        keep(
            tx,
            house.node.ring(tx),
            node_id("rabat"),
            kept.statement,
            (sign_part(kept.statement, made.signer()),),
        )
    with house.node.store.transaction() as tx:
        scope = house.node.exchange.scope(tx)
        assert forks.accept(tx, scope, made.forked(old), house.node.sealer) == old
    page = inside["liaison"].get("/logs?lang=en").text
    for words in (
        "this is proof of a fork",
        "It counts up to",
        "Other logs, and every stop, go on",
    ):
        assert words in page
    assert "forked" in inside["liaison"].get(f"/logs/{old}?lang=en").text
    assert (
        "A log of this partner is forked" in inside["liaison"].get("/partners/ronda?lang=en").text
    )
    assert "/logs/accept" not in page
    with house.node.store.transaction() as tx:
        known.accept_statement(tx, house.node.ring(tx), made.goes_on(old, new))
    page = inside["liaison"].get("/logs?lang=en").text
    assert "two histories of the old log were shown" in page
    assert "/logs/accept" not in inside["system_administrator"].get("/logs").text
    assert inside["system_administrator"].post("/logs/accept", origin=new).status_code == 403
    assert "epoch_statement_missing" in inside["liaison"].post("/logs/accept", origin=old).text
    sign(inside["liaison"], act_keys["liaison"], "/logs/accept", origin=new)
    [waiting] = changes.pending(house.node, reader(house, "case"))
    assert "One officer has proposed it" in inside["case"].get("/logs?lang=en").text
    sign(inside["case"], act_keys["case"], f"/changes/{waiting.proposal}/approve")
    with house.node.store.reading() as tx:
        assert epochs.accepted(tx, new)
    assert "/logs/accept" not in inside["case"].get("/logs").text


def test_a_dead_partner_delays_nothing_and_is_said_to_be_away(
    house: House, inside: dict[str, Client]
) -> None:
    """Requirement 1.9: what did not arrive is never shown as sent."""
    now = house.node.clock.now()
    with house.node.store.transaction() as tx:
        link.note_failure(tx, node_id("toledo"), "partner_unreachable", 4, now)
    began = time.monotonic()
    page = inside["liaison"].get("/partners/toledo?lang=en").text
    everyone = inside["liaison"].get("/partners?lang=en").text
    assert time.monotonic() - began < 2
    assert "The partner does not answer." in page
    assert "partner_unreachable" in everyone
    assert 'class="stale"' in everyone
    assert "in touch" not in everyone
