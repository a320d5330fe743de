"""A node's keys and statements for tests: real keys, a real card."""

from dataclasses import dataclass
from pathlib import Path

from tansiq.ledger import sign
from tansiq.ledger.cards import Card, HpkeKey, LogKey, RelyingParty, sign_root, statement_digest
from tansiq.ledger.keystore import KeyStore

TIME = "2026-11-23T12:00:00Z"


@dataclass
class Node:
    """One agency: its key store, its root seed and its statements so far."""

    store: KeyStore
    root_seed: bytes
    statements: list[bytes]

    @property
    def name(self) -> str:
        return self.store.node

    def card(self, **changes: object) -> Card:
        parts = self.store.public_parts()
        fields: dict[str, object] = {
            "node": self.name,
            "number": len(self.statements) + 1,
            "prev": self.prev,
            "time": TIME,
            "name": {"en": f"Agency of {self.name}"},
            "root": sign.public_key(self.root_seed),
            "log_keys": tuple(LogKey(*one) for one in parts.log_keys),
            "hpke": tuple(HpkeKey(*one) for one in parts.hpke),
            "witness": parts.witness,
            "tls_cert": parts.tls_cert,
            "age": parts.age,
            "url": f"https://{self.name}.example:8443",
            "rp": RelyingParty("example.org", ("https://example.org",)),
            "software": "tansiq 0.1.0",
        }
        return Card(**{**fields, **changes})

    @property
    def prev(self) -> str:
        return statement_digest(self.statements[-1]) if self.statements else ""

    def publish(self, **changes: object) -> bytes:
        signed = sign_root(self.card(**changes), self.root_seed)
        self.statements.append(signed)
        return signed


def make_node(folder: Path, name: str) -> Node:
    node = Node(KeyStore.create(folder / name, name), sign.generate_seed(), [])
    node.publish()
    return node
