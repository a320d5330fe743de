import hashlib

import pytest

from tansiq.ledger import merkle
from tansiq.ledger.merkle import EMPTY_ROOT, Frontier, Tree
from tansiq.terms.errors import Damaged, Invalid

MOST = 70
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(MOST)]
TREE = Tree.of(LEAVES)


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """RFC 6962 section 2.1.2, word for word."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def test_hashes_separate_leaves_from_nodes() -> None:
    assert merkle.leaf_hash(b"ab") == hashlib.sha256(b"\0ab").digest()
    assert merkle.node_hash(b"a", b"b") == hashlib.sha256(b"\1ab").digest()
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT


@pytest.mark.parametrize("size", range(MOST + 1))
def test_roots_and_proofs_are_those_of_rfc_6962(size: int) -> None:
    """Every proof a standard verifier would compute."""
    leaves = LEAVES[:size]
    root = mth(leaves)
    assert TREE.root(size) == Frontier().extend(leaves).root() == root
    assert TREE.frontier(size) == Frontier().extend(leaves)
    for index in range(size):
        proof = TREE.inclusion(index, size)
        assert proof == path(index, leaves)
        assert merkle.verify_inclusion(index, size, LEAVES[index], proof, root)
    for older in range(1, size):
        proof = TREE.consistency(older, size)
        assert proof == subproof(older, leaves, True)
        assert merkle.verify_consistency(older, size, TREE.root(older), root, proof)


@pytest.mark.parametrize("size", [2, 3, 7, 8, 21, 64, 70])
def test_a_proof_holds_for_nothing_but_its_own_leaf_place_size_and_root(size: int) -> None:
    root = TREE.root(size)
    for index in range(size):
        proof = TREE.inclusion(index, size)
        leaf = LEAVES[index]
        other = LEAVES[(index + 1) % size]
        assert not merkle.verify_inclusion(index, size, other, proof, root)
        assert not merkle.verify_inclusion((index + 1) % size, size, leaf, proof, root)
        assert not merkle.verify_inclusion(index, size, leaf, proof, TREE.root(size - 1))
        assert not merkle.verify_inclusion(index, size, leaf, proof[:-1], root)
        assert not merkle.verify_inclusion(index, size, leaf, [*proof, other], root)
        assert not merkle.verify_inclusion(index, size, leaf, [*proof[:-1], b"short"], root)
        assert not merkle.verify_inclusion(index + size, size, leaf, proof, root)
        assert not merkle.verify_inclusion(-1, size, leaf, proof, root)


@pytest.mark.parametrize("size", [2, 3, 7, 8, 21, 64, 70])
def test_a_consistency_proof_shows_nothing_but_its_own_two_heads(size: int) -> None:
    root = TREE.root(size)
    for older in range(1, size):
        proof, old_root = TREE.consistency(older, size), TREE.root(older)
        assert not merkle.verify_consistency(older, size, LEAVES[-1], root, proof)
        assert not merkle.verify_consistency(older, size, old_root, EMPTY_ROOT, proof)
        assert not merkle.verify_consistency(older, size, old_root, root, proof[:-1])
        assert not merkle.verify_consistency(older, size, old_root, root, [*proof, root])
        assert not merkle.verify_consistency(size, older, root, old_root, proof)
        assert not merkle.verify_consistency(older, size, old_root, root, [*proof[:-1], b"x"])


def test_the_empty_tree_is_a_prefix_of_every_tree_and_needs_no_proof() -> None:
    """C2SP tlog-witness, add-checkpoint."""
    assert TREE.consistency(0, 5) == []
    assert merkle.verify_consistency(0, 5, EMPTY_ROOT, TREE.root(5), [])
    assert merkle.verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not merkle.verify_consistency(0, 5, EMPTY_ROOT, TREE.root(5), [LEAVES[0]])
    assert not merkle.verify_consistency(0, 5, TREE.root(5), TREE.root(5), [])
    assert not merkle.verify_consistency(0, 0, LEAVES[0], LEAVES[0], [])


def test_equal_heads_agree_without_proof_and_different_ones_never() -> None:
    assert merkle.verify_consistency(5, 5, TREE.root(5), TREE.root(5), [])
    assert not merkle.verify_consistency(5, 5, TREE.root(5), TREE.root(6), [])
    assert not merkle.verify_consistency(5, 5, TREE.root(5), TREE.root(5), [LEAVES[0]])


def test_a_frontier_survives_storage_and_goes_on_where_it_stopped() -> None:
    for cut in range(MOST):
        before = Frontier().extend(LEAVES[:cut])
        stored = Frontier.unpack(cut, before.pack())
        assert stored == before
        assert stored.extend(iter(LEAVES[cut:])).root() == TREE.root()


@pytest.mark.parametrize(("size", "packed"), [(3, b"x" * 32), (1, b""), (-1, b""), (0, b"x" * 32)])
def test_a_stored_frontier_of_the_wrong_length_is_damage(size: int, packed: bytes) -> None:
    with pytest.raises(Damaged) as found:
        Frontier.unpack(size, packed)
    assert found.value.code == "frontier_malformed"


def test_a_tree_grows_by_any_steps_to_the_same_hashes() -> None:
    for step in (1, 2, 3, 7, 64):
        tree = Tree()
        for at in range(0, MOST, step):
            tree.extend(LEAVES[at : at + step])
            tree.extend([])
        assert tree.size == MOST
        assert [tree.root(n) for n in range(MOST + 1)] == [TREE.root(n) for n in range(MOST + 1)]


def test_what_is_not_a_leaf_hash_is_refused() -> None:
    with pytest.raises(Invalid):
        Tree.of([b"entry text instead of its hash"])
    with pytest.raises(Invalid):
        Frontier().extend([LEAVES[0], b""])


def test_no_proof_is_made_beyond_the_tree() -> None:
    for ask in (
        lambda: TREE.inclusion(5, 5),
        lambda: TREE.inclusion(-1, 5),
        lambda: TREE.inclusion(0, MOST + 1),
        lambda: TREE.consistency(6, 5),
        lambda: TREE.consistency(-1, 5),
        lambda: TREE.root(MOST + 1),
        lambda: TREE.root(-1),
        lambda: TREE.node(0, -1),
        lambda: TREE.node(9, 0),
    ):
        with pytest.raises(Invalid) as refused:
            ask()
        assert refused.value.code == "proof_out_of_range"


def test_an_older_proof_asked_between_newer_ones_is_still_right() -> None:
    tree = Tree.of(LEAVES[:13])
    assert tree.inclusion(12, 13) == path(12, LEAVES[:13])
    tree.extend(LEAVES[13:29])
    for size in (29, 13, 27, 13, 29):
        assert tree.inclusion(5, size) == path(5, LEAVES[:size])
