import pytest

from tansiq.ledger import checkpoint as heads
from tansiq.ledger import sign
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.ledger.tlog_proof import TlogProof, parse_proof
from tansiq.terms.errors import Damaged, Invalid

ORIGIN = "rabat/case:atlas/g1/e1"
SEED = b"\x41" * 32
PUBLIC = sign.public_key(SEED)
LEAVES = [leaf_hash(bytes([n])) for n in range(21)]
TREE = Tree.of(LEAVES)
NOTE = heads.sign_checkpoint(Checkpoint(ORIGIN, 21, TREE.root()), SEED)
PROOF = TlogProof(9, tuple(TREE.inclusion(9)), NOTE)
TEXT = PROOF.encode()


def test_a_proof_is_written_as_the_specification_lays_it_out() -> None:
    lines = TEXT.split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 9"]
    assert lines[2 + len(PROOF.hashes)] == ""
    assert TEXT.endswith("\n\n" + NOTE)
    extra = TlogProof(0, PROOF.hashes, NOTE, b"out of band").encode()
    assert extra.split("\n")[1] == "extra b3V0IG9mIGJhbmQ="


@pytest.mark.parametrize("extra", [None, b"", b"\0\1\2"])
@pytest.mark.parametrize("index", range(21))
def test_a_proof_is_read_back_and_leads_to_the_head(index: int, extra: bytes | None) -> None:
    """Requirement 7.2: an outsider checks an entry without any network."""
    proof = TlogProof(index, tuple(TREE.inclusion(index)), NOTE, extra)
    read = parse_proof(proof.encode().encode())
    assert read == proof
    assert read.verify(LEAVES[index], ORIGIN, PUBLIC).size == 21


def test_a_log_of_one_entry_needs_no_hashes() -> None:
    note = heads.sign_checkpoint(Checkpoint(ORIGIN, 1, LEAVES[0]), SEED)
    proof = parse_proof(TlogProof(0, (), note).encode())
    assert proof.verify(LEAVES[0], ORIGIN, PUBLIC).root == LEAVES[0]


def test_another_leaf_place_log_or_key_is_not_proven() -> None:
    with pytest.raises(Damaged) as refused:
        PROOF.verify(LEAVES[8], ORIGIN, PUBLIC)
    assert refused.value.code == "inclusion"
    with pytest.raises(Damaged):
        TlogProof(8, PROOF.hashes, NOTE).verify(LEAVES[9], ORIGIN, PUBLIC)
    with pytest.raises(Damaged):
        PROOF.verify(LEAVES[9], "rabat/case:atlas/g2/e1", PUBLIC)
    with pytest.raises(Damaged):
        PROOF.verify(LEAVES[9], ORIGIN, sign.public_key(b"\x42" * 32))


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "\n\n",
        "c2sp.org/tlog-proof@v2" + TEXT[22:],
        TEXT.replace("index 9", "index 09"),
        TEXT.replace("index 9", "index -9"),
        TEXT.replace("index 9", "index"),
        TEXT.replace("index 9", "place 9"),
        TEXT.replace("index 9", "index 9 "),
        TEXT.replace("index 9", "index ٩"),
        TEXT.replace("index 9\n", ""),
        TEXT.replace("index 9\n", "index 9\nextra AAAA\n"),
        TEXT.replace("index 9\n", "extra A\nindex 9\n"),
        TEXT.replace("index 9\n", "extra AAAA\nextra AAAA\nindex 9\n"),
        TEXT.replace("index 9\n", "index 9\nAAAA\n"),
        TEXT.replace("index 9\n", "index 9\n" + "A" * 43 + "B\n"),
        TEXT.replace("index 9\n", "index 9\n" + ("A" * 43 + "=\n") * 64),
        TEXT.replace("index 9\n", "index 9\r\n"),
        TEXT.split("\n\n", maxsplit=1)[0],
        TEXT.split("\n\n", maxsplit=1)[0] + "\n\nno note\n",
        TEXT.encode().replace(b"index", b"\xff"),
    ],
)
def test_a_proof_of_another_form_is_refused(broken: str | bytes) -> None:
    with pytest.raises(Invalid):
        parse_proof(broken)
