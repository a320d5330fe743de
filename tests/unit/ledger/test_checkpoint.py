import base64

import pytest

from tansiq.ledger import checkpoint as heads
from tansiq.ledger import cosignature, note, sign
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.merkle import EMPTY_ROOT, Tree, leaf_hash
from tansiq.terms.errors import Damaged, Invalid

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"
SEED, WITNESS_SEED = b"\x21" * 32, b"\x22" * 32
PUBLIC, WITNESS = sign.public_key(SEED), sign.public_key(WITNESS_SEED)
HEAD = Checkpoint(ORIGIN, 3, Tree.of(leaf_hash(bytes([n])) for n in range(3)).root())
SIGNED = heads.sign_checkpoint(HEAD, SEED)
WHEN = 1_795_456_800


def test_a_head_is_three_lines_and_nothing_else() -> None:
    root = base64.b64encode(HEAD.root).decode()
    assert HEAD.body() == f"{ORIGIN}\n3\n{root}\n"
    assert SIGNED.startswith(HEAD.body() + f"\n— {ORIGIN} ")
    assert heads.open_checkpoint(SIGNED, ORIGIN, PUBLIC) == HEAD
    assert heads.read_checkpoint(SIGNED.encode()) == HEAD


def test_the_head_of_an_empty_log_has_the_empty_root() -> None:
    head = heads.empty(ORIGIN)
    assert (head.size, head.root) == (0, EMPTY_ROOT)
    assert heads.open_checkpoint(heads.sign_checkpoint(head, SEED), ORIGIN, PUBLIC) == head


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n3\nAAAA\n",
        f"{ORIGIN}\n3\n",
        f"{ORIGIN}\n3\nAAAA\n",
        HEAD.body() + "extension line\n",
        HEAD.body() + "\n",
        HEAD.body().removesuffix("\n"),
        HEAD.body().replace("\n3\n", "\n03\n"),
        HEAD.body().replace("\n3\n", "\n+3\n"),
        HEAD.body().replace("\n3\n", "\n-3\n"),
        HEAD.body().replace("\n3\n", "\n3 \n"),
        HEAD.body().replace("\n3\n", "\n٣\n"),
        HEAD.body().replace("\n3\n", "\n\n"),
        HEAD.body().replace("\n3\n", "\n0\n"),
        HEAD.body().replace("\n3\n", f"\n{2**63}\n"),
        HEAD.body().replace("\n3\n", "\n" + "9" * 5000 + "\n"),
        HEAD.body().replace("=", ""),
        HEAD.body().replace(ORIGIN, "has space"),
        HEAD.body().replace(ORIGIN, "has+plus"),
    ],
)
def test_a_head_of_another_form_is_refused(body: str) -> None:
    """DESIGN 3: no extension lines; one spelling for every number."""
    with pytest.raises(Invalid):
        heads.parse_body(body)


def test_the_root_has_one_spelling() -> None:
    spare_bits = HEAD.body()[:-3] + chr(ord(HEAD.body()[-3]) + 1) + "=\n"
    assert base64.b64decode(spare_bits.split("\n")[2]) == HEAD.root
    with pytest.raises(Invalid):
        heads.parse_body(spare_bits)


def test_a_head_signed_by_another_key_or_changed_is_refused() -> None:
    other = heads.sign_checkpoint(HEAD, WITNESS_SEED)
    for wrong in (other, SIGNED.replace("\n3\n", "\n4\n")):
        with pytest.raises(Damaged) as refused:
            heads.open_checkpoint(wrong, ORIGIN, PUBLIC)
        assert refused.value.code == "checkpoint_signature"


def test_a_head_of_another_log_is_refused_even_with_the_same_key() -> None:
    elsewhere = Checkpoint("rabat/desk:madrid~rabat/g2/e1", HEAD.size, HEAD.root)
    with pytest.raises(Damaged) as refused:
        heads.open_checkpoint(heads.sign_checkpoint(elsewhere, SEED), ORIGIN, PUBLIC)
    assert refused.value.code == "checkpoint_origin"


