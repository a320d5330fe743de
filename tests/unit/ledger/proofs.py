"""A proof file to start from: the fourth of nine entries, cosigned by a partner."""

from pathlib import Path

from tests.unit.ledger.nodes import TIME, Node, make_node

from tansiq.ledger import checkpoint, cosignature, entry, sign
from tansiq.ledger.cards import fingerprint, fingerprint_words
from tansiq.ledger.merkle import Tree
from tansiq.ledger.proof_file import ProofParts, policy_of
from tansiq.ledger.ring import KeyRing
from tansiq.ledger.tlog_proof import TlogProof
from tansiq.record.body import encode_body
from tansiq.terms.ids import new_class_id, new_record_id

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


def make_nodes(tmp_path: Path) -> dict[str, Node]:
    return {name: make_node(tmp_path, name) for name in ("madrid", "rabat")}


def make_parts(nodes: dict[str, Node]) -> ProofParts:
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
