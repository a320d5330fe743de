import pytest

from tansiq.exchange.heads import Standing, compare, frozen_position
from tansiq.ledger import sign
from tansiq.ledger.checkpoint import Checkpoint, sign_checkpoint
from tansiq.ledger.fork import verify_fork
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.terms.errors import Damaged

SEED = b"\x05" * 32
PUBLIC = sign.public_key(SEED)
ORIGIN = "rabat/desk:madrid~rabat/g1/e1"


def history(count: int, *, fork_at: int | None = None) -> Tree:
    other = count if fork_at is None else fork_at
    names = [f"a{i}" if i < other else f"b{i}" for i in range(count)]
    return Tree.of([leaf_hash(name.encode()) for name in names])


def head(tree: Tree, size: int | None = None) -> str:
    at = tree.size if size is None else size
    return sign_checkpoint(Checkpoint(ORIGIN, at, tree.root(at)), SEED)


def test_the_same_head_is_the_same() -> None:
    ours = history(7)
    assert compare(head(ours), PUBLIC, ours, [head(ours)]).standing is Standing.SAME


def test_a_smaller_head_of_our_history_is_behind_and_a_larger_one_ahead() -> None:
    ours = history(7)
    assert compare(head(ours, 3), PUBLIC, ours, [head(ours)]).standing is Standing.BEHIND
    assert compare(head(history(9)), PUBLIC, ours, [head(ours)]).standing is Standing.AHEAD


def test_another_root_at_our_size_is_a_fork_that_anybody_can_check() -> None:
    ours, theirs = history(7), history(7, fork_at=4)
    verdict = compare(head(theirs), PUBLIC, ours, [head(ours)])
    assert verdict.standing is Standing.FORKED
    assert verdict.proof is not None
    assert verify_fork(verdict.proof, PUBLIC)


def test_a_smaller_head_of_another_history_is_a_fork_with_a_consistency_proof() -> None:
    ours, theirs = history(9), history(6, fork_at=4)
    verdict = compare(head(theirs), PUBLIC, ours, [head(ours)])
    assert verdict.standing is Standing.FORKED
    assert verdict.proof is not None
    assert verify_fork(verdict.proof, PUBLIC)


def test_a_head_that_disagrees_without_a_signed_head_above_it_is_suspect_not_same() -> None:
    ours, theirs = history(9), history(6, fork_at=4)
    assert compare(head(theirs), PUBLIC, ours, [head(ours, 3)]).standing is Standing.SUSPECT


def test_nobody_is_framed_by_a_head_another_key_signed() -> None:
    ours = history(7)
    forged = sign_checkpoint(Checkpoint(ORIGIN, 7, b"\x01" * 32), b"\x06" * 32)
    with pytest.raises(Damaged) as caught:
        compare(forged, PUBLIC, ours, [head(ours)])
    assert caught.value.code == "checkpoint_signature"


def test_a_forked_log_counts_up_to_what_another_member_cosigned() -> None:
    assert frozen_position([2, 5, 11], size=8) == 5
    assert frozen_position([], size=8) == 0
