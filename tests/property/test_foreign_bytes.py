"""Every parser of bytes that a partner wrote: a refusal of ours or a value, within bounds.

Seeded byte and shape mutations of a valid input, and inputs that are bombs. The shape mutations
are signed anew where the format is signed, so that they reach what lies behind the signature.
"""

import random
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import pytest
from tests.property.foreign_bytes import BOMBS, damaged, outcome, shapes
from tests.unit.exchange.test_bundle import CONTENT, packed
from tests.unit.ledger import test_fork as forks
from tests.unit.ledger import test_policy as policies
from tests.unit.ledger.nodes import TIME, Node
from tests.unit.ledger.proofs import ORIGIN, WIRE, make_nodes, make_parts
from tests.unit.ledger.root_statements import revocation
from tests.unit.ledger.test_membership import signer

from tansiq.exchange import bundle, channel_line, channels, members, receipts, tar, transport_http
from tansiq.exchange.receipts import Note
from tansiq.ledger import (
    acts,
    age,
    cards,
    checkpoint,
    classes,
    dsse,
    entry,
    fork,
    membership,
    note,
    policy,
    proof_file,
    sign,
    tlog_proof,
)
from tansiq.ledger.ring import KeyRing
from tansiq.record import canonical
from tansiq.record.body import decode_body, encode_body
from tansiq.terms.ids import Origin, node_id

BYTES, SHAPES = 300, 300
SECONDS = 2.0
MEMORY = 64 << 20
"""What one input may take beyond itself: a bundle declares up to 256 MiB, these declare less."""


@dataclass(frozen=True)
class Target:
    """A parser, a valid input, and the key that signs its shape mutations anew."""

    parse: Callable[[bytes], object]
    data: bytes
    seed: bytes | None = None


@dataclass(frozen=True)
class Stage:
    """Two nodes whose keys are known, and what they signed."""

    nodes: dict[str, Node]
    ring: KeyRing

    @property
    def seed(self) -> bytes:
        return self.nodes["rabat"].store.log_seed(1)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    nodes = make_nodes(tmp_path_factory.mktemp("nodes"))
    return Stage(nodes, KeyRing().add_all([one.statements[0] for one in nodes.values()]))


def root_targets(stage: Stage) -> dict[str, Target]:
    rabat = stage.nodes["rabat"]
    card, root = rabat.statements[0], rabat.root_seed
    following = revocation(rabat, {ORIGIN: (3, "00" * 32)})
    rabat.statements.pop()
    return {
        "card": Target(cards.read_root, card, root),
        "card_under_a_known_root": Target(
            lambda data: cards.read_root(data, sign.public_key(root)), card, root
        ),
        "claims": Target(cards.claims, card, root),
        "ring_card": Target(stage.ring.add, card, root),
        "ring_first": Target(KeyRing().add, card, root),
        "ring_revocation": Target(stage.ring.add, following, root),
    }


def channel_targets(stage: Stage) -> dict[str, Target]:
    first = membership.first_statement("case:strait", ["madrid", "rabat"], "desk", TIME)
    part = membership.sign_part(first, signer(stage.nodes["rabat"]))
    line = channels.encode_line(channels.Generation(first, (part,), complete=False))
    act = membership.check_part(first, part, stage.ring)[1]
    return {
        "statement": Target(membership.read_statement, first.encode()),
        "part": Target(
            lambda data: membership.check_part(first, data, stage.ring), part, stage.seed
        ),
        "line": Target(channel_line.decode, line),
        "act": Target(
            lambda data: acts.read_act(canonical.decode(data)),  # type: ignore[arg-type]
            canonical.encode(act.wire()),
        ),
    }


