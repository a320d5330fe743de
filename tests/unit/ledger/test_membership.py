from pathlib import Path

import pytest
from tests.unit.ledger.nodes import TIME, Node, make_node
from tests.web.authenticator import Authenticator

from tansiq.ledger import base64, dsse, membership, passkey, sign
from tansiq.ledger.acts import Gesture, OfficerKey, act_by_passkey, challenge_of
from tansiq.ledger.cards import LastHead, Revocation, sign_root
from tansiq.ledger.membership import ChannelStatement, Signer, Voice
from tansiq.ledger.passkey import Assertion, Passkey
from tansiq.ledger.ring import KeyRing
from tansiq.record import canonical
from tansiq.terms.errors import Damaged, Invalid, TansiqError
from tansiq.terms.ids import KeyId, OfficerId, new_officer_id

CHANNEL = "case:strait"


@pytest.fixture
def nodes(tmp_path: Path) -> dict[str, Node]:
    return {name: make_node(tmp_path, name) for name in ("madrid", "rabat", "tunis")}


@pytest.fixture
def ring(nodes: dict[str, Node]) -> KeyRing:
    return KeyRing().add_all([node.statements[0] for node in nodes.values()])


def signer(node: Node, seed: bytes = b"o" * 32) -> Signer:
    public = sign.public_key(seed)
    officer = OfficerKey(OfficerId(new_officer_id()), KeyId(sign.key_id(public)), public, seed)
    return Signer(node.name, 1, node.store.log_seed(1), officer)


def statement(*members: str) -> ChannelStatement:
    return membership.first_statement(CHANNEL, members or ("rabat", "madrid"), "desk", TIME)


def test_a_generation_counts_when_every_member_signed(
    nodes: dict[str, Node], ring: KeyRing
) -> None:
    first = statement()
    assert first.members == ("madrid", "rabat")
    parts = [membership.sign_part(first, signer(nodes["rabat"]))]
    assert not membership.complete(first, parts, ring)
    assert membership.signed_by(first, parts, ring) == {"rabat"}
    parts.append(membership.sign_part(first, signer(nodes["madrid"])))
    assert membership.complete(first, parts, ring)
    assert membership.read_statement(first.encode()) == first


def test_one_members_part_twice_is_still_one(nodes: dict[str, Node], ring: KeyRing) -> None:
    first = statement()
    parts = [membership.sign_part(first, signer(nodes["rabat"])) for _ in range(2)]
    assert not membership.complete(first, parts, ring)


def test_a_part_of_a_revoked_key_counts_only_where_the_root_names_the_log(
    nodes: dict[str, Node], ring: KeyRing
) -> None:
    """The statement's own date proves nothing: whoever holds the key writes what it likes."""
    first = statement()
    part = membership.sign_part(first, signer(nodes["rabat"]))
    named = (LastHead(f"rabat/{first.channel}/g1/e1", 0, "00" * 32),)
    before, after_it = "2026-11-23T11:59:59Z", "2026-11-23T12:00:01Z"
    cases = ((before, (), False), (after_it, (), False), (before, named, False))
    for time, last, counts in (*cases, (after_it, named, True)):
        revoked = Revocation(
            node="rabat",
            number=2,
            prev=nodes["rabat"].prev,
            time=time,
            epoch=1,
            last=last,
            reason="stolen",
        )
        after = ring.add(sign_root(revoked, nodes["rabat"].root_seed))
        assert (membership.signed_by(first, [part], after) == {"rabat"}) is counts


def test_a_part_for_one_generation_is_no_part_for_another(
    nodes: dict[str, Node], ring: KeyRing
) -> None:
    first = statement()
    second = membership.next_statement(first, first.members, "desk", TIME)
    wider = membership.next_statement(first, ["madrid", "rabat", "tunis"], "desk", TIME)
    part = membership.sign_part(first, signer(nodes["rabat"]))
    membership.check_part(first, part, ring)
    for other in (second, wider, statement()):
        with pytest.raises(Damaged):
            membership.check_part(other, part, ring)


def test_an_outsider_cannot_sign_itself_in(nodes: dict[str, Node], ring: KeyRing) -> None:
    first = statement()
    with pytest.raises(Invalid):
        membership.sign_part(first, signer(nodes["tunis"]))
    as_rabat = Signer("rabat", 1, nodes["tunis"].store.log_seed(1), signer(nodes["tunis"]).officer)
    with pytest.raises(Damaged):
        membership.check_part(first, membership.sign_part(first, as_rabat), ring)


def test_a_node_that_is_not_known_has_no_part(nodes: dict[str, Node]) -> None:
    first = statement()
    part = membership.sign_part(first, signer(nodes["rabat"]))
    assert membership.signed_by(first, [part, b"", b"{}"], KeyRing()) == frozenset()


