import threading
from collections.abc import Sequence

import pytest

from tansiq.ledger import witness
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.merkle import EMPTY_ROOT, Tree, leaf_hash
from tansiq.ledger.sign import public_key
from tansiq.terms.errors import Conflict, Damaged, Invalid, TansiqError

ORIGIN = "rabat/case:atlas/g1/e1"
TREE = Tree.of(leaf_hash(n.to_bytes(4, "big")) for n in range(100))
OTHER = Tree.of(leaf_hash(n.to_bytes(4, "big")) for n in range(1000, 1100))
SEED = b"\x31" * 32


def head(size: int, tree: Tree = TREE) -> Checkpoint:
    return Checkpoint(ORIGIN, size, tree.root(size))


def code_of(
    seen: Checkpoint | None, old: int, offered: Checkpoint, proof: Sequence[bytes]
) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(TansiqError) as answer:
        witness.advance(seen, old, offered, proof)
    return answer.value.code, answer.value.facts


def test_a_log_never_seen_starts_at_size_zero_without_proof() -> None:
    """T12: "a client MAY initially make a request with a old size of zero"."""
    assert witness.advance(None, 0, head(7), []) == head(7)


def test_a_client_that_asks_from_zero_is_told_the_recorded_size() -> None:
    """T12: 409 Conflict with the tree size of the latest cosigned checkpoint."""
    with pytest.raises(Conflict) as answer:
        witness.advance(head(20), 0, head(30), [])
    assert (answer.value.code, answer.value.facts["size"]) == ("witness_size", 20)
    size = int(answer.value.facts["size"])
    assert witness.advance(head(20), size, head(30), TREE.consistency(size, 30)) == head(30)


def test_the_same_head_may_be_offered_again() -> None:
    """T12: equal sizes, equal roots, empty proof: cosigned again."""
    assert witness.advance(head(20), 20, head(20), []) == head(20)
    assert witness.advance(None, 0, head(0), []) == head(0)


def test_the_same_size_with_another_root_is_never_cosigned() -> None:
    with pytest.raises(Damaged) as answer:
        witness.advance(head(20), 20, head(20, OTHER), [])
    assert answer.value.code == "witness_root"


def test_an_old_size_above_the_head_is_a_bad_request_before_anything_else() -> None:
    assert code_of(head(20), 31, head(30), [])[0] == "witness_old_size"
    assert code_of(head(20), -1, head(30), [])[0] == "witness_old_size"


def test_a_head_smaller_than_the_recorded_one_rolls_nothing_back() -> None:
    assert code_of(head(20), 5, head(10), TREE.consistency(5, 10)) == (
        "witness_size",
        {"origin": ORIGIN, "size": 20},
    )


def test_a_size_of_zero_needs_the_root_of_the_empty_tree() -> None:
    bad = Checkpoint(ORIGIN, 0, TREE.root(1))
    assert code_of(None, 0, bad, [])[0] == "witness_proof"
    assert witness.advance(None, 0, Checkpoint(ORIGIN, 0, EMPTY_ROOT), []).size == 0


def test_a_proof_beside_old_size_zero_is_refused() -> None:
    assert code_of(None, 0, head(30), [TREE.root(1)])[0] == "witness_proof"


def test_another_history_is_not_cosigned() -> None:
    assert code_of(head(20), 20, head(30, OTHER), OTHER.consistency(20, 30))[0] == "witness_proof"
    assert code_of(head(20), 20, head(30), TREE.consistency(19, 30))[0] == "witness_proof"
    assert code_of(head(20), 20, head(30), [])[0] == "witness_proof"
    assert code_of(head(20), 20, head(30), [TREE.root(1)] * 64)[0] == "witness_proof"


def test_a_head_of_another_log_is_not_compared_with_this_one() -> None:
    other = Checkpoint("rabat/case:rif/g1/e1", 30, TREE.root(30))
    assert code_of(head(20), 20, other, TREE.consistency(20, 30))[0] == "witness_origin"


def test_the_race_of_the_specification_cannot_roll_back() -> None:
    """T12: A with N and B with N+K are both checked; B is stored first; A must then fail."""
    recorded = head(20)
    a = (20, head(25), TREE.consistency(20, 25))
    b = (20, head(40), TREE.consistency(20, 40))
    assert witness.advance(recorded, *a) == head(25)  # 1. A is checked
    assert witness.advance(recorded, *b) == head(40)  # 2. B is checked
    recorded = witness.advance(recorded, *b)  # 3.-4. B is stored, and answered
    with pytest.raises(Conflict) as answer:  # 5. A is checked again in its own transaction
        witness.advance(recorded, *a)
    assert answer.value.facts["size"] == 40


def test_many_requests_at_once_never_shrink_the_record() -> None:
    """T12 with threads: whoever records compares and swaps under one lock, as a database would."""
    lock, recorded, history = threading.Lock(), [head(1)], [1]

    def client(step: int) -> None:
        for size in range(2, 101, step):
            with lock:
                old = recorded[0].size
            if old > size:
                continue
            proof = TREE.consistency(old, size)
            with lock:
                try:
                    recorded[0] = witness.advance(recorded[0], old, head(size), proof)
                except Conflict as moved:
                    history.append(int(moved.facts["size"]))
                else:
                    history.append(recorded[0].size)

    threads = [threading.Thread(target=client, args=(step,)) for step in (1, 2, 3, 5, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history == sorted(history)
    assert recorded[0] == head(100)


def test_a_cosignature_says_who_when_and_which_head() -> None:
    line = witness.cosign(head(9).body(), witness.key_name("madrid"), SEED, 1_795_456_800)
    assert line.startswith("— madrid/w ")
    check = witness.check_cosignature
    assert check(head(9).body(), line, "madrid/w", public_key(SEED)) == 1_795_456_800
    for body, name, key in (
        (head(8).body(), "madrid/w", public_key(SEED)),
        (head(9).body(), "lisbon/w", public_key(SEED)),
        (head(9).body(), "madrid/w", public_key(b"\x32" * 32)),
    ):
        with pytest.raises(Damaged) as refused:
            check(body, line, name, key)
        assert refused.value.code == "cosignature"


@pytest.mark.parametrize("time", [0, -1, 253_402_300_800, 2**63])
def test_a_cosignature_without_a_time_is_never_made(time: int) -> None:
    with pytest.raises(Invalid):
        witness.cosign(head(9).body(), "madrid/w", SEED, time)
