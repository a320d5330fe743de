"""Our heads, proofs, tiles and fork proofs before Go's sumdb/note and sumdb/tlog."""

import base64
from pathlib import Path

import pytest
from tests.conformance.judges import Judge

from tansiq.ledger import checkpoint as heads
from tansiq.ledger import cosignature, fork, note, sign, tiles
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.ledger.note import COSIGNATURE_ED25519, Verifier
from tansiq.ledger.tlog_proof import TlogProof, parse_proof

pytestmark = pytest.mark.conformance

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"
SEED, WITNESS_SEED = b"\x11" * 32, b"\x12" * 32
LOG = Verifier(ORIGIN, sign.public_key(SEED))
WITNESS = Verifier("madrid/w", sign.public_key(WITNESS_SEED), COSIGNATURE_ED25519)
SIZE = 67_003  # full tiles on two levels, partial tiles on three
ENTRIES = [b"entry %d" % n for n in range(SIZE)]
TREE = Tree.of(map(leaf_hash, ENTRIES))
SIZES = (1, 2, 3, 5, 8, 255, 256, 257, 4097, 65_536, SIZE)


def head(size: int = SIZE, tree: Tree = TREE) -> Checkpoint:
    return Checkpoint(ORIGIN, size, tree.root(size))


NOTE = heads.sign_checkpoint(head(), SEED)
COSIGNED = heads.add_cosignature(
    NOTE, cosignature.cosign(head().body(), "madrid/w", WITNESS_SEED, 1_795_456_800)
)


def test_our_head_and_its_cosignature_are_accepted(go: Judge) -> None:
    answer = go.ask(op="note", note=COSIGNED, vkeys=[LOG.vkey(), WITNESS.vkey()])
    assert answer["ok"], answer
    assert answer["text"] == head().body()
    assert answer["verified"] == [ORIGIN, "madrid/w"]
    alone = go.ask(op="note", note=COSIGNED, vkeys=[LOG.vkey()])
    assert (alone["verified"], alone["unknown"]) == ([ORIGIN], 1)


def test_a_changed_byte_of_the_head_is_refused(go: Judge) -> None:
    body = head().body().encode()
    rest = COSIGNED.encode()[len(body) :]
    for at in range(len(body) - 1):
        flipped = bytearray(body)
        flipped[at] ^= 1
        if flipped[at] < 0x20:
            continue
        changed = (bytes(flipped) + rest).decode("utf-8", "replace")
        assert not go.accepts(op="note", note=changed, vkeys=[LOG.vkey()]), at


def test_a_changed_cosignature_is_refused_where_its_key_is_known(go: Judge) -> None:
    line = note.parse(COSIGNED).signatures[1]
    for raw in (line.raw[:7] + b"\0" + line.raw[8:], line.raw[:-1] + b"\0"):
        changed = NOTE + note.Signature(line.name, line.key_id, raw).line()
        assert not go.accepts(op="note", note=changed, vkeys=[LOG.vkey(), WITNESS.vkey()])
        # The same line is of an unknown key to who does not know the witness: ignored.
        assert go.accepts(op="note", note=changed, vkeys=[LOG.vkey()])


def test_a_foreign_key_is_refused(go: Judge) -> None:
    stranger = Verifier(ORIGIN, sign.public_key(b"\x13" * 32))
    assert not go.accepts(op="note", note=COSIGNED, vkeys=[stranger.vkey()])
    assert not go.accepts(op="note", note=COSIGNED, vkeys=[LOG.vkey()[:-4] + "AAA="])


