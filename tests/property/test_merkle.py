"""Merkle rules that hold for every tree, order of growth and change of a proof."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.ledger import merkle
from tansiq.ledger.merkle import Frontier, Tree, leaf_hash

MOST = 3000
LEAVES = [leaf_hash(n.to_bytes(4, "big")) for n in range(MOST)]
TREE = Tree.of(LEAVES)
OTHER = Tree.of(hashlib.sha256(leaf).digest() for leaf in LEAVES)

SIZES = st.integers(1, MOST)


@settings(deadline=None)
@given(steps=st.lists(st.integers(0, 700), max_size=12))
def test_growth_in_any_steps_gives_one_root(steps: list[int]) -> None:
    frontier, tree, size = Frontier(), Tree(), 0
    for step in steps:
        chunk = LEAVES[size : size + step]
        size += len(chunk)
        frontier = Frontier.unpack(frontier.size, frontier.pack()).extend(chunk)
        tree.extend(chunk)
        assert frontier.root() == tree.root() == TREE.root(size)
        assert frontier == tree.frontier()


@given(data=st.data(), size=SIZES)
def test_every_leaf_of_every_size_is_proven_at_its_place_alone(
    data: st.DataObject, size: int
) -> None:
    index = data.draw(st.integers(0, size - 1))
    elsewhere = data.draw(st.integers(0, size - 1))
    proof, root = TREE.inclusion(index, size), TREE.root(size)
    assert merkle.verify_inclusion(index, size, LEAVES[index], proof, root)
    assert merkle.verify_inclusion(elsewhere, size, LEAVES[index], proof, root) == (
        elsewhere == index
    )
    assert not merkle.verify_inclusion(index, size, LEAVES[index], proof, OTHER.root(size))


@given(data=st.data(), size=SIZES)
def test_a_proof_with_one_bit_or_step_changed_is_refused(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof, root = TREE.inclusion(index, size), TREE.root(size)
    changed = list(proof)
    kind = data.draw(st.sampled_from(["flip", "drop", "repeat", "swap"] if proof else ["repeat"]))
    at = data.draw(st.integers(0, max(len(proof) - 1, 0)))
    if kind == "flip":
        bit = data.draw(st.integers(0, 255))
        raw = bytearray(changed[at])
        raw[bit // 8] ^= 1 << bit % 8
        changed[at] = bytes(raw)
    elif kind == "drop":
        del changed[at]
    elif kind == "repeat":
        changed.insert(at, proof[at] if proof else root)
    else:
        changed.reverse()
    accepted = merkle.verify_inclusion(index, size, LEAVES[index], changed, root)
    assert accepted == (changed == proof)


@given(data=st.data(), newer=SIZES)
def test_every_older_head_is_a_prefix_and_no_other_head_is(data: st.DataObject, newer: int) -> None:
    older = data.draw(st.integers(1, newer))
    proof = TREE.consistency(older, newer)
    roots = TREE.root(older), TREE.root(newer)
    check = merkle.verify_consistency
    assert check(older, newer, *roots, proof)
    assert not check(older, newer, OTHER.root(older), roots[1], proof)
    assert not check(older, newer, roots[0], OTHER.root(newer), proof)
    claimed = data.draw(st.integers(0, newer))
    assert not check(claimed, newer, roots[0], OTHER.root(newer), proof)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        assert not check(older, newer, *roots, [*proof[:at], b"\0" * 32, *proof[at + 1 :]])
        assert not check(older, newer, *roots, proof[:at] + proof[at + 1 :])


@given(data=st.data(), newer=SIZES)
def test_a_proof_fixes_the_older_root_so_two_histories_are_always_exposed(
    data: st.DataObject, newer: int
) -> None:
    """Requirement 11.1: also against a copy of the log that a partner holds."""
    older = data.draw(st.integers(1, newer))
    proof = OTHER.consistency(older, newer)
    assert merkle.verify_consistency(older, newer, OTHER.root(older), OTHER.root(newer), proof)
    assert not merkle.verify_consistency(older, newer, TREE.root(older), OTHER.root(newer), proof)


@given(
    index=st.integers(-5, 50),
    size=st.integers(-5, 50),
    proof=st.lists(st.binary(max_size=40) | st.binary(min_size=32, max_size=32), max_size=12),
)
def test_no_input_makes_the_verifiers_fail_or_accept_noise(
    index: int, size: int, proof: list[bytes]
) -> None:
    root = hashlib.sha256(b"nobody's root").digest()
    assert not merkle.verify_inclusion(index, size, LEAVES[0], proof, root)
    assert not merkle.verify_consistency(index, size, LEAVES[0], root, proof)
