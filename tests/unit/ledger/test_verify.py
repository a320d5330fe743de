import tarfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from tests.unit.ledger.nodes import TIME, Node
from tests.unit.ledger.proofs import (
    CLASS,
    CLASS_KEY,
    ORIGIN,
    WIRE,
    anchors,
    codes,
    make_nodes,
    make_parts,
)

from tansiq.ledger import checkpoint, entry
from tansiq.ledger.cards import LastHead, Revocation, sign_root
from tansiq.ledger.merkle import Tree
from tansiq.ledger.policy import parse_policy
from tansiq.ledger.proof_file import ProofParts, read_proof_file, write_proof_file
from tansiq.ledger.tlog_proof import TlogProof
from tansiq.ledger.verify import verify_proof_file
from tansiq.record.body import encode_body
from tansiq.terms.languages import Language


@pytest.fixture
def nodes(tmp_path: Path) -> dict[str, Node]:
    return make_nodes(tmp_path)


@pytest.fixture
def parts(nodes: dict[str, Node]) -> ProofParts:
    return make_parts(nodes)


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