def log_targets(stage: Stage) -> dict[str, Target]:
    parts = make_parts(stage.nodes)
    public = sign.public_key(stage.seed)
    parsed = entry.parse_entry(parts.entry)
    rabat = stage.nodes["rabat"].store
    hpke = {name: stage.ring.hpke(name) for name in stage.nodes}
    key = b"k" * 32
    opening = classes.class_opening(key, ORIGIN, hpke, "2030-01-01", "2031-01-01")

    def opened(data: bytes) -> object:
        extra = canonical.decode(data)
        return classes.open_slot(extra, ORIGIN, "rabat", rabat.hpke_private(hpke["rabat"][0]))  # type: ignore[arg-type]

    return {
        "entry": Target(entry.parse_entry, parts.entry, stage.seed),
        "entry_signature": Target(
            lambda data: entry.check_signature(entry.parse_entry(data), public), parts.entry
        ),
        "body_file": Target(
            lambda data: entry.open_with(parsed, data, parts.body_key or b""), parts.body or b""
        ),
        "record": Target(decode_body, encode_body(WIRE)),
        "slots": Target(opened, canonical.encode(opening)),
        "note": Target(note.parse, parts.proof.checkpoint.encode()),
        "checkpoint": Target(checkpoint.read_checkpoint, parts.proof.checkpoint.encode()),
        "open_checkpoint": Target(
            lambda data: checkpoint.open_checkpoint(data, ORIGIN, public),
            parts.proof.checkpoint.encode(),
        ),
        "cosigners": Target(
            lambda data: checkpoint.cosigners(data, stage.ring.witnesses()),
            parts.proof.checkpoint.encode(),
        ),
        "origin": Target(lambda data: Origin.parse(data.decode("latin-1")), ORIGIN.encode()),
        "node_id": Target(lambda data: node_id(data.decode("latin-1")), b"rabat"),
    }


def said_targets(stage: Stage) -> dict[str, Target]:
    said = Note(
        by=node_id("madrid"), origin=ORIGIN, number=3, time=TIME, received=9,
        rejected=((1, "entry_signature"),), parked=(2,), unopened=(4,), read=((5, 6),),
    )  # fmt: skip
    signed = receipts.sign_note(said, stage.seed)
    public = sign.public_key(stage.seed)
    return {
        "receipt": Target(receipts.read_note, signed, stage.seed),
        "open_receipt": Target(lambda data: receipts.open_note(data, [public]), signed, stage.seed),
        **{
            f"fork_{one.way}": Target(
                lambda data: fork.verify_fork(fork.decode(data), forks.PUBLIC), one.encode()
            )
            for one in forks.ALL
        },
        "envelope": Target(dsse.unwrap, signed),
        "canonical": Target(canonical.decode, canonical.encode({"a": [1, "b"]})),
        "reason": Target(transport_http._reason, b'{"code":"bundle_signature"}'),
    }


def file_targets(stage: Stage) -> dict[str, Target]:
    parts = make_parts(stage.nodes)
    whole = proof_file.write_proof_file(parts)
    plain = members.write(CONTENT)
    identity = age.new_identity()
    sealed = age.seal(b"text" * 30, age.recipient_of(identity))
    return {
        "tar": Target(lambda data: list(tar.read(data, members.MAX_MEMBERS)), plain),
        "members": Target(members.read, plain),
        "bundle": Target(lambda data: bundle.unpack(bundle.open_header(data)), packed()),
        "policy": Target(policy.parse_policy, policies.EXAMPLE.encode()),
        "age": Target(lambda data: age.open_file(data, identity), sealed),
        "tlog_proof": Target(tlog_proof.parse_proof, parts.proof.encode().encode()),
        "proof_file": Target(proof_file.read_proof_file, whole),
    }


FAMILIES = (root_targets, channel_targets, log_targets, said_targets, file_targets)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.__name__)
def test_foreign_bytes_are_refused_by_name_in_bounded_time_and_memory(
    stage: Stage, family: Callable[[Stage], dict[str, Target]]
) -> None:
    for name, target in family(stage).items():
        assert outcome(target.parse, target.data) == "" or name.startswith("ring_"), name
        lot = random.Random(name)
        inputs = [damaged(target.data, lot) for _ in range(BYTES)]
        inputs += islice(shapes(target.data, target.seed, lot), SHAPES)
        inputs += BOMBS
        refused = sum(1 for data in inputs if bounded(name, target, data))
        assert refused > BYTES // 4 or name == "reason", name


def bounded(name: str, target: Target, data: bytes) -> str:
    """What comes of an input; fails with the input when it takes too long or too much."""
    began = time.thread_time()
    tracemalloc.start()
    try:
        code = outcome(target.parse, data)
        peak = tracemalloc.get_traced_memory()[1]
    except Exception as error:
        raise AssertionError(
            f"{name}: {type(error).__name__}: {error!s:.200} {data[:300]!r}"
        ) from error
    finally:
        tracemalloc.stop()
    assert time.thread_time() - began < SECONDS, (name, data[:300])
    assert peak < MEMORY + 20 * len(data), (name, peak, data[:300])
    return code
