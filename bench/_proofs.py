"""How fast trees grow and proofs are made and checked, for `bench/ledger.py`; pymerkle beside it.

Every figure is items per second on one core, the fastest of several rounds; every proof that is
counted was verified in the same run.
"""

import json
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import sha256

from tansiq.ledger import checkpoint as heads
from tansiq.ledger import cosignature, sign
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.merkle import (
    Frontier,
    Tree,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from tansiq.ledger.tlog_proof import TlogProof, parse_proof

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"
ROUNDS = 3
BATCH = 1_000
PROOFS = 20_000
SIGNATURES = 4_000
AUDITED = 100_000
PEER_LEAVES = 100_000
PEER_PROOFS = 3_000


def rate(work: Callable[[], object], count: int, rounds: int = ROUNDS) -> int:
    """Return items per second of the fastest of several rounds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return round(count / min(times))


def leaves(count: int) -> list[bytes]:
    """Return leaf hashes that differ; hashing entries is measured apart, as `audit`."""
    return [sha256(n.to_bytes(8, "big")).digest() for n in range(count)]


def grow(hashes: Sequence[bytes]) -> Tree:
    """Grow a tree in batches, as the append path does."""
    tree = Tree()
    for at in range(0, len(hashes), BATCH):
        tree.extend(hashes[at : at + BATCH])
    return tree


def grow_edge(hashes: Sequence[bytes]) -> Frontier:
    """Grow a frontier in batches, as a receiver does."""
    edge = Frontier()
    for at in range(0, len(hashes), BATCH):
        edge = edge.extend(hashes[at : at + BATCH])
    return edge


def measure_tree(count: int) -> dict[str, int]:
    """Return the figures of one tree of `count` leaves."""
    hashes = leaves(count)
    tree = grow(hashes)
    root = tree.root()
    assert grow_edge(hashes).root() == root
    chance = random.Random(count)
    places = [chance.randrange(1, count) for _ in range(PROOFS)]
    paths = [tree.inclusion(place, count) for place in places]
    steps = [tree.consistency(place, count) for place in places]
    older = [tree.root(place) for place in places]

    def check_inclusion() -> None:
        for place, path in zip(places, paths, strict=True):
            assert verify_inclusion(place, count, hashes[place], path, root)

    def check_consistency() -> None:
        for place, old, step in zip(places, older, steps, strict=True):
            assert verify_consistency(place, count, old, root, step)

    return {
        "tree_leaves": rate(lambda: grow(hashes), count),
        "frontier_leaves": rate(lambda: grow_edge(hashes), count),
        "inclusion": rate(lambda: [tree.inclusion(place, count) for place in places], PROOFS),
        "inclusion_verified": rate(check_inclusion, PROOFS),
        "consistency": rate(lambda: [tree.consistency(place, count) for place in places], PROOFS),
        "consistency_verified": rate(check_consistency, PROOFS),
        "longest_path_hashes": max(map(len, paths)),
    }


def measure_signatures() -> dict[str, int]:
    """Return the figures of signatures over 1 KiB, heads, cosignatures and whole proof texts."""
    seed = sign.generate_seed()
    public, message = sign.public_key(seed), os.urandom(1024)
    signature = sign.sign(seed, message)
    tree = Tree.of(leaves(PEER_LEAVES))
    head = Checkpoint(ORIGIN, tree.size, tree.root())
    note, body = heads.sign_checkpoint(head, seed), head.body()
    text = TlogProof(7, tuple(tree.inclusion(7)), note).encode()
    leaf = leaves(8)[7]
    assert heads.open_checkpoint(note, ORIGIN, public) == head

    def times(work: Callable[[], object]) -> int:
        return rate(lambda: [work() for _ in range(SIGNATURES)], SIGNATURES)

    return {
        "sign": times(lambda: sign.sign(seed, message)),
        "verify": times(lambda: sign.verify(public, signature, message)),
        "checkpoint_signed": times(lambda: heads.sign_checkpoint(head, seed)),
        "checkpoint_opened": times(lambda: heads.open_checkpoint(note, ORIGIN, public)),
        "cosigned": times(lambda: cosignature.cosign(body, "madrid/w", seed, 1_795_456_800)),
        "tlog_proof_verified": times(lambda: parse_proof(text).verify(leaf, ORIGIN, public)),
        "tlog_proof_bytes": len(text),
    }


def measure_audit() -> dict[str, int]:
    """Return how fast a whole log is checked by its hashes alone, with entries of 1.2 kB."""
    entries = [os.urandom(12) * 100 for _ in range(AUDITED)]
    root = Tree.of(map(leaf_hash, entries)).root()

    def audit() -> None:
        assert Frontier().extend(map(leaf_hash, entries)).root() == root

    return {"audit_entries": rate(audit, AUDITED)}


def measure_pymerkle() -> dict[str, int | str]:
    """Return the same of pymerkle, held in memory; its roots are ours."""
    try:
        import pymerkle  # type: ignore[import-untyped]  # noqa: PLC0415 - absent outside CI
    except ImportError:
        return {"absent": "pymerkle is not installed: uv sync --group conformance"}
    data = [n.to_bytes(8, "big") for n in range(PEER_LEAVES)]
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    growth = rate(lambda: [tree.append_entry(one) for one in data], PEER_LEAVES, rounds=1)
    assert tree.get_root() == Tree.of(map(leaf_hash, data)).root()
    chance = random.Random(PEER_LEAVES)
    places = [chance.randrange(1, PEER_LEAVES) for _ in range(PEER_PROOFS)]

    def prove(kind: Callable[[int, int], object]) -> int:
        return rate(lambda: [kind(place, PEER_LEAVES) for place in places], PEER_PROOFS)

    return {
        "leaves": growth,
        "inclusion": prove(tree.prove_inclusion),
        "consistency": prove(tree.prove_consistency),
        "version": str(pymerkle.__version__),
    }


def measure(sizes: Sequence[int] = (100_000, 1_000_000)) -> dict[str, object]:
    """Return all figures, per second."""
    return {
        **{f"tree_of_{count}": measure_tree(count) for count in sizes},
        "signatures": measure_signatures(),
        "audit": measure_audit(),
        f"pymerkle_{PEER_LEAVES}": measure_pymerkle(),
    }


if __name__ == "__main__":
    facts = {"python": platform.python_version(), "machine": platform.machine()}
    sys.stdout.write(json.dumps(facts | measure(), indent=2) + "\n")