def test_a_second_failing_line_of_the_log_key_voids_the_head() -> None:
    forged = note.Signature(ORIGIN, note.Verifier(ORIGIN, PUBLIC).key_id, b"x" * 64)
    with pytest.raises(Damaged):
        heads.open_checkpoint(SIGNED + forged.line(), ORIGIN, PUBLIC)


def test_cosignatures_are_added_once_and_found_with_their_time() -> None:
    line = cosignature.cosign(HEAD.body(), "madrid/w", WITNESS_SEED, WHEN)
    both = heads.add_cosignature(SIGNED, line)
    assert heads.add_cosignature(both, line) == both
    assert heads.open_checkpoint(both, ORIGIN, PUBLIC) == HEAD
    assert heads.cosigners(both, {"madrid/w": WITNESS}) == [("madrid/w", WHEN)]
    later = heads.add_cosignature(
        both, cosignature.cosign(HEAD.body(), "madrid/w", WITNESS_SEED, WHEN + 60)
    )
    assert heads.cosigners(later, {"madrid/w": WITNESS}) == [("madrid/w", WHEN + 60)]


def test_a_broken_line_in_a_witness_name_counts_for_nothing_and_blocks_nobody() -> None:
    """Whoever carries a head could add such a line; it must not stop the log."""
    good = cosignature.cosign(HEAD.body(), "madrid/w", WITNESS_SEED, WHEN)
    key_id = note.key_id4("lisbon/w", note.COSIGNATURE_ED25519, PUBLIC)
    broken = note.Signature("lisbon/w", key_id, (WHEN).to_bytes(8, "big") + b"x" * 64).line()
    carried = heads.add_cosignature(heads.add_cosignature(SIGNED, broken), good)
    assert heads.open_checkpoint(carried, ORIGIN, PUBLIC) == HEAD
    assert heads.cosigners(carried, {"lisbon/w": PUBLIC, "madrid/w": WITNESS}) == [
        ("madrid/w", WHEN)
    ]


def test_a_cosignature_of_another_head_witness_or_time_does_not_count() -> None:
    other_head = Checkpoint(ORIGIN, 2, HEAD.root)
    line = cosignature.cosign(other_head.body(), "madrid/w", WITNESS_SEED, WHEN)
    assert heads.cosigners(heads.add_cosignature(SIGNED, line), {"madrid/w": WITNESS}) == []
    line = cosignature.cosign(HEAD.body(), "madrid/w", WITNESS_SEED, WHEN)
    assert heads.cosigners(heads.add_cosignature(SIGNED, line), {"madrid/w": PUBLIC}) == []
    assert heads.cosigners(heads.add_cosignature(SIGNED, line), {}) == []
    parsed = note.parse_line(line)
    moved = note.Signature(
        parsed.name, parsed.key_id, (WHEN + 1).to_bytes(8, "big") + parsed.raw[8:]
    )
    assert heads.cosigners(heads.add_cosignature(SIGNED, moved.line()), {"madrid/w": WITNESS}) == []


def test_a_time_that_nobody_can_write_down_does_not_count() -> None:
    """A lying witness must not make a reader of dates fail."""
    for time in (0, 253_402_300_800, 2**63 - 1, 2**64 - 1):
        raw = time.to_bytes(8, "big") + sign.sign(
            WITNESS_SEED, cosignature.message(HEAD.body(), time)
        )
        key_id = note.key_id4("madrid/w", note.COSIGNATURE_ED25519, WITNESS)
        line = note.Signature("madrid/w", key_id, raw).line()
        carried = heads.add_cosignature(SIGNED, line)
        assert heads.cosigners(carried, {"madrid/w": WITNESS}) == []


def test_a_log_signature_is_not_a_cosignature_nor_the_reverse() -> None:
    """The types of the two keys are part of their ids and of what is signed."""
    assert heads.cosigners(SIGNED, {ORIGIN: PUBLIC}) == []
    line = cosignature.cosign(HEAD.body(), ORIGIN, SEED, WHEN)
    with pytest.raises(Damaged):
        heads.open_checkpoint(note.compose(HEAD.body(), (note.parse_line(line),)), ORIGIN, PUBLIC)