def test_the_officers_act_inside_a_part_is_verified(nodes: dict[str, Node], ring: KeyRing) -> None:
    first = statement()
    part = membership.sign_part(first, signer(nodes["rabat"]))
    payload = canonical.decode(dsse.unwrap(part)[1])
    assert isinstance(payload, dict)
    seed = nodes["rabat"].store.log_seed(1)
    act = payload["act"]
    low_order = base64.to_text(b"\x01" + bytes(31))
    for change in (
        {"act": act | {"signature": base64.to_text(bytes(64))}},
        {"act": act | {"recipients": ["rabat"]}},
        {"act": {}},
        {"officer_key": low_order},
        {"statement": "ab" * 32},
        {"node": "madrid"},
        {"epoch": 2},
        {"type": "other"},
        {"extra": 1},
    ):
        raw = canonical.encode(payload | change)
        signature = sign.sign(seed, dsse.pae(membership.PAYLOAD_TYPE, raw))
        with pytest.raises(Damaged):
            membership.check_part(
                first, dsse.wrap(membership.PAYLOAD_TYPE, raw, [("k", signature)]), ring
            )


def passkey_part(nodes: dict[str, Node], first: ChannelStatement) -> tuple[bytes, Passkey]:
    """A part of rabat as a browser makes it, and the passkey that signed."""
    held = Authenticator("https://rabat.example", "rabat.example")
    made = passkey.register(
        *(base64.from_text(one) for one in held.create(b"c" * 32).values()),
        b"c" * 32,
        (held.rp_id, (held.origin,)),
    )
    key = Passkey(made.cose, held.rp_id, (held.origin,))
    matter, nonce = membership.matter_of(first), bytes(16)
    said = held.get(challenge_of(matter, nonce))
    signature = said.pop("signature")
    who = (new_officer_id(), passkey.key_id(made.cose))
    act = act_by_passkey(who, matter, nonce, Gesture(Assertion(**said), signature))
    voice = Voice("rabat", 1, nodes["rabat"].store.log_seed(1))
    return membership.part_of(first, voice, act, key), key


def test_a_passkey_signs_a_part_as_a_key_file_does(nodes: dict[str, Node], ring: KeyRing) -> None:
    first = statement()
    part, key = passkey_part(nodes, first)
    assert membership.check_part(first, part, ring)[1].scheme == "passkey"
    other = membership.sign_part(first, signer(nodes["madrid"]))
    assert membership.complete(first, [part, other], ring)
    with pytest.raises(Damaged):
        membership.check_part(statement(), part, ring)
    payload = canonical.decode(dsse.unwrap(part)[1])
    assert isinstance(payload, dict)
    assert payload["origins"] == list(key.origins)
    assert "rp_id" not in canonical.decode(dsse.unwrap(other)[1])
    for change in (
        {"rp_id": "madrid.example"},
        {"origins": ["https://madrid.example"]},
        {"origins": []},
        {"type": membership.PART_TYPE},
        {"officer_key": base64.to_text(b"k" * 32)},
    ):
        raw = canonical.encode(payload | change)
        signature = sign.sign(
            nodes["rabat"].store.log_seed(1), dsse.pae(membership.PAYLOAD_TYPE, raw)
        )
        forged = dsse.wrap(membership.PAYLOAD_TYPE, raw, [("k", signature)])
        with pytest.raises(Damaged):
            membership.check_part(first, forged, ring)


def test_two_successors_of_one_generation_are_rivals() -> None:
    first = statement()
    second = membership.next_statement(first, ["madrid", "rabat", "tunis"], "desk", TIME)
    rival = membership.next_statement(first, ["madrid", "rabat"], "desk", TIME)
    assert membership.rivals(second, rival)
    assert not membership.rivals(second, second)
    assert not membership.rivals(first, second)
    assert membership.follows(second, first)
    assert not membership.follows(second, rival)
    assert second.generation == 2


@pytest.mark.parametrize(
    "change",
    [
        {"members": []},
        {"members": ["rabat", "madrid"]},
        {"members": ["madrid", "madrid"]},
        {"members": ["Madrid"]},
        {"generation": 0},
        {"generation": 2},
        {"prev": "ab" * 32},
        {"channel": "desk:rabat~madrid"},
        {"channel": "desk:lisbon~rabat"},
        {"channel": "home"},
        {"time": "now"},
        {"type": "other"},
        {"more": 1},
    ],
)
def test_another_form_of_statement_is_refused(change: dict[str, object]) -> None:
    value = canonical.decode(statement().encode())
    assert isinstance(value, dict)
    with pytest.raises(Damaged):
        membership.read_statement(canonical.encode(value | change))


def test_nobody_is_no_channel() -> None:
    with pytest.raises(TansiqError):
        membership.first_statement(CHANNEL, [], "desk", TIME)
