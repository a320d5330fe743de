import pytest

from tansiq.ledger import checkpoint as heads
from tansiq.ledger import cosignature, fork, sign
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.entry import parse_entry, seal_entry, signature_holds
from tansiq.ledger.fork import Way
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.terms.errors import Invalid, words

ORIGIN = "rabat/case:atlas/g1/e1"
SEED, STRANGER = b"\x81" * 32, b"\x82" * 32
PUBLIC = sign.public_key(SEED)
TOLD_TO_A = Tree.of(leaf_hash(b"a%d" % n) for n in range(40))
TOLD_TO_B = Tree.of(leaf_hash(b"a%d" % n if n < 9 else b"b%d" % n) for n in range(40))


def head(tree: Tree, size: int, seed: bytes = SEED, origin: str = ORIGIN) -> str:
    return heads.sign_checkpoint(Checkpoint(origin, size, tree.root(size)), seed)


def entry(seq: int, kind: str, seed: bytes = SEED, origin: str = ORIGIN) -> bytes:
    return seal_entry(
        origin=origin,
        seq=seq,
        kind=kind,
        time="2026-11-23T10:00:00Z",
        after=(),
        class_id="",
        class_key=None,
        plaintext=None,
        extra={},
        log_seed=seed,
    ).entry


SAME_SIZE = fork.build_heads(head(TOLD_TO_A, 20), head(TOLD_TO_B, 20))
PREFIX = fork.build_heads(
    head(TOLD_TO_A, 20),
    head(TOLD_TO_B, 33),
    prefix=TOLD_TO_B.root(20),
    proof=TOLD_TO_B.consistency(20, 33),
)
SAME_PLACE = fork.build_entries(entry(5, "vote_cast"), entry(5, "vote_changed"))
ALL = [SAME_SIZE, PREFIX, SAME_PLACE]


@pytest.mark.parametrize("proof", ALL, ids=lambda proof: proof.way)
def test_two_histories_of_one_key_are_proven_to_anybody(proof: fork.ForkProof) -> None:
    """T4: the proof survives the wire and needs nothing but the log's public key."""
    read = fork.decode(proof.encode())
    assert read == proof
    assert fork.verify_fork(read, PUBLIC)
    assert not fork.verify_fork(read, sign.public_key(STRANGER))


@pytest.mark.parametrize("proof", ALL, ids=lambda proof: proof.way)
def test_what_was_proven_is_said_in_four_languages(proof: fork.ForkProof) -> None:
    fault = fork.fault(proof)
    texts = {words(fault, language) for language in ("en", "fr", "es", "ar")}
    assert len(texts) == 4
    assert all("atlas" in text and "{" not in text for text in texts)


def test_an_honest_log_cannot_be_accused() -> None:
    """Two true heads of one history, or the same one twice, prove nothing."""
    with pytest.raises(Invalid) as refused:
        fork.build_heads(head(TOLD_TO_A, 20), head(TOLD_TO_A, 20))
    assert refused.value.code == "fork_not_proven"
    with pytest.raises(Invalid):
        fork.build_heads(
            head(TOLD_TO_A, 20),
            head(TOLD_TO_A, 33),
            prefix=TOLD_TO_A.root(20),
            proof=TOLD_TO_A.consistency(20, 33),
        )
    with pytest.raises(Invalid):
        fork.build_heads(
            head(TOLD_TO_A, 20),
            head(TOLD_TO_A, 33),
            prefix=TOLD_TO_B.root(20),
            proof=TOLD_TO_B.consistency(20, 33),
        )
    with pytest.raises(Invalid):
        fork.build_entries(entry(5, "vote_cast"), entry(5, "vote_cast"))
    with pytest.raises(Invalid):
        fork.build_entries(entry(5, "vote_cast"), entry(6, "vote_changed"))
    other = "rabat/case:rif/g1/e1"
    with pytest.raises(Invalid):
        fork.build_entries(entry(5, "vote_cast"), entry(5, "vote_changed", origin=other))


def test_a_carrier_that_changes_the_unsigned_key_id_frames_nobody() -> None:
    """DSSE does not sign the key id: another envelope is not another statement."""
    original = entry(5, "vote_cast")
    key_id = parse_entry(original).key_id.encode()
    altered = original.replace(key_id, b"0" * 16)
    assert parse_entry(altered).leaf != parse_entry(original).leaf
    with pytest.raises(Invalid):
        fork.build_entries(original, altered)
    assert not signature_holds(parse_entry(altered), PUBLIC)
    framed = fork.ForkProof(Way.SAME_PLACE, ORIGIN, original.decode(), altered.decode())
    assert not fork.verify_fork(framed, PUBLIC)


def test_a_forged_half_proves_nothing() -> None:
    forged = [
        fork.build_heads(head(TOLD_TO_A, 20), head(TOLD_TO_B, 20, STRANGER)),
        fork.build_entries(entry(5, "vote_cast"), entry(5, "vote_changed", STRANGER)),
    ]
    for proof in forged:
        assert not fork.verify_fork(proof, PUBLIC)


def test_two_logs_of_one_key_are_not_a_fork() -> None:
    other = "rabat/case:atlas/g2/e1"
    with pytest.raises(Invalid):
        fork.build_heads(head(TOLD_TO_A, 20), head(TOLD_TO_B, 20, origin=other))


@pytest.mark.parametrize("proof", ALL, ids=lambda proof: proof.way)
def test_a_changed_proof_is_refused(proof: fork.ForkProof) -> None:
    steps = (b"x" * 32, *proof.proof[1:])
    for changed in (
        fork.ForkProof(proof.way, "rabat/case:rif/g1/e1", proof.first, proof.second),
        fork.ForkProof(proof.way, proof.origin, proof.first, proof.first),
        fork.ForkProof(proof.way, proof.origin, proof.first, proof.second, b"x" * 32, steps),
        fork.ForkProof(proof.way, proof.origin, "", proof.second, proof.prefix, proof.proof),
        fork.ForkProof(Way.SAME_PLACE, proof.origin, "{}", "{}"),
        fork.ForkProof(Way.SAME_SIZE, proof.origin, proof.second, "x", b"", ()),
    ):
        assert not fork.verify_fork(changed, PUBLIC)


def test_lines_of_others_do_not_travel_in_a_proof() -> None:
    """A name in another normal form on a stranger's line must not keep a proof from being sent."""
    first = head(TOLD_TO_A, 20)
    line = cosignature.cosign(heads.read_checkpoint(first).body(), "cafe\u0301/w", STRANGER, 1)
    proof = fork.build_heads(heads.add_cosignature(first, line), head(TOLD_TO_B, 20))
    assert fork.verify_fork(fork.decode(proof.encode()), PUBLIC)
    assert "/w" not in proof.first


@pytest.mark.parametrize(
    "change",
    [
        {"type": "tansiq-fork-v2"},
        {"way": "other"},
        {"more": 1},
        {"prefix": "!!!!"},
        {"proof": ["AA"]},
        {"proof": [""] * 129},
        {"first": 1},
    ],
)
def test_a_wire_form_of_another_shape_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        fork.from_wire({**PREFIX.wire(), **change})
    assert refused.value.code == "fork_malformed"
