"""The steps of a match that a node takes by itself, as the signed acts around them told it to.

Promises: each step is taken once, when its turn has come and all it rests on is here; a partner
that breaks the protocol ends the match with the code of the reason, and what it sent is kept. May
be run at any time and by several workers: what has been said is not said again.
"""

import threading
from datetime import timedelta
from hashlib import sha256

from tansiq.node import (
    match_cases,
    match_ends,
    match_hits,
    match_names,
    match_secrets,
    match_watch,
)
from tansiq.node.compose import Node
from tansiq.node.perform import say
from tansiq.record.matches import (
    MatchAccepted,
    MatchAnswered,
    MatchAsked,
    MatchClaimed,
    MatchCounted,
    MatchEnded,
)
from tansiq.record.plan import NewClass
from tansiq.record.situation import Situation
from tansiq.store.connect import Tx
from tansiq.subjects import commands, queries
from tansiq.subjects.commands import MatchNow
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import KeptList, MatchFile
from tansiq.subjects.quota import check_quota
from tansiq.subjects.ristretto import POINT
from tansiq.subjects.rounds import WATCH
from tansiq.subjects.session import Answering, Claim, matches
from tansiq.subjects.tags import TAG, Tags
from tansiq.subjects.watch_queries import open_matches
from tansiq.subjects.watching import padded
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Damaged, Invalid, Missing, Refused, TansiqError
from tansiq.terms.ids import OfficerId

Said = match_watch.Said
_TURN = threading.Lock()
"""Held while steps are taken: two threads of one node would compute the same twice."""


def accepted_with(
    node: Node, match: Match, lists: tuple[KeptList, ...], quota_left: int
) -> MatchAccepted:
    """What this side tells when it accepts: its key, the size and root of its set, its tags."""
    if not lists:
        raise Missing("identifiers_unknown")
    epoch = match_secrets.our_epoch(node, match)
    session = match_secrets.answering(node, match, epoch)
    held = match_secrets.items(node, lists)
    own = match_hits.evaluated(node, match, lists, epoch)
    seed = match_secrets.secret(node, epoch.class_id, f"spare {match.match}")
    tags = padded(own.tags, seed)
    return MatchAccepted(
        match=match.match,
        epoch=epoch.epoch,
        key=session.known.hex(),
        size=len(tags),
        root=match_secrets.commitment(node, match.match, lists, held).root.hex(),
        tags=len(tags),
        tags_before=0,
        quota_left=quota_left,
        rows=match_secrets.sealed_parts(node, "tags", tags.row),
    )


def advance(node: Node) -> int:
    """Take every step whose turn has come; how many were taken."""
    with _TURN:
        return _advance_all(node)


def _advance_all(node: Node) -> int:
    taken = 0
    since = stamp(node.clock.now() - timedelta(days=1))
    with node.store.reading() as tx:
        open_ = open_matches(tx, node.open_channels(tx), since)
    for one in open_:
        while _advance(node, one):
            taken += 1
            with node.store.reading() as tx:
                again = queries.match_file(tx, one.match.match)
            if again is None:
                break
            one = again  # noqa: PLW2901 - the same match, one step further
    return taken


def _advance(node: Node, file: MatchFile) -> bool:
    match = file.match
    if match.state == "ended":
        return False
    waits, over = match_cases.waits(node, file)
    if waits and (not over or match.state == "revealed"):
        return False
    with node.store.reading() as tx:
        lists = queries.prepared(tx, match.match, now=match.scope.mode == WATCH)
    try:
        said = _over(node, match, over) or _ours(node, file, lists)
    except Missing:
        # A file that is under way, or a class that was erased: what is missing may yet come.
        return False
    except (Damaged, Invalid, Refused) as broken:
        said = MatchEnded(match=match.match, reason=broken.code), ()
    if said is None:
        return False
    return _say(node, file, said)


def _over(node: Node, match: Match, code: str) -> Said | None:
    """The end of a match with a code, or because its list or key is gone."""
    if match.state != "revealed":
        code = code or match_ends.reason(node, match)
    return (MatchEnded(match=match.match, reason=code), ()) if code else None


def _ours(node: Node, file: MatchFile, lists: tuple[KeptList, ...]) -> Said | None:
    """What this side has to say now; None while it is another's turn."""
    match = file.match
    if not lists:
        return None
    if match.spans:
        return match_watch.ours(node, file, lists)
    if match.state == "revealed":
        if match_names.owed(node, file):
            return match_names.telling(node, file, lists), ()
        # What is not proven ends it now, with what came kept; what is, a look finds computed.
        match_hits.hits(node, file, lists)
        return None
    if match.asker == node.me:
        return _as_asker(node, match, lists)
    return _as_answerer(node, match, lists) if match.answerer == node.me else None


