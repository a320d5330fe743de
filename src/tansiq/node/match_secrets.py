"""The secrets of matches, computed when they are needed from the keys of retention classes.

Promises: nothing secret is stored; what the key of an erased class gave can be computed by nobody
again. HKDF-Expand with SHA-256 (RFC 5869) of a class key, which is uniform, under a name each.
"""

import hmac
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from tansiq.ledger import base64
from tansiq.node.compose import Node
from tansiq.node.reports import LooseFile, attachment, sealed
from tansiq.record.material import Attachment
from tansiq.subjects import queries, voprf
from tansiq.subjects.commitment import Commitment
from tansiq.subjects.matching import Match
from tansiq.subjects.name_lists import items_of
from tansiq.subjects.queries import Epoch, KeptList, MatchFile
from tansiq.subjects.ristretto import POINT
from tansiq.subjects.rows import PART
from tansiq.subjects.session import Answering, Asking, Claim, Revealed
from tansiq.subjects.tags import Evaluated
from tansiq.subjects.watch_queries import epoch_numbered
from tansiq.terms.errors import Damaged, Invalid, Missing, TansiqError
from tansiq.terms.ids import ClassId

_PIECE = PART * POINT
_MOST_ROW = 1 << 28
"""Bytes: eight million points, or twice as many tags."""


def secret(node: Node, class_id: ClassId, name: str) -> bytes:
    """32 bytes that follow from a class key; Missing `class_key_missing` once it is erased."""
    key = node.keys.class_key(class_id)
    if key is None:
        raise Missing("class_key_missing", class_id=class_id)
    return hmac.digest(key, f"tansiq psi/1 {name}".encode() + b"\x01", "sha256")


def sealed_parts(node: Node, name: str, data: bytes) -> tuple[Attachment, ...]:
    """Data as files of a record, in parts that can be sent again alone."""
    starts = range(0, len(data), _PIECE)
    return tuple(
        sealed(
            node,
            LooseFile(
                name=f"{name}-{number}",
                media_type="application/octet-stream",
                data=data[start : start + _PIECE],
            ),
        )
        for number, start in enumerate(starts)
    )


def joined(node: Node, rows: Sequence[Attachment]) -> bytes:
    """The data of such files again; Missing or Damaged `blob_*` while a part is not here."""
    return b"".join(attachment(node, one) for one in rows)


def told_row(node: Node, rows: Sequence[Attachment], size: int, broken: TansiqError) -> bytes:
    """A row of a partner, of exactly `size` bytes; `broken` is raised when it is not.

    Its parts must be cut as ours are, each another file: so a small record cannot make this node
    hold more than the row that both know of (a file named ten thousand times, say).
    """
    starts = range(0, size, _PIECE)
    cut = [min(_PIECE, size - start) for start in starts] if size <= _MOST_ROW else None
    if [one.size for one in rows] != cut or len({one.blob for one in rows}) != len(rows):
        raise broken
    found = bytearray()
    for one in rows:
        data = attachment(node, one)
        if len(data) != one.size:
            raise broken
        found += data
    return bytes(found)


def items(node: Node, lists: Sequence[KeptList]) -> tuple[str, ...]:
    """The identifiers of lists, sorted, each once."""
    found: set[str] = set()
    for one in lists:
        held = set(items_of(one.said.type, joined(node, one.said.rows)))
        for change in one.changes:
            held = (held - _lines(node, change.removed_rows)) | _lines(node, change.added_rows)
        found |= held
    return tuple(sorted(found))


def ever(node: Node, lists: Sequence[KeptList]) -> tuple[str, ...]:
    """Every identifier that lists hold or held, sorted, each once."""
    found: set[str] = set()
    for one in lists:
        found |= _lines(node, one.said.rows)
        for change in one.changes:
            found |= _lines(node, change.added_rows)
    return tuple(sorted(found))


def _lines(node: Node, rows: Sequence[Attachment]) -> set[str]:
    return set(joined(node, rows).decode().split("\n")) - {""}