@pytest.mark.parametrize("size", SIZES)
def test_our_inclusion_proofs_are_accepted_and_changed_ones_refused(go: Judge, size: int) -> None:
    """Requirement 7.2: an entry is proven by a verifier that knows nothing of this project."""
    for index in sorted({0, size // 3, size // 2, size - 1}):
        told = {"size": size, "root": TREE.root(size), "index": index}
        proof, leaf = TREE.inclusion(index, size), leaf_hash(ENTRIES[index])
        assert go.accepts(op="record", proof=proof, leaf=leaf, **told)
        assert not go.accepts(op="record", proof=proof, leaf=leaf_hash(b"other"), **told)
        assert not go.accepts(op="record", proof=[*proof, leaf], leaf=leaf, **told)
        if proof:
            changed = [bytes([proof[0][0] ^ 1]) + proof[0][1:], *proof[1:]]
            assert not go.accepts(op="record", proof=changed, leaf=leaf, **told)


@pytest.mark.parametrize("size", SIZES)
def test_our_consistency_proofs_are_accepted_and_changed_ones_refused(go: Judge, size: int) -> None:
    for older in sorted({1, size // 3 or 1, size // 2 or 1, size}):
        proof = TREE.consistency(older, size)
        told = {"size": size, "root": TREE.root(size), "older": older}
        assert go.accepts(op="tree", proof=proof, oldroot=TREE.root(older), **told)
        assert not go.accepts(op="tree", proof=proof, oldroot=leaf_hash(b"other"), **told)
        if proof:
            old_root = TREE.root(older)
            assert not go.accepts(op="tree", proof=proof[:-1], oldroot=old_root, **told)


def unpacked(answer: dict[str, object], key: str) -> list[list[bytes]]:
    proofs = answer[key]
    assert isinstance(proofs, list)
    return [[base64.b64decode(step) for step in proof] for proof in proofs]


def test_exported_tiles_give_go_the_same_proofs(go: Judge, tmp_path: Path) -> None:
    """Go reads every hash it needs from our files, checks them against the head, proves entries."""
    tiles.export(TREE, ENTRIES, NOTE, tmp_path)
    indexes = [0, 1, 255, 256, 65_535, 65_536, SIZE - 2]
    told = {"op": "tiles", "folder": str(tmp_path), "size": SIZE, "indexes": indexes}
    answer = go.ask(root=TREE.root(), **told)
    assert answer["ok"], answer
    assert unpacked(answer, "inclusion") == [TREE.inclusion(index) for index in indexes]
    assert unpacked(answer, "older") == [TREE.consistency(index + 1) for index in indexes]
    assert not go.accepts(root=TREE.root(SIZE - 1), **told)


# Debian's Go reads a tile that it does not need for the root without comparing it with its parent
# (x/mod 0.7); the proof it then makes of a changed neighbour hash still fails, and that is shown.
@pytest.mark.parametrize(
    ("path", "at"), [("tile/0/000", 37), ("tile/1/001.p/5", 5), ("tile/entries/000", 5)]
)
def test_a_changed_tile_or_entry_is_refused(go: Judge, tmp_path: Path, path: str, at: int) -> None:
    tiles.export(TREE, ENTRIES, NOTE, tmp_path)
    told = {"op": "tiles", "folder": str(tmp_path), "size": SIZE, "root": TREE.root()}
    assert go.accepts(indexes=[0], **told)
    there = tmp_path / path
    data = bytearray(there.read_bytes())
    data[at] ^= 1
    there.write_bytes(data)
    assert not go.accepts(indexes=[0], **told)


def test_a_proof_of_logging_needs_only_note_and_tlog(go: Judge) -> None:
    """The parts of a tlog-proof text, split with nothing of ours, pass Go's checks."""
    index = 31_415
    line = cosignature.cosign(head().body(), "madrid/w", WITNESS_SEED, 1_795_456_800)
    signed = heads.add_cosignature(NOTE, line)
    text = TlogProof(index, tuple(TREE.inclusion(index)), signed).encode()
    assert parse_proof(text).verify(leaf_hash(ENTRIES[index]), ORIGIN, LOG.public) == head()
    top, _, carried = text.partition("\n\n")
    lines = top.split("\n")
    answer = go.ask(op="note", note=carried, vkeys=[LOG.vkey(), WITNESS.vkey()])
    assert answer["verified"] == [ORIGIN, "madrid/w"]
    _, size, root, _ = str(answer["text"]).split("\n")
    assert go.accepts(
        op="record",
        proof=lines[2:],
        size=int(size),
        root=root,
        index=int(lines[1].split(" ")[1]),
        leaf=leaf_hash(ENTRIES[index]),
    )


def test_a_fork_is_proven_to_go(go: Judge) -> None:
    """T4: both heads bear the log's signature; the larger one extends another past."""
    other = Tree.of(
        leaf_hash(entry if n < 40 else b"x" + entry) for n, entry in enumerate(ENTRIES[:90])
    )
    made = fork.build_heads(
        heads.sign_checkpoint(head(70), SEED),
        heads.sign_checkpoint(head(90, other), SEED),
        prefix=other.root(70),
        proof=other.consistency(70, 90),
    )
    read = fork.decode(made.encode())
    bodies = []
    for signed in (read.first, read.second):
        answer = go.ask(op="note", note=signed, vkeys=[LOG.vkey()])
        assert answer["ok"]
        bodies.append(str(answer["text"]).split("\n"))
    (_, older, old_root, _), (_, newer, new_root, _) = bodies
    told = {"op": "tree", "size": int(newer), "root": new_root, "older": int(older)}
    assert go.accepts(proof=list(read.proof), oldroot=read.prefix, **told)
    assert base64.b64encode(read.prefix).decode() != old_root
    assert not go.accepts(proof=list(read.proof), oldroot=old_root, **told)
