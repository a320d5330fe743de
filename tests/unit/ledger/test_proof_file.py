import tarfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from tests.unit.ledger.nodes import Node, make_node
from tests.unit.ledger.proofs import (
    ORIGIN,
    anchors,
    codes,
    make_nodes,
    make_parts,
)

from tansiq.ledger import checkpoint, sign
from tansiq.ledger.note import Verifier
from tansiq.ledger.policy import write_policy
from tansiq.ledger.proof_file import ProofParts, read_proof_file, write_proof_file
from tansiq.ledger.verify import verify_proof_file
from tansiq.terms.errors import Invalid, TansiqError, catalogue


@pytest.fixture
def nodes(tmp_path: Path) -> dict[str, Node]:
    return make_nodes(tmp_path)


@pytest.fixture
def parts(nodes: dict[str, Node]) -> ProofParts:
    return make_parts(nodes)


def test_parts_of_two_proofs_do_not_make_one(nodes: dict[str, Node], parts: ProofParts) -> None:
    seed = nodes["rabat"].store.log_seed(1)
    other_head = checkpoint.sign_checkpoint(checkpoint.Checkpoint(ORIGIN, 9, b"o" * 32), seed)
    forged = checkpoint.sign_checkpoint(
        checkpoint.read_checkpoint(parts.proof.checkpoint), b"f" * 32
    )
    assert parts.body is not None
    other_policy = write_policy((Verifier(ORIGIN, sign.public_key(b"f" * 32)),), {}, 0)
    for changed, code in (
        (replace(parts, proof=replace(parts.proof, index=4)), "proof_other_place"),
        (replace(parts, proof=replace(parts.proof, hashes=())), "inclusion"),
        (replace(parts, proof=replace(parts.proof, checkpoint=other_head)), "inclusion"),
        (replace(parts, proof=replace(parts.proof, checkpoint=forged)), "checkpoint_signature"),
        (replace(parts, roots=parts.roots[:1]), "node_unknown"),
        (replace(parts, roots=()), "node_unknown"),
        (replace(parts, body=parts.body[:-1] + b"x"), "entry_body"),
        (replace(parts, body_key=b"k" * 32), "entry_key_commitment"),
        (replace(parts, policy=other_policy), "proof_policy_differs"),
    ):
        found = verify_proof_file(write_proof_file(changed), anchors(nodes))
        assert codes(found.failed) == {code}
        assert found.words_unproven("ar")[0]


def test_an_impostor_with_its_own_root_is_seen_only_by_the_fingerprint(
    nodes: dict[str, Node], parts: ProofParts, tmp_path: Path
) -> None:
    """All signatures hold; only what the reader brought along tells them apart."""
    (tmp_path / "x").mkdir()
    impostor = make_node(tmp_path / "x", "rabat")
    swapped = replace(parts, roots=(nodes["madrid"].statements[0], impostor.statements[0]))
    assert not verify_proof_file(write_proof_file(swapped), {}).sound
    found = verify_proof_file(write_proof_file(swapped), anchors(nodes))
    assert "anchor_differs" in codes(found.failed)


def test_no_changed_byte_of_a_proof_file_passes_unseen(
    nodes: dict[str, Node], parts: ProofParts
) -> None:
    data = write_proof_file(parts)
    known = anchors(nodes)
    good = verify_proof_file(data, known).plain()
    start = data.index(b"entry.json")
    for place in range(start, len(data), 97):
        changed = bytearray(data)
        changed[place] ^= 1
        try:
            found = verify_proof_file(bytes(changed), known)
        except TansiqError:
            continue
        # what is still sound says the very same, or lost a cosigner's line
        assert not found.sound or found.plain() == good or not found.cosigned


def hostile_tar(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    target = BytesIO()
    with tarfile.open(fileobj=target, mode="w") as tar:
        for about, data in members:
            about.size = about.size or len(data)
            tar.addfile(about, BytesIO(data))
    return target.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    about = tarfile.TarInfo(name)
    about.type, about.linkname = kind, link
    return about


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 2048,
        b"PK\x03\x04",
        hostile_tar((member("../../etc/passwd"), b"x")),
        hostile_tar((member("/entry.json"), b"x")),
        hostile_tar((member("entry.json", tarfile.SYMTYPE, "/etc/passwd"), b"")),
        hostile_tar((member("entry.json", tarfile.LNKTYPE, "README.txt"), b"")),
        hostile_tar((member("entry.json", tarfile.CHRTYPE), b"")),
        hostile_tar((member("entry.json"), b"x"), (member("entry.json"), b"y")),
        hostile_tar((member("entry.json"), b"x" * 70_000)),
        hostile_tar((member("entry.json"), b"x")),
        hostile_tar((member("roots/1.json"), b"x")),
    ],
)
def test_another_archive_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        read_proof_file(data)
    assert caught.value.code in catalogue()


def test_a_truncated_file_is_refused_or_fails(nodes: dict[str, Node], parts: ProofParts) -> None:
    data = write_proof_file(parts)
    for cut in range(0, data.index(b"body.key"), 1024):
        try:
            found = verify_proof_file(data[:cut], anchors(nodes))
        except TansiqError:
            continue
        assert not found.sound or "body_not_given" in codes(found.unproven)
