"""Root statements to start from, and what a root key can be made to sign."""

from tests.unit.ledger.nodes import TIME, Node

from tansiq.ledger import cards, dsse, sign
from tansiq.ledger.cards import LastHead, Revocation
from tansiq.record import canonical

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"


def signed_again(statement: dict[str, object], seed: bytes) -> bytes:
    payload = canonical.encode(statement)
    signature = sign.sign(seed, dsse.pae(cards.PAYLOAD_TYPE, payload))
    return dsse.wrap(cards.PAYLOAD_TYPE, payload, [(sign.key_id(sign.public_key(seed)), signature)])


def payload(statement: bytes) -> dict[str, object]:
    found = canonical.decode(dsse.unwrap(statement)[1])
    assert isinstance(found, dict)
    return found


def next_fields(node: Node) -> dict[str, object]:
    return {"node": node.name, "number": len(node.statements) + 1, "prev": node.prev, "time": TIME}


def revocation(node: Node, last: dict[str, tuple[int, str]], epoch: int = 1) -> bytes:
    heads = tuple(LastHead(origin, size, root) for origin, (size, root) in last.items())
    made = Revocation(**next_fields(node), epoch=epoch, last=heads, reason="key stolen")
    node.statements.append(cards.sign_root(made, node.root_seed))
    return node.statements[-1]
