"""Every round this side made in a standing match, computed again and held against what was signed.

Promises: what was asked stood on a list of ours and follows from the round's seed; every answer is
by our key, in the order asked; the tags that were told to change, and the hits that were told of,
lead from one state of our lists to a later one. What was kept of earlier computing is not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from tansiq.ledger import base64
from tansiq.node import match_secrets, match_watch
from tansiq.node.match_kept import Shelf
from tansiq.node.match_ours import RIGHT, Found, Ours, differing
from tansiq.node.watch_rows import Watched
from tansiq.record.watches import MatchRekeyed
from tansiq.subjects import watch_queries
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import KeptList
from tansiq.subjects.rounds import Round, Span
from tansiq.subjects.tags import Tags
from tansiq.subjects.watching import Told, delta, padded, proven
from tansiq.subjects.watching import answered as answer_to


def asked(ours: Ours) -> Found:
    """Each round asks identifiers of our lists, each once under a key, as its root commits to."""
    watched, lists = _watched(ours)
    ever = set(match_secrets.ever(ours.node, lists))
    with ours.node.store.reading() as tx:
        prepared = watch_queries.rounds_prepared(tx, ours.match.match)
    for span in ours.match.spans:
        before: set[str] = set()
        for one in span.rounds:
            if one.number not in prepared:
                # Its class is that of the first list, which is here: it was never noted.
                return "audit_unlisted", one.asked.count
            items = watched.items_of(one.number)
            foreign = (set(items) - ever) | (set(items) & before)
            if foreign:
                return "audit_unlisted", len(foreign)
            found = _asked(watched, span, one, items)
            if found != RIGHT:
                return found
            before |= set(items)
    return RIGHT


def _asked(watched: Watched, span: Span, one: Round, items: tuple[str, ...]) -> Found:
    node, match = watched.node, watched.match
    name = f"{match.match} {one.number}"
    root = match_secrets.commitment(node, name, watched.lists, items).root
    if root.hex() != one.asked.root:
        return "audit_root", one.number
    session = watched.asking(span, (one.number, one.asked.count), items)
    return differing(match_secrets.joined(node, one.asked.rows), session.request)


def answered(ours: Ours) -> Found:
    """Each point of each round is evaluated with the key of its epoch, in the order asked."""
    for span in ours.match.spans:
        key = match_secrets.key_of(ours.node, ours.epoch_of(span.set.epoch))
        known = match_secrets.public_key(span.set.key)
        for one in span.answered:
            found = _answered(ours, one, key, known)
            if found != RIGHT:
                return found
    return RIGHT


def _answered(ours: Ours, one: Round, key: bytes, known: bytes) -> Found:
    told = one.answered
    if told is None:
        return RIGHT
    request = match_secrets.joined(ours.node, one.asked.rows)
    if told.asked != sha256(request).hexdigest():
        return "audit_request", one.number
    made, _ = answer_to(key, request)
    found = differing(match_secrets.joined(ours.node, told.rows), made)
    proofs = [base64.from_text(proof) for proof in told.proofs]
    if found == RIGHT and not proven(known, request, made, proofs):
        return "match_reveal", one.number
    return found


def changed(ours: Ours) -> Found:
    """The tags told to change follow our lists, from one state of them to a later one."""
    states = _States(ours)
    for span in ours.match.spans:
        if isinstance(span.set, MatchRekeyed) and not states.begins(span, span.set):
            return "audit_tags", span.set.after
        for number in states.wrong(span):
            return "audit_tags", number
    return RIGHT


def told(ours: Ours) -> Found:
    """Where the scope says that the answerer is told, it was told every hit and every end."""
    if not ours.match.scope.tells:
        return RIGHT
    states, memory = _States(ours), dict[str, bytes]()
    for before, one in _rounds_told(ours.match):
        file = replace(ours.file, match=before)
        for lists in states.forward():
            afresh = _Afresh(ours.node, file, lists, memory)
            if match_watch.telling(afresh, one)[0] == one.found:
                break
        else:
            return "audit_told", one.number
    return RIGHT


def _rounds_told(match: Match) -> Iterator[tuple[Match, Round]]:
    """Each round that something was told of, and the match as it stood before it was."""
    for at, span in enumerate(match.spans):
        for number, one in enumerate(span.rounds):
            if one.found is not None:
                open_ = replace(one, found=None)
                spans = replace(span, rounds=(*span.rounds[:number], open_))
                yield replace(match, spans=(*match.spans[:at], spans)), one


@dataclass(frozen=True)
class _Aside(Shelf):
    """A shelf for one audit: what was kept earlier is not used, what is computed is not kept."""

    memory: dict[str, bytes] = field(default_factory=dict)

    def find(self, name: str) -> bytes | None:
        """What this audit computed under a name."""
        return self.memory.get(name)

    def put(self, name: str, data: bytes) -> None:
        """Hold it until the audit ends."""
        self.memory[name] = data


@dataclass(frozen=True)
class _Afresh(Watched):
    """Our side of the rounds, computed anew."""

    memory: dict[str, bytes] = field(default_factory=dict)

    @property
    def shelf(self) -> Shelf:
        """A shelf of this audit's own."""
        return _Aside(self.node, self.match.match, (), self.memory)


