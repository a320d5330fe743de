"""Proof files for people at a page: taken out as bytes, and checked in words.

Promises: taking one out is allowed and noted as `tansiq proof export` does it; checking needs
nothing but the file and the fingerprints of the agencies this node has enrolled, and keeps nothing.
"""

from pathlib import Path

from tansiq.exchange.verify import verify_data
from tansiq.ledger.cards import fingerprint_words
from tansiq.ledger.findings import Findings
from tansiq.ledger.proof_file import SUFFIX
from tansiq.node import logs
from tansiq.node.compose import Node
from tansiq.node.reading import Reader


def taken(node: Node, reader: Reader, entry: str, *, with_key: bool) -> tuple[str, bytes]:
    """The name and the bytes of the proof of an entry; as `logs.export_proof` refuses."""
    wish = logs.ProofWanted(entry, Path(), with_key)
    made, data = logs.proof_of(node, reader, wish)
    return f"{made.origin.replace('/', '_').replace(':', '-')}-{made.seq}{SUFFIX}", data


def checked(node: Node, data: bytes) -> Findings:
    """What a proof file or a bundle proves, by the fingerprints this node knows."""
    with node.store.reading() as tx:
        ring = node.ring(tx)
    anchors = {str(one): fingerprint_words(ring.root(one)) for one in ring.nodes()}
    return verify_data(data, anchors)
