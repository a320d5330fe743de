import tarfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from tests.unit.ledger.nodes import TIME, Node, make_node

from tansiq.ledger import checkpoint, cosignature, entry, sign
from tansiq.ledger.cards import LastHead, Revocation, fingerprint, fingerprint_words, sign_root
from tansiq.ledger.merkle import Tree
from tansiq.ledger.note import Verifier
from tansiq.ledger.policy import parse_policy, write_policy
from tansiq.ledger.proof_file import ProofParts, policy_of, read_proof_file, write_proof_file
from tansiq.ledger.ring import KeyRing
from tansiq.ledger.tlog_proof import TlogProof
from tansiq.ledger.verify import verify_proof_file
from tansiq.record.body import encode_body
from tansiq.terms.errors import Invalid, TansiqError, catalogue
from tansiq.terms.ids import new_class_id, new_record_id
from tansiq.terms.languages import Language

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"
CLASS, CLASS_KEY = new_class_id(), b"c" * 32
UNIX = 1_795_435_200
WIRE = {
    "kind": "nothing_known",
    "version": 1,
    "id": new_record_id(),
    "salt": "AAAAAAAAAAAAAAAAAAAAAA==",
    "author": None,
    "time": TIME,
    "data": {},
}


@pytest.fixture
def nodes(tmp_path: Path) -> dict[str, Node]:
    return {name: make_node(tmp_path, name) for name in ("madrid", "rabat")}


@pytest.fixture
def parts(nodes: dict[str, Node]) -> ProofParts:
    """The fourth of nine entries, under a head that Madrid cosigned."""
    seed = nodes["rabat"].store.log_seed(1)
    text = encode_body(WIRE)
    log = [
        entry.seal_entry(
            origin=ORIGIN,
            seq=seq,
            kind="report_released",
            time=TIME,
            after=(),
            class_id=CLASS,
            class_key=CLASS_KEY,
            plaintext=text,
            extra={},
            log_seed=seed,
        )
        for seq in range(9)
    ]
    tree = Tree.of([one.leaf for one in log])
    head = checkpoint.Checkpoint(ORIGIN, 9, tree.root())
    note = checkpoint.sign_checkpoint(head, seed)
    line = cosignature.cosign(head.body(), "madrid/w", nodes["madrid"].store.witness_seed(), UNIX)
    ring = KeyRing().add_all([node.statements[0] for node in nodes.values()])
    parsed = entry.parse_entry(log[3].entry)
    return ProofParts(
        entry=log[3].entry,
        proof=TlogProof(3, tuple(tree.inclusion(3, 9)), checkpoint.add_cosignature(note, line)),
        roots=tuple(node.statements[0] for node in nodes.values()),
        policy=policy_of(ORIGIN, ["madrid"], ring),
        body=log[3].body,
        body_key=entry.body_key(parsed, CLASS_KEY),
    )


def anchors(nodes: dict[str, Node]) -> dict[str, str]:
    roots = {name: sign.public_key(node.root_seed) for name, node in nodes.items()}
    return {
        "rabat": fingerprint_words(roots["rabat"]),
        "madrid": fingerprint(roots["madrid"]).hex(),
    }


def codes(found: object) -> set[str]:
    return {getattr(one, "code", "") for one in found}  # type: ignore[attr-defined]


def test_a_proof_file_says_what_it_proves_and_who_cosigned(
    nodes: dict[str, Node], parts: ProofParts
) -> None:
    found = verify_proof_file(write_proof_file(parts), anchors(nodes))
    assert found.sound
    assert codes(found.proven) == {
        "root_is_known", "entry_signed", "entry_in_log", "head_cosigned", "body_is_the_one",
        "body_opened",
    }  # fmt: skip
    assert [(one.node, one.time) for one in found.cosigned] == [("madrid", "2026-11-23T12:00:00Z")]
    assert {"not_true", "not_collusion", "not_complete", "time_is_word"} == codes(found.unproven)


def test_the_parts_come_back_and_the_file_is_the_same_each_time(parts: ProofParts) -> None:
    data = write_proof_file(parts)
    assert write_proof_file(parts) == data
    again = read_proof_file(data)
    assert (again.entry, again.body, again.body_key) == (parts.entry, parts.body, parts.body_key)
    assert (again.roots, again.policy, again.proof) == (parts.roots, parts.policy, parts.proof)


