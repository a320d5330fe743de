"""Checking a proof file offline: what it proves, who cosigned and when, what it cannot prove.

Promises that every statement rests on bytes in the file and on fingerprints the reader brought
along (`anchors`), on nothing else: no network, no clock, no database. A signature proves who
signed, never that it is true; the findings say so each time.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from tansiq.ledger import entry as entries
from tansiq.ledger.cards import fingerprint, fingerprint_words
from tansiq.ledger.checkpoint import cosigners
from tansiq.ledger.findings import Collector, Findings
from tansiq.ledger.policy import parse_policy
from tansiq.ledger.proof_file import ProofParts, read_proof_file
from tansiq.ledger.ring import KeyRing
from tansiq.record.body import decode_body
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Damaged, TansiqError
from tansiq.terms.ids import Origin, entry_id

Anchors = Mapping[str, str]
"""{node: fingerprint} as the reader knows it: 12 groups of 5 digits, or 64 hex digits."""

_CLOSED = ("not_true", "not_collusion", "not_complete", "time_is_word")


def verify_proof_file(data: bytes, anchors: Anchors) -> Findings:
    """Check a proof file; Invalid("proof_file_malformed") when it is none."""
    parts = read_proof_file(data)
    found = Collector("proof")
    try:
        ring = KeyRing().add_all(list(parts.roots))
        check_anchors(found, ring, anchors)
        parsed = entries.parse_entry(parts.entry)
        _check_entry(found, parsed, ring)
        _check_place(found, parsed, parts, ring)
        _check_policy(parts.policy, ring)
        _check_body(found, parsed, parts)
    except TansiqError as error:
        found.fails(error)
    for code in _CLOSED:
        found.cannot(code)
    return found.findings()


def check_anchors(found: Collector, ring: KeyRing, anchors: Anchors) -> None:
    """Compare the root keys in a file with the fingerprints the reader brought along."""
    for node in ring.nodes():
        root = ring.root(node)
        known = anchors.get(node)
        digits = fingerprint_words(root)
        if known is None:
            found.cannot("root_not_compared", node=node, fingerprint=digits)
        elif _bare(known) in {_bare(digits), fingerprint(root).hex()}:
            found.proves("root_is_known", node=node)
        else:
            found.fails(Damaged("anchor_differs", node=node, fingerprint=digits))


def _bare(text: str) -> str:
    return "".join(text.split()).lower()


def _check_entry(found: Collector, parsed: entries.Parsed, ring: KeyRing) -> None:
    header = parsed.header
    where = Origin.parse(header.origin)
    entries.check_signature(parsed, ring.log_key(header.origin))
    found.proves(
        "entry_signed",
        node=where.agency,
        channel=where.channel,
        seq=header.seq,
        kind=header.kind,
        time=header.time,
        entry=entry_id(parsed.leaf),
    )
    counts = ring.revoked_after(header.origin)
    if counts is not None and header.seq >= counts:
        found.cannot("key_was_revoked", node=where.agency, size=counts)


def _check_place(
    found: Collector, parsed: entries.Parsed, parts: ProofParts, ring: KeyRing
) -> None:
    header = parsed.header
    if parts.proof.index != header.seq:
        raise Damaged("proof_other_place", seq=header.seq, index=parts.proof.index)
    head = parts.proof.verify(parsed.leaf, header.origin, ring.log_key(header.origin))
    found.proves("entry_in_log", origin=header.origin, seq=header.seq, size=head.size)
    report_cosigners(found, header.origin, parts.proof.checkpoint, ring)


def _check_policy(text: str, ring: KeyRing) -> None:
    """The policy is for other tools: it must not name other keys than the cards do."""
    policy = parse_policy(text)
    logs = all(one.public == ring.log_key(one.name) for one in policy.logs)
    known = ring.witnesses()
    if not logs or any(known.get(one.name) != one.public for one in policy.witnesses.values()):
        raise Damaged("proof_policy_differs")


def report_cosigners(found: Collector, origin: str, note: str, ring: KeyRing) -> None:
    """Say who besides the author cosigned a head, and when; or that nobody did."""
    author = Origin.parse(origin).agency
    others = 0
    for name, seconds in cosigners(note, ring.witnesses()):
        node, time = name.removesuffix("/w"), stamp(datetime.fromtimestamp(seconds, UTC))
        found.cosigned(origin, node, time)
        if node != author:
            others += 1
            found.proves("head_cosigned", origin=origin, node=node, time=time)
    if not others:
        found.cannot("nobody_cosigned", origin=origin, node=author)


def _check_body(found: Collector, parsed: entries.Parsed, parts: ProofParts) -> None:
    if not parsed.header.size:
        found.proves("no_body")
    elif parts.body is None:
        found.cannot("body_not_given")
    else:
        entries.check_body(parsed, parts.body)
        found.proves("body_is_the_one", size=parsed.header.size)
        _check_text(found, parsed, parts.body, parts.body_key)


def _check_text(
    found: Collector, parsed: entries.Parsed, body: bytes, body_key: bytes | None
) -> None:
    if body_key is None:
        found.cannot("body_not_opened")
        return
    text = entries.open_with(parsed, body, body_key)
    said, acts, _ = decode_body(text)
    found.proves("body_opened", kind=said.kind, record=said.record_id)
    if acts:
        found.cannot("acts_not_checked", count=len(acts))
        found.cannot("not_screen")