def counted(node: Node, lists: Sequence[KeptList]) -> tuple[KeptList, ...]:
    """The lists with how many identifiers each holds now."""
    return tuple(
        replace(one, said=msgspec.structs.replace(one.said, count=len(items(node, (one,)))))
        for one in lists
    )


def commitment(
    node: Node, match: str, lists: Sequence[KeptList], held: Sequence[str]
) -> Commitment:
    """The commitment to a side's set in a match; its salts follow from its first list's class."""
    salt = secret(node, lists[0].class_id, f"commitment {match}")
    return Commitment([one.encode() for one in held], salt)


def asking(node: Node, match: Match, lists: Sequence[KeptList]) -> Asking:
    """Our session as the asker."""
    seed = secret(node, lists[0].class_id, f"seed {match.match}")
    return Asking(match.terms(), items(node, lists), seed)


def key_of(node: Node, epoch: Epoch) -> bytes:
    """Our key for a partner, type and epoch."""
    info = f"{epoch.partner} {epoch.type} {epoch.epoch}".encode()
    return voprf.derive_key(secret(node, epoch.class_id, "key"), info)


def public_key(text: str) -> bytes:
    """A key as the answerer told it (hex); Invalid `match_point` for what is none."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        raise Invalid("match_point") from None
    if len(found) != POINT:
        raise Invalid("match_point")
    return found


def our_epoch(node: Node, match: Match) -> Epoch:
    """Our key epoch for who asks: the one this match was accepted in, before that the newest."""
    told = match.spans[-1].set if match.spans else match.accepted
    with node.store.reading() as tx:
        if told is None:
            found = queries.epoch(tx, match.asker, match.scope.type)
        else:
            found = epoch_numbered(tx, match.asker, match.scope.type, told.epoch)
    if found is None:
        raise Missing("match_epoch_missing")
    return found


def answering(node: Node, match: Match, epoch: Epoch) -> Answering:
    """Our session as the answerer."""
    order = secret(node, epoch.class_id, f"order {match.match}")
    return Answering(replace(match.terms(), epoch=epoch.epoch), key_of(node, epoch), order)


def hits(
    node: Node, file: MatchFile, lists: Sequence[KeptList], own: Evaluated | None = None
) -> list[tuple[int, str, bool]]:
    """What a revealed match found, from our own side: (place, identifier, whether a canary).

    `own` are our identifiers with their tags, for the answerer.
    """
    match = file.match
    if match.revealed is None or match.claimed is None or not lists:
        return []
    places = [one.place for one in match.claimed.claims]
    if match.asker == node.me:
        found = _learnt(node, match, lists, places)
    else:
        found = _answered(node, match, lists, own)
    canaries = {one for kept in lists if kept.said.canary for one in items(node, (kept,))}
    return [(place, one, one in canaries) for place, one in zip(places, found, strict=True)]


def _learnt(
    node: Node, match: Match, lists: Sequence[KeptList], places: Sequence[int]
) -> list[str]:
    if match.revealed is None or match.answered is None or match.accepted is None:
        return []
    told = Revealed(
        tuple((one.place, one.index) for one in match.revealed.pairs),
        tuple(base64.from_text(one) for one in match.revealed.proofs),
    )
    size = match.answered.count * POINT
    answer = told_row(node, match.answered.rows, size, Damaged("match_answer"))
    known = public_key(match.accepted.key)
    return asking(node, match, lists).learn(known, answer, told, places)


def _answered(
    node: Node, match: Match, lists: Sequence[KeptList], own: Evaluated | None
) -> list[str]:
    if match.claimed is None or match.asked is None:
        return []
    session = answering(node, match, our_epoch(node, match))
    known = session.evaluated(items(node, lists)) if own is None else own
    broken = Invalid("match_more_than_committed")
    request = told_row(node, match.asked.rows, match.asked.count * POINT, broken)
    return session.reveal(request, claims(match), known)[1]


def claims(match: Match) -> list[Claim]:
    """The claims of a match as its asker told them."""
    told = () if match.claimed is None else match.claimed.claims
    return [Claim(one.place, base64.from_text(one.point)) for one in told]
