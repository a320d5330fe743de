"""Published Merkle proofs, good and bad, and pymerkle as an oracle for roots and proofs."""

import base64
import json
from collections import Counter
from pathlib import Path

import pytest
from pymerkle import (  # type: ignore[import-untyped]
    InmemoryTree,
    verify_consistency,
    verify_inclusion,
)
from pymerkle.proof import (  # type: ignore[import-untyped]
    ConsistencyProof,
    InclusionProof,
    InvalidProof,
)

from tansiq.ledger import merkle
from tansiq.ledger.merkle import Tree, leaf_hash

pytestmark = pytest.mark.conformance

MOST = 130
ENTRIES = [b"entry %d" % n for n in range(MOST)]
TREE = Tree.of(map(leaf_hash, ENTRIES))


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def verdict(case: dict[str, object]) -> bool | None:
    """Ask our verifier; None for what it has no word for: subtrees that are no prefix, or empty."""
    case = {"proof": None, **case}
    proof = [raw(step) for step in case["proof"] or ()]  # type: ignore[attr-defined]
    number = {key: value for key, value in case.items() if isinstance(value, int)}
    text = {key: raw(value) for key, value in case.items() if key in HASHES}  # type: ignore[arg-type]
    if "size2" in case:
        sizes = number["size1"], number["size2"]
        return merkle.verify_consistency(*sizes, text["root1"], text["root2"], proof)
    if "treeSize" in case:
        place = number["leafIdx"], number["treeSize"]
        return merkle.verify_inclusion(*place, text["leafHash"], proof, text["root"])
    if "leafIdx" in case:
        place = number["leafIdx"] - number["start"], number["end"] - number["start"]
        return merkle.verify_inclusion(*place, text["leafHash"], proof, text["root"])
    if number["start"] == 0 and number["end"] > 0:
        sizes = number["end"], number["size"]
        return merkle.verify_consistency(*sizes, text["root1"], text["root2"], proof)
    return None


HASHES = ("root", "root1", "root2", "leafHash")


def test_the_published_proofs_get_the_published_verdicts(shared_data: Path) -> None:
    """transparency-dev/merkle: inclusion and consistency, `wantErr` says what is right."""
    lines = (shared_data / "vectors/merkle/proofs.jsonl").read_text().splitlines()
    cases = [json.loads(line) for line in lines]
    seen: Counter[str] = Counter()
    for case in cases:
        found = verdict(case)
        kind = str(case["path"]).partition("/")[0]
        seen[f"{kind} {'outside' if found is None else 'judged'}"] += 1
        assert found in {None, not case["wantErr"]}, case["path"]
    assert len(cases) == 518
    assert seen == EXPECTED


EXPECTED = {
    "consistency judged": 98,
    "inclusion judged": 98,
    "subtreeinclusion judged": 204,
    "subtreeconsistency judged": 91,
    "subtreeconsistency outside": 27,
}


@pytest.fixture(scope="module")
def oracle() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return tree


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_our_roots_and_audit_paths_are_pymerkles(oracle: InmemoryTree, size: int) -> None:
    assert oracle.get_root(size) == TREE.root(size)
    for index in range(0, size, 7):
        theirs = oracle.prove_inclusion(index + 1, size)
        assert theirs.path == [leaf_hash(ENTRIES[index]), *TREE.inclusion(index, size)]


def test_pymerkle_accepts_our_proofs_and_refuses_changed_ones(oracle: InmemoryTree) -> None:
    for size in (2, 3, 64, 100, MOST):
        for index in (0, size // 2, size - 1):
            rule = oracle.prove_inclusion(index + 1, size).rule
            leaf, root, path = (
                leaf_hash(ENTRIES[index]),
                TREE.root(size),
                TREE.inclusion(index, size),
            )
            ours = InclusionProof("sha256", True, size, index + 1, rule, [leaf, *path])
            verify_inclusion(leaf, root, ours, index=index + 1, size=size)
            changed = InclusionProof(
                "sha256", True, size, index + 1, rule, [leaf, b"x" * 32, *path[1:]]
            )
            with pytest.raises(InvalidProof):
                verify_inclusion(leaf, root, changed)


def test_pymerkle_agrees_that_our_older_roots_are_prefixes(oracle: InmemoryTree) -> None:
    for size in (2, 3, 64, 100, MOST):
        for older in range(1, size, 9):
            theirs: ConsistencyProof = oracle.prove_consistency(older, size)
            verify_consistency(TREE.root(older), TREE.root(size), theirs)
            with pytest.raises(InvalidProof):
                verify_consistency(TREE.root(older), leaf_hash(b"other"), theirs)
