"""The rounds of a standing match that a node takes by itself, day by day, as the scope told it to.

Promises: a round a day, of one size whatever happened, made up for where days were missed; a
partner that breaks the protocol is found out when its row arrives; a new key of the answerer begins
the comparison anew. What is asked, answered and told follows from the records and class keys alone.
"""

from collections.abc import Sequence
from hashlib import sha256

from tansiq.ledger import base64
from tansiq.node import match_secrets, watch_hits
from tansiq.node.compose import Node
from tansiq.node.watch_rows import Watched
from tansiq.record.base import Record
from tansiq.record.matches import MatchClaim
from tansiq.record.material import Attachment
from tansiq.record.plan import Planned
from tansiq.record.watches import (
    MatchRekeyed,
    MatchRoundAnswered,
    MatchRoundAsked,
    MatchRoundFound,
    MatchRoundPrepared,
)
from tansiq.subjects import queries
from tansiq.subjects.queries import KeptList, MatchFile
from tansiq.subjects.quota import check_quota
from tansiq.subjects.ristretto import POINT
from tansiq.subjects.rounds import Round, rounds_in, size_of, waits_for
from tansiq.subjects.tags import Tags
from tansiq.subjects.watch_commands import round_prepared
from tansiq.subjects.watching import answered, delta, padded
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid, Refused

Said = tuple[Record, tuple[Attachment, ...], *tuple[Planned, ...]]


def ours(node: Node, file: MatchFile, lists: Sequence[KeptList]) -> Said | None:
    """What this side has to say now; `lists` as they have become."""
    watched = Watched(node, file, tuple(lists))
    if file.match.asker == node.me:
        return _as_asker(watched)
    return _as_answerer(watched) if file.match.answerer == node.me else None


def _as_asker(watched: Watched) -> Said | None:
    match = watched.match
    if not watched.span.rounds:
        watched.base(watched.span)
    for last in watched.span.answered[-1:]:
        # An answer is checked when it comes, not when the next question is due.
        watched.outputs(watched.span, last)
    waits = waits_for(match.spans, match.scope)
    if waits == "tell":
        return telling(watched, watched.span.rounds[-1])
    return _asked(watched) if waits == "ask" and _due(watched) else None


def _due(watched: Watched) -> bool:
    """Whether a day has begun for which no round was asked yet."""
    rounds = watched.span.rounds
    if not rounds:
        return True
    since = parse_stamp(rounds[0].time).date()
    return (watched.node.clock.now().date() - since).days >= len(rounds)


def _asked(watched: Watched) -> Said:
    node, match, span = watched.node, watched.match, watched.span
    number, size = rounds_in(match.spans) + 1, size_of(span, match.scope)
    before = {one for round_ in span.rounds for one in watched.items_of(round_.number)}
    fresh = [one for one in match_secrets.items(node, watched.lists) if one not in before]
    items = tuple(fresh[:size])
    request = watched.asking(span, (number, size), items).request
    rows = match_secrets.sealed_parts(node, "points", request)
    behind = match_secrets.sealed_parts(node, "round", "\n".join(items).encode())
    root = match_secrets.commitment(node, f"{match.match} {number}", watched.lists, items).root
    told = MatchRoundAsked(
        match=match.match,
        round=number,
        epoch=span.set.epoch,
        count=size,
        root=root.hex(),
        rows=rows,
    )
    kept = MatchRoundPrepared(match=match.match, round=number, count=len(items), rows=behind)
    return told, rows, round_prepared(kept, watched.lists[0].class_id)


def telling(watched: Watched, last: Round) -> Said:
    """Which hits the answerer hears of now, each with the evaluated point, and which ended."""
    live = {one.place: one for one in watch_hits.found(watched) if not one.ended}
    before = watch_hits.told(watched.span)
    # What was met under an older key and not asked again yet is told when it is.
    here = [one for one in live.values() if one.met >= watched.begins]
    fresh = [one for one in here if one.place not in before]
    claims = tuple(
        MatchClaim(place=one.place, point=base64.to_text(watched.point(one.met))) for one in fresh
    )
    ended = tuple(sorted(watch_hits.ever_told(watched.match) - live.keys()))
    said = MatchRoundFound(match=watched.match.match, round=last.number, claims=claims, ended=ended)
    return said, ()


def _as_answerer(watched: Watched) -> Said | None:
    node, match = watched.node, watched.match
    with node.store.reading() as tx:
        newest = queries.epoch(tx, match.asker, match.scope.type)
    if newest is not None and newest.epoch > watched.span.set.epoch:
        return _rekeyed(watched, newest)
    for last in watched.span.answered[-1:]:
        watch_hits.check_claims(watched, last)
    if waits_for(match.spans, match.scope) != "answer":
        return None
    try:
        return _answered(watched, watched.span.rounds[-1])
    except Refused as refused:
        if refused.code != "match_quota":
            raise
        # Both agreed to this many a day; what is over waits for the next one.
        return None


def _answered(watched: Watched, last: Round) -> Said:
    node, match, span = watched.node, watched.match, watched.span
    with node.store.reading() as tx:
        spent = queries.spent(tx, node.me)
        daily = queries.daily(tx, match.asker, match.scope.type)
    check_quota(spent, (match.asker, match.scope.type, last.asked.count), node.clock.now(), daily)
    broken = Invalid("match_more_than_committed")
    request = match_secrets.told_row(node, last.asked.rows, last.asked.count * POINT, broken)
    epoch = match_secrets.our_epoch(node, match)
    answer, proofs = answered(match_secrets.key_of(node, epoch), request)
    own = watched.own_tags(epoch)
    now = {own[one] for one in match_secrets.items(node, watched.lists)}
    seed = match_secrets.secret(node, epoch.class_id, f"delta {match.match} {last.number}")
    changed = delta(watched.told(span), now, set(own.values()), match.scope.daily, seed)
    rows = match_secrets.sealed_parts(node, "answer", answer)
    tags = match_secrets.sealed_parts(node, "tags", changed.row)
    told = MatchRoundAnswered(
        match=match.match,
        round=last.number,
        count=last.asked.count,
        asked=sha256(request).hexdigest(),
        proofs=tuple(base64.to_text(one) for one in proofs),
        rows=rows,
        tags=tags,
    )
    return told, (*rows, *tags)


def _rekeyed(watched: Watched, epoch: queries.Epoch) -> Said:
    node, match = watched.node, watched.match
    session = match_secrets.answering(node, match, epoch)
    held = match_secrets.items(node, watched.lists)
    own = watched.own_tags(epoch)
    seed = match_secrets.secret(node, epoch.class_id, f"spare {match.match}")
    tags = padded(Tags.of(own[one] for one in held), seed)
    rows = match_secrets.sealed_parts(node, "tags", tags.row)
    after = rounds_in(match.spans)
    name = f"{match.match} epoch {epoch.epoch}"
    told = MatchRekeyed(
        match=match.match,
        after=after,
        epoch=epoch.epoch,
        key=session.known.hex(),
        size=len(tags),
        root=match_secrets.commitment(node, name, watched.lists, held).root.hex(),
        rows=rows,
    )
    return told, rows
