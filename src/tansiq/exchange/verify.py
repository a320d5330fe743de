"""Checking a file offline: a proof file, or a bundle as it travelled between two nodes.

Promises the same as `ledger.verify`: every statement rests on bytes in the file and on fingerprints
the reader brought along. A bundle carries the cards that were news to its recipient, not all; what
cannot be checked for want of a card is said so, and is no failure.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tansiq.exchange import bundle, channel_line, transport_file
from tansiq.exchange.chunk import leaves
from tansiq.exchange.content import Chunk, Content
from tansiq.ledger import age, dsse
from tansiq.ledger.blob import check_blob
from tansiq.ledger.checkpoint import Checkpoint, open_checkpoint
from tansiq.ledger.entry import check_body, check_signature, parse_entry
from tansiq.ledger.findings import Collector, Findings
from tansiq.ledger.membership import check_part
from tansiq.ledger.merkle import Frontier, verify_consistency
from tansiq.ledger.proof_file import README
from tansiq.ledger.ring import KeyRing
from tansiq.ledger.verify import check_anchors, report_cosigners, verify_proof_file
from tansiq.record import canonical
from tansiq.terms.errors import Damaged, Fact, Invalid, Missing, TansiqError
from tansiq.terms.ids import Origin

_AGE: Final = b"age-encryption.org/"
_LIMITS: Final = ("not_true", "not_collusion", "not_complete", "time_is_word")


def verify_file(path: Path, anchors: Mapping[str, str], identity: str | None = None) -> Findings:
    """Check a proof file or a bundle against fingerprints by node.

    `identity` is the age identity that opens a bundle sent by file. Missing("file_missing"),
    Invalid("verify_unknown_file") or ("verify_sealed_file").
    """
    try:
        if path.stat().st_size > transport_file.MAX_FILE:
            raise Invalid("verify_unknown_file")
        data = path.read_bytes()
    except OSError as error:
        raise Missing("file_missing", file=path.name) from error
    return verify_data(data, anchors, identity)


def verify_data(data: bytes, anchors: Mapping[str, str], identity: str | None = None) -> Findings:
    """The same for bytes at hand."""
    if data.startswith(_AGE):
        if identity is None:
            raise Invalid("verify_sealed_file")
        data = age.open_file(data, identity)
    if data.startswith(bundle.MAGIC):
        return verify_bundle(data, anchors)
    if data.startswith(README.encode() + b"\0"):
        return verify_proof_file(data, anchors)
    raise Invalid("verify_unknown_file")


def verify_bundle(data: bytes, anchors: Mapping[str, str]) -> Findings:
    """Check a bundle: its outer signature, each run of entries, each body and attachment."""
    found = Collector("bundle")
    try:
        sealed = bundle.open_header(data)
        content = bundle.unpack(sealed)
        ring = KeyRing().add_all(list(content.roots))
        check_anchors(found, ring, anchors)
        _check_outer(found, sealed, ring)
        for address, blob in content.blobs.items():
            check_blob(blob, address)
        found.proves(
            "bundle_whole",
            entries=content.entries,
            logs=len(content.logs),
            blobs=len(content.blobs),
        )
        _check_channels(found, content, ring)
        _check_runs(found, content, ring)
    except TansiqError as error:
        found.fails(error)
    for code in _LIMITS:
        found.cannot(code)
    return found.findings()


def _check_outer(found: Collector, sealed: bundle.Sealed, ring: KeyRing) -> None:
    outer = sealed.outer
    if outer.sender not in ring.nodes():
        found.cannot("bundle_without_card", node=outer.sender)
        return
    keys = (one.key for one in ring.card(outer.sender).log_keys)
    if not any(sealed.signed_by(key) for key in keys):
        raise Damaged("bundle_signature", node=outer.sender)
    found.proves(
        "bundle_signed",
        node=outer.sender,
        recipient=outer.recipient,
        number=outer.number,
        time=outer.time,
    )


def _check_channels(found: Collector, content: Content, ring: KeyRing) -> None:
    """Each list of members: which of them signed it, by an officer's act and their log key."""
    for line in content.channels:
        statement, parts = channel_line.decode(line)
        where: dict[str, Fact] = {
            "channel": statement.channel,
            "generation": statement.generation,
        }
        for part in parts:
            node = _member(part)
            if node not in ring.nodes():
                found.cannot("members_without_card", node=node, **where)
                continue
            act = check_part(statement, part, ring)[1]
            members = ", ".join(statement.members)
            found.proves("members_signed", node=node, members=members, officer=act.officer, **where)


def _member(part: bytes) -> str:
    """The member a part says it comes from; nothing of it is checked yet."""
    match canonical.decode(dsse.unwrap(part)[1]):
        case {"node": str(node)}:
            return node
        case _:
            raise Damaged("membership_field", field="node")


def _check_runs(found: Collector, content: Content, ring: KeyRing) -> None:
    for chunk in content.logs:
        author = Origin.parse(chunk.origin).agency
        if author not in ring.nodes():
            found.cannot("run_without_card", origin=chunk.origin, node=author)
            continue
        try:
            _check_run(found, chunk, ring)
        except TansiqError as error:
            found.fails(error)
    if any(body for chunk in content.logs for body in chunk.bodies):
        found.cannot("bodies_closed")


def _check_run(found: Collector, chunk: Chunk, ring: KeyRing) -> None:
    public = ring.log_key(chunk.origin)
    bodies = 0
    for index, (entry, body) in enumerate(zip(chunk.entries, chunk.bodies, strict=True)):
        parsed = parse_entry(entry)
        check_signature(parsed, public)
        if (parsed.header.origin, parsed.header.seq) != (chunk.origin, chunk.first + index):
            raise Damaged("verify_run_order", origin=chunk.origin, first=chunk.first)
        if body is not None:
            check_body(parsed, body)
            bodies += 1
    head = open_checkpoint(chunk.note, chunk.origin, public)
    if chunk.entries:
        found.proves(
            "run_signed",
            origin=chunk.origin,
            first=chunk.first,
            last=chunk.end - 1,
            bodies=bodies,
        )
        counts = ring.revoked_after(chunk.origin)
        if counts is not None and chunk.end > counts:
            found.cannot("key_was_revoked", node=Origin.parse(chunk.origin).agency, size=counts)
    _check_head(found, chunk, head)
    report_cosigners(found, chunk.origin, chunk.note, ring)


def _check_head(found: Collector, chunk: Chunk, head: Checkpoint) -> None:
    if chunk.first:
        # Only whoever holds the entries before can compute the root after these.
        found.cannot("run_not_anchored", origin=chunk.origin, first=chunk.first)
        return
    root = Frontier.unpack(0, b"").extend(leaves(chunk)).root()
    if not verify_consistency(chunk.end, head.size, root, head.root, chunk.end_proof):
        raise Damaged("verify_run_head", origin=chunk.origin)
    found.proves("run_in_log", origin=chunk.origin, size=head.size)