def test_the_policy_in_the_file_is_satisfied_by_its_head(parts: ProofParts) -> None:
    assert parse_policy(parts.policy).judge(parts.proof.checkpoint).enough


def test_the_readme_explains_itself_in_four_languages(parts: ProofParts) -> None:
    with tarfile.open(fileobj=BytesIO(write_proof_file(parts))) as tar:
        source = tar.extractfile("README.txt")
        assert source is not None
        text = source.read().decode()
    for word in ("PROOF", "PREUVE", "PRUEBA", "إثبات", "tansiq verify"):
        assert word in text


@pytest.mark.parametrize("language", list(Language))
def test_every_finding_has_words_in_every_language(
    nodes: dict[str, Node], parts: ProofParts, language: Language
) -> None:
    for given in (parts, replace(parts, body_key=None), replace(parts, body=None, body_key=None)):
        found = verify_proof_file(write_proof_file(given), {})
        plain = found.plain(language)
        for words in (*found.words_proven(language), *found.words_unproven(language)):
            assert "{" not in words
            assert len(words) > 10
        assert plain["sound"] is True
        assert plain["kind"] == "proof"


def test_without_a_key_the_text_is_said_to_be_unread(
    nodes: dict[str, Node], parts: ProofParts
) -> None:
    found = verify_proof_file(write_proof_file(replace(parts, body_key=None)), anchors(nodes))
    assert found.sound
    assert "body_not_opened" in codes(found.unproven)
    assert "body_opened" not in codes(found.proven)
    bare = replace(parts, body=None, body_key=None)
    assert "body_not_given" in codes(verify_proof_file(write_proof_file(bare), {}).unproven)


def test_a_head_nobody_cosigned_is_said_to_be_the_authors_word(parts: ProofParts) -> None:
    note = parts.proof.checkpoint.rsplit("\n", 2)[0] + "\n"
    alone = replace(parts, proof=replace(parts.proof, checkpoint=note))
    found = verify_proof_file(write_proof_file(alone), {})
    assert found.sound
    assert "nobody_cosigned" in codes(found.unproven)
    assert found.cosigned == ()


def test_a_root_that_is_not_the_one_you_know_is_a_failure(
    nodes: dict[str, Node], parts: ProofParts
) -> None:
    known = anchors(nodes) | {"rabat": "12345 " * 12}
    found = verify_proof_file(write_proof_file(parts), known)
    assert not found.sound
    assert codes(found.failed) == {"anchor_differs"}
    assert "root_not_compared" in codes(verify_proof_file(write_proof_file(parts), {}).unproven)


def test_acts_in_the_text_prove_no_screen(nodes: dict[str, Node], parts: ProofParts) -> None:
    seed = nodes["rabat"].store.log_seed(1)
    sealed = entry.seal_entry(
        origin=ORIGIN,
        seq=0,
        kind="report_released",
        time=TIME,
        after=(),
        class_id=CLASS,
        class_key=CLASS_KEY,
        plaintext=encode_body(WIRE, [{"scheme": "key_file"}]),
        extra={},
        log_seed=seed,
    )
    head = checkpoint.Checkpoint(ORIGIN, 1, Tree.of([sealed.leaf]).root())
    key = entry.body_key(entry.parse_entry(sealed.entry), CLASS_KEY)
    acted = replace(
        parts,
        entry=sealed.entry,
        body=sealed.body,
        body_key=key,
        proof=TlogProof(0, (), checkpoint.sign_checkpoint(head, seed)),
    )
    found = verify_proof_file(write_proof_file(acted), anchors(nodes))
    assert found.sound
    assert {"not_screen", "acts_not_checked"} <= codes(found.unproven)


def test_an_entry_after_a_revocation_is_marked(nodes: dict[str, Node], parts: ProofParts) -> None:
    rabat = nodes["rabat"]
    revoked = Revocation(
        node="rabat",
        number=2,
        prev=rabat.prev,
        time=TIME,
        epoch=1,
        last=(LastHead(ORIGIN, 3, "ab" * 32),),
        reason="stolen",
    )
    roots = (*parts.roots, sign_root(revoked, rabat.root_seed))
    found = verify_proof_file(write_proof_file(replace(parts, roots=roots)), anchors(nodes))
    assert found.sound
    assert "key_was_revoked" in codes(found.unproven)


# --- tampering ----------------------------------------------------------------------------------


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