def _as_asker(node: Node, match: Match, lists: tuple[KeptList, ...]) -> Said | None:
    if match.state == "accepted":
        _tags_there(node, match)
        request = match_secrets.asking(node, match, lists).request
        rows = match_secrets.sealed_parts(node, "points", request)
        return MatchAsked(match=match.match, count=len(request) // 32, rows=rows), rows
    if match.state == "answered":
        return MatchCounted(match=match.match, matches=len(_found(node, match, lists))), ()
    if match.state == "approved" and match.claimed is None:
        found = commands.claims_of(_found(node, match, lists))
        return MatchClaimed(match=match.match, claims=found), ()
    return None


def _tags_there(node: Node, match: Match) -> Tags:
    """The answerer's tags; Damaged `match_tags` when they are not of the size it told."""
    told = match.accepted
    if told is None:
        raise Damaged("match_tags")
    return Tags(match_secrets.told_row(node, told.rows, told.size * TAG, Damaged("match_tags")))


def _found(node: Node, match: Match, lists: tuple[KeptList, ...]) -> tuple[Claim, ...]:
    if match.answered is None or match.accepted is None or match.asked is None:
        return ()
    size = match.answered.count * POINT
    answer = match_secrets.told_row(node, match.answered.rows, size, Damaged("match_answer"))
    there = _tags_there(node, match)
    session = match_secrets.asking(node, match, lists)
    if match.answered.asked != sha256(session.request).hexdigest():
        raise Damaged("match_answer")
    key = match_secrets.public_key(match.accepted.key)
    shelf = match_hits.shelf(node, match, lists)
    return matches(shelf.get("outputs", lambda: session.outputs(key, answer)), there)


def _as_answerer(node: Node, match: Match, lists: tuple[KeptList, ...]) -> Said | None:
    if match.state == "asked" and match.asked is not None:
        with node.store.reading() as tx:
            spent = queries.spent(tx, node.me)
            daily = queries.daily(tx, match.asker, match.scope.type)
        asked = (match.asker, match.scope.type, match.asked.count)
        check_quota(spent, asked, node.clock.now(), daily)
        request = _request(node, match.asked)
        answer = match_secrets.answering(node, match, match_secrets.our_epoch(node, match)).answer(
            request
        )
        rows = match_secrets.sealed_parts(node, "answer", answer)
        told = MatchAnswered(
            match=match.match,
            count=len(answer) // 32,
            asked=sha256(request).hexdigest(),
            rows=rows,
        )
        return told, rows
    if match.claimed is not None and match.asked is not None:
        session = _session(node, match)
        own = match_hits.evaluated(node, match, lists, match_secrets.our_epoch(node, match))
        request = _request(node, match.asked)
        told_back, _ = session.reveal(request, match_secrets.claims(match), own)
        return commands.revealed_as(match.match, told_back), ()
    return None


def _request(node: Node, asked: MatchAsked) -> bytes:
    broken = Invalid("match_more_than_committed")
    return match_secrets.told_row(node, asked.rows, asked.count * POINT, broken)


def _session(node: Node, match: Match) -> Answering:
    return match_secrets.answering(node, match, match_secrets.our_epoch(node, match))


def _say(node: Node, file: MatchFile, said: Said) -> bool:
    payload, rows, *home = said
    situation = Situation(me=node.me, officer=OfficerId(""), now=node.clock.now())
    today = situation.now.date()
    kept = NewClass(today.isoformat(), today.isoformat())
    with node.store.reading() as tx:
        channel = node.channel_now(tx, file.channel)
    ours = file.classes.get(node.me)
    if ours is None:
        return False
    now = MatchNow(situation, channel, file.match, ours, kept)

    def still_so(tx: Tx) -> None:
        # One process after the other: what the first says, the second finds said.
        tx.run("SELECT pg_advisory_xact_lock(hashtext(%s))", (file.match.match,))
        again = queries.match_file(tx, file.match.match)
        if again is None or again.match != file.match:
            raise Conflict("state_moved")

    try:
        say(node, (*home, *commands.step(now, payload, rows)), still_so)
    except Conflict:
        # Somebody wrote meanwhile: the next turn sees it.
        return False
    except TansiqError:
        return False
    return True
