"""The hits of a standing match as each side may know them.

The asker knows those of its own identifiers that the answerer lists too, since which round, and
which ended, because one of the two took the identifier off its list. The answerer knows what it was
told, each by a point that nobody can make without a match. Promises: one hit for one identifier,
at the place where it was first met, whatever keys and rounds came since.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.ledger import base64
from tansiq.node import match_secrets
from tansiq.node.watch_rows import Watched
from tansiq.record.matches import MatchClaim
from tansiq.subjects.matching import Match
from tansiq.subjects.rounds import Round, Span
from tansiq.subjects.tags import tag
from tansiq.terms.errors import Damaged, Invalid, Missing

OURS, THEIRS = "ours", "theirs"
_Row = tuple[int, str, int, int]
"""Of a meeting: place, identifier, the round that met it, and in which it went, or 0."""


@dataclass(frozen=True, slots=True)
class WatchHit:
    """One identifier both list or listed: where it was first met, in which round, where last met.

    `ended` says whose list it left: `ours`, `theirs`, or is empty.
    """

    place: int
    item: str
    since: int
    met: int
    ended: str = ""


def found(watched: Watched) -> tuple[WatchHit, ...]:
    """Every hit this side may know, in the order of places; computed only after something new."""
    match = watched.match
    rounds = [one for span in match.spans for one in span.rounds]
    # A key that was erased takes along what only it could tell.
    state = [
        *(int(watched.key_here(span)) for span in match.spans),
        len(rounds),
        sum(one.answered is not None for one in rounds),
        sum(one.found is not None for one in rounds),
        *(len(one.changes) for one in watched.lists),
    ]
    kept = json.loads(watched.shelf.find("hits") or b"{}")
    if kept.get("of") == state:
        return tuple(WatchHit(*one) for one in kept["hits"])
    asker = match.asker == watched.node.me
    hits, whole = _as_asker(watched) if asker else (_as_answerer(watched), True)
    rows = [(one.place, one.item, one.since, one.met, one.ended) for one in hits]
    if whole:
        watched.shelf.put("hits", json.dumps({"of": state, "hits": rows}).encode())
    return hits


def _as_asker(watched: Watched) -> tuple[tuple[WatchHit, ...], bool]:
    hits: dict[str, WatchHit] = {}
    complete = True
    for span in watched.match.spans:
        asked, met, whole = _of_span(watched, span)
        complete &= whole
        for item in asked & hits.keys():
            hits[item] = _changed(hits[item], ended=THEIRS)
        for place, item, since, until in met:
            first = hits.get(item) or WatchHit(place, item, since, place)
            hits[item] = _changed(first, met=place, ended=THEIRS if until else "")
    held = set(match_secrets.items(watched.node, watched.lists))
    every = (one if one.item in held else _changed(one, ended=OURS) for one in hits.values())
    return tuple(sorted(every, key=lambda one: one.place)), complete


def _of_span(watched: Watched, span: Span) -> tuple[set[str], list[_Row], bool]:
    """What was asked under one key, what met by place, and whether that is all.

    Of a key that was followed by another only this is kept: its outputs are thrown away.
    """
    name, past = f"span {span.set.epoch}", span is not watched.span
    kept = watched.shelf.find(name) if past else None
    if kept is not None:
        asked, rows = json.loads(kept)
        return set(asked), [(row[0], row[1], row[2], row[3]) for row in rows], True
    meetings, items, whole = watched.meetings(span)
    met = sorted(meetings.met.values(), key=lambda one: one.place)
    found = [(one.place, items[one.place], one.since, one.until) for one in met]
    if past and whole:
        watched.shelf.put(name, json.dumps([sorted(items.values()), found]).encode())
        for one in span.rounds:
            watched.shelf.drop(f"outputs {one.number}")
    return set(items.values()), found, whole


def _changed(hit: WatchHit, *, ended: str, met: int | None = None) -> WatchHit:
    return WatchHit(hit.place, hit.item, hit.since, hit.met if met is None else met, ended)


def _as_answerer(watched: Watched) -> tuple[WatchHit, ...]:
    hits: dict[int, WatchHit] = {}
    held = set(match_secrets.items(watched.node, watched.lists))
    for span in watched.match.spans:
        known = _by_tag(watched, span)
        for one in span.rounds:
            for claim in () if one.found is None else one.found.claims:
                item = known.get(_tag_of(claim))
                if item is not None:
                    since = hits[claim.place].since if claim.place in hits else one.number
                    hits[claim.place] = WatchHit(claim.place, item, since, claim.place)
            for place in () if one.found is None else one.found.ended:
                if place in hits:
                    hits[place] = _changed(hits[place], ended=THEIRS)
    every = (one if one.item in held else _changed(one, ended=OURS) for one in hits.values())
    return tuple(sorted(every, key=lambda one: one.place))


def _by_tag(watched: Watched, span: Span) -> dict[bytes, str]:
    """Our identifiers by their tags under the key of a span; none once that key is erased."""
    if not any(one.found is not None and one.found.claims for one in span.rounds):
        return {}
    epoch = watched.epoch_of(span)
    if epoch is None or not watched.key_here(span):
        return {}
    return {one: item for item, one in watched.own_tags(epoch).items()}


def _tag_of(claim: MatchClaim) -> bytes:
    """The tag of the point that is claimed; of none when it is no text of a point."""
    try:
        return tag(base64.from_text(claim.point))
    except Damaged:
        return b""


def check_claims(watched: Watched, one: Round) -> None:
    """Invalid `match_claim` when the asker claims what is no match; each round is checked once."""
    claims = () if one.found is None else one.found.claims
    name = f"claims {one.number}"
    if not claims or watched.shelf.find(name) is not None:
        return
    known = _by_tag(watched, watched.span)
    if not all(_tag_of(claim) in known for claim in claims):
        raise Invalid("match_claim")
    watched.shelf.put(name, b"checked")


def told(span: Span) -> set[int]:
    """The places of hits that the answerer was told under one key and that have not ended."""
    return _folded((span,))


def ever_told(match: Match) -> set[int]:
    """The same under any key."""
    return _folded(match.spans)


def _folded(spans: Iterable[Span]) -> set[int]:
    places: set[int] = set()
    for span in spans:
        for one in span.rounds:
            if one.found is not None:
                places |= {claim.place for claim in one.found.claims}
                places -= set(one.found.ended)
    return places


def at_place(hits: Iterable[WatchHit], place: int) -> WatchHit:
    """The hit at a place; Missing `match_hit_unknown`."""
    for one in hits:
        if one.place == place:
            return one
    raise Missing("match_hit_unknown")
