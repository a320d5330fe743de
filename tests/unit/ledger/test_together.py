"""Acts under one touch: each holds alone for its own record, and for nothing else."""

import dataclasses
import os

import msgspec
import pytest
from fido2 import cbor
from fido2.cose import ES256
from tests.web.authenticator import Authenticator

from tansiq.ledger import acts, base64, merkle, passkey, together
from tansiq.ledger.acts import Act, Gesture, Matter
from tansiq.ledger.passkey import Passkey
from tansiq.terms.errors import Damaged
from tansiq.terms.ids import new_officer_id, new_record_id

ORIGIN, RP = "https://rabat.example", "rabat.example"


def matters(count: int) -> list[tuple[Matter, bytes]]:
    """As many records in one log, each with the nonce of its act."""
    return [
        (
            Matter(
                kind="claims_made",
                origin="rabat/case:2026-031/g1/e1",
                generation=1,
                recipients=("madrid", "rabat"),
                record_id=new_record_id(),
                record_digest=os.urandom(32),
            ),
            os.urandom(16),
        )
        for _ in range(count)
    ]


def signed(count: int) -> tuple[list[tuple[Matter, bytes]], tuple[Act, ...], Passkey]:
    """A batch as one touch of a passkey signs it."""
    held = Authenticator(ORIGIN, RP)
    over = matters(count)
    covered = [acts.covered(*one) for one in over]
    root = merkle.Tree.of(merkle.leaf_hash(one) for one in covered).root()
    said = held.get(together.challenge_of(root))
    gesture = Gesture(
        passkey.Assertion(
            authenticator_data=said["authenticator_data"],
            client_data=said["client_data"],
            credential=said["credential"],
        ),
        said["signature"],
    )
    who = (new_officer_id(), base64.to_text(held.credential)[:16])
    cose = cbor.encode(dict(ES256.from_cryptography_key(held.key.public_key())))
    return over, acts.acts_together(who, over, gesture), Passkey(cose, RP, (ORIGIN,))


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64])
def test_each_act_of_a_batch_holds_without_the_others(count: int) -> None:
    over, made, key = signed(count)
    for (matter, _), act in zip(over, made, strict=True):
        again = acts.read_act(act.wire())
        assert again == act
        acts.verify_act_on(again, matter, key)


def test_an_act_of_a_batch_counts_for_its_own_record_alone() -> None:
    over, made, key = signed(5)
    for at, act in enumerate(made):
        for other, (matter, _) in enumerate(over):
            if other != at:
                with pytest.raises(Damaged):
                    acts.verify_act_on(act, matter, key)
        with pytest.raises(Damaged):
            acts.verify_act_on(act, dataclasses.replace(over[at][0], record_digest=b"x" * 32), key)


def test_a_place_that_is_not_in_the_tree_is_refused() -> None:
    over, made, key = signed(4)
    act, matter = made[1], over[1][0]
    among = act.among
    assert among is not None
    for wrong in (
        {"index": 2},
        {"size": 5},
        {"size": 1, "index": 0},
        {"path": among.path[:1]},
        {"path": (*among.path, among.path[0])},
        {"index": -1},
        {"size": 0},
        {"size": 2**60},
        {"path": ("no hash",)},
        {"path": among.path * 1000},
        {"root": "no hash"},
        {"root": ""},
        {"root": base64.to_text(b"r" * 32)},
        {"size": together.MOST + 1},
    ):
        moved = msgspec.structs.replace(among, **wrong)
        with pytest.raises(Damaged) as problem:
            acts.verify_act_on(msgspec.structs.replace(act, among=moved), matter, key)
        assert problem.value.code in {"act_malformed", "act_signature"}, wrong


def test_without_its_place_an_act_of_a_batch_is_no_signature() -> None:
    over, made, key = signed(3)
    with pytest.raises(Damaged):
        acts.verify_act_on(msgspec.structs.replace(made[0], among=None), over[0][0], key)
    wire = made[0].wire()
    with pytest.raises(Damaged):
        acts.read_act({**wire, "scheme": "key_file", "assertion": None})