@dataclass
class _States:
    """Our lists as they were after each of their changes; `at` only goes forward."""

    ours: Ours
    at: int = 0

    def __post_init__(self) -> None:
        """Order the changes since our acceptance as our own log has them."""
        self.watched, self.lists = _watched(self.ours)
        wanted = {one.said.list: len(one.changes) for one in self.ours.lists}
        with self.ours.node.store.reading() as tx:
            made = watch_queries.changes_made(tx, tuple(wanted))
        self.steps = [dict(wanted)]
        for named, number in made:
            if number > wanted[named]:
                self.steps.append({**self.steps[-1], named: number})

    def _held(self, at: int) -> Sequence[KeptList]:
        return [one.upto(self.steps[at][one.said.list]) for one in self.lists]

    def forward(self) -> Iterator[tuple[KeptList, ...]]:
        """Our lists at each state from here on; the one that is taken last is where we are."""
        for at in range(self.at, len(self.steps)):
            self.at = at
            yield tuple(self._held(at))

    def _later(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for at in range(self.at, len(self.steps)):
            yield at, match_secrets.items(self.ours.node, self._held(at))

    def begins(self, span: Span, said: MatchRekeyed) -> bool:
        """Whether the first set under a next key is that of some state from here on."""
        node, match = self.ours.node, self.ours.match
        epoch = self.ours.epoch_of(said.epoch)
        seed = match_secrets.secret(node, epoch.class_id, f"spare {match.match}")
        own, signed = self._tags(said.epoch), match_secrets.joined(node, said.rows)
        name = f"{match.match} epoch {said.epoch}"
        for at, items in self._later():
            if padded(Tags.of(own[one] for one in items), seed).row != signed:
                continue
            root = match_secrets.commitment(node, name, self.lists, items).root
            self.at = at
            return root.hex() == said.root and len(self.watched.base(span)) == said.size
        return False

    def wrong(self, span: Span) -> Iterator[int]:
        """The rounds whose change of tags follows from no state from here on."""
        own = self._tags(span.set.epoch)
        told = Told(self.watched.base(span))
        for one in span.answered:
            signed = self.watched.changed(one)
            if not self._follows(span, one, (own, told, signed)):
                yield one.number
            told.turn(signed)

    def _follows(self, span: Span, one: Round, row: tuple[dict[str, bytes], Told, Tags]) -> bool:
        own, told, signed = row
        node, match = self.ours.node, self.ours.match
        epoch = self.ours.epoch_of(span.set.epoch)
        seed = match_secrets.secret(node, epoch.class_id, f"delta {match.match} {one.number}")
        for at, items in self._later():
            now = {own[item] for item in items}
            if delta(told, now, set(own.values()), match.scope.daily, seed).row == signed.row:
                self.at = at
                return True
        return False

    def _tags(self, number: int) -> dict[str, bytes]:
        """The tag of everything our lists ever held, under a key; computed anew."""
        node, match = self.ours.node, self.ours.match
        session = match_secrets.answering(node, match, self.ours.epoch_of(number))
        made = session.evaluated(match_secrets.ever(node, self.lists))
        return {str(made.item(one)): one for one in made.tags}


def _watched(ours: Ours) -> tuple[Watched, tuple[KeptList, ...]]:
    """Our side of the rounds, with our lists as they have become."""
    now = []
    for one in ours.lists:
        with ours.node.store.reading() as tx:
            held = watch_queries.list_now(tx, one)
        now.append(replace(held, withdrawn=""))
    return Watched(ours.node, ours.file, tuple(now)), tuple(now)
