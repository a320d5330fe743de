"""The rows of one standing match as one of its sides has them, with what was computed of them.

Promises: a row is opened once and then kept sealed; every row that came from the partner is checked
before anything is concluded from it: its size, its digest, its proofs and its order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from tansiq.ledger import base64
from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.node.match_kept import Shelf
from tansiq.record.material import Attachment
from tansiq.record.watches import MatchRoundPrepared
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import Epoch, KeptList, MatchFile
from tansiq.subjects.ristretto import POINT
from tansiq.subjects.rounds import Round, Span
from tansiq.subjects.rows import MatchTerms, hashed, multiplied, point_at
from tansiq.subjects.tags import TAG, Tags, tags
from tansiq.subjects.watch_queries import epoch_numbered, rounds_prepared
from tansiq.subjects.watching import Meetings, RoundAsking, Told, by_place, tags_by_place
from tansiq.terms.errors import Damaged, Invalid, Missing


@dataclass(frozen=True)
class Watched:
    """A standing match, accepted, at this node; `lists` of ours as they have become."""

    node: Node
    file: MatchFile
    lists: tuple[KeptList, ...]

    @property
    def match(self) -> Match:
        """The match as it stands."""
        return self.file.match

    @property
    def span(self) -> Span:
        """What is under the answerer's newest key."""
        return self.match.spans[-1]

    @property
    def shelf(self) -> Shelf:
        """Where what follows from our lists is kept."""
        return Shelf(self.node, self.match.match, tuple(one.class_id for one in self.lists))

    def terms(self, epoch: int) -> MatchTerms:
        """Under which terms identifiers are hashed in an epoch."""
        return replace(self.match.terms(), epoch=epoch)

    # --- as the asker -----------------------------------------------------------------------

    @cached_property
    def _prepared(self) -> dict[int, MatchRoundPrepared]:
        with self.node.store.reading() as tx:
            return rounds_prepared(tx, self.match.match)

    def items_of(self, number: int) -> tuple[str, ...]:
        """What we asked for in a round."""
        said = self._prepared.get(number)
        if said is None:
            raise Missing("identifiers_unknown")
        return tuple(match_secrets.joined(self.node, said.rows).decode().split("\n"))[: said.count]

    def asking(self, span: Span, which: tuple[int, int], items: tuple[str, ...]) -> RoundAsking:
        """Our side of a round; `which` = (its number, its size)."""
        number, size = which
        name = f"round {self.match.match} {number} {span.set.epoch}"
        seed = match_secrets.secret(self.node, self.lists[0].class_id, name)
        return RoundAsking(self.terms(span.set.epoch), items, size, seed)

    def _session(self, span: Span, one: Round) -> RoundAsking:
        return self.asking(span, (one.number, one.asked.count), self.items_of(one.number))

    def outputs(self, span: Span, one: Round) -> bytes:
        """The evaluated points of an answered round by place; Damaged for a wrong answer."""
        return self.shelf.get(f"outputs {one.number}", lambda: self._opened(span, one))

    def _opened(self, span: Span, one: Round) -> bytes:
        if one.answered is None:
            raise Missing("match_step_early")
        session = self._session(span, one)
        if one.answered.asked != sha256(session.request).hexdigest():
            raise Damaged("match_answer")
        self.changed(one)
        size, broken = one.asked.count * POINT, Damaged("match_answer")
        answer = match_secrets.told_row(self.node, one.answered.rows, size, broken)
        proofs = [base64.from_text(proof) for proof in one.answered.proofs]
        return session.opened(match_secrets.public_key(span.set.key), answer, proofs)

    def meetings(self, span: Span) -> tuple[Meetings, dict[int, str], bool]:
        """What meets under one key by place, which identifier of ours stands at each, if it is all.

        Nothing is concluded from a row that is bent or not here yet, nor from what follows it.
        """
        items: dict[int, str] = {}
        found = Meetings(Tags())
        try:
            found = Meetings(self.base(span))
            for one in span.answered:
                start = self._start(one.number)
                session = self._session(span, one)
                row = by_place(tags_by_place(self.outputs(span, one)))
                asked = {start + at: tag for at, tag in row.items()}
                found.round(one.number, asked, self.changed(one))
                items |= {start + at: session.item_at(at) or "" for at in row}
        except (Damaged, Invalid, Missing):
            return found, items, False
        return found, items, True

    @property
    def begins(self) -> int:
        """The place of the first point under the newest key."""
        return self._start(self.span.rounds[0].number) if self.span.rounds else 0

    def _start(self, number: int) -> int:
        """The place of a round's first point: places are counted on through all rounds."""
        every = (one for span in self.match.spans for one in span.rounds)
        return sum(one.asked.count for one in every if one.number < number)

    def point(self, place: int) -> bytes:
        """The evaluated point at a place of the newest span."""
        for one in self.span.answered:
            at = place - self._start(one.number)
            if 0 <= at < one.asked.count:
                return point_at(self.outputs(self.span, one), at)
        raise Missing("match_hit_unknown")

    # --- what the answerer told ---------------------------------------------------------------

    def base(self, span: Span) -> Tags:
        """The set the answerer named first; Damaged `match_tags` when it is not of its size."""
        return self._tags(span.set.rows, span.set.size)

    def changed(self, one: Round) -> Tags:
        """The tags that a round turned; Damaged `match_tags` when they are not a day's."""
        told = () if one.answered is None else one.answered.tags
        return self._tags(told, self.match.scope.daily)

    def _tags(self, rows: Sequence[Attachment], count: int) -> Tags:
        broken = Damaged("match_tags")
        return Tags(match_secrets.told_row(self.node, rows, count * TAG, broken))

    def told(self, span: Span) -> Told:
        """The answerer's tags as they stand after the rounds answered so far."""
        found = Told(self.base(span))
        for one in span.answered:
            found.turn(self.changed(one))
        return found

    # --- as the answerer ----------------------------------------------------------------------

    def epoch_of(self, span: Span) -> Epoch | None:
        """Our key epoch of a span; None once its class is erased."""
        with self.node.store.reading() as tx:
            return epoch_numbered(tx, self.match.asker, self.match.scope.type, span.set.epoch)

    def key_here(self, span: Span) -> bool:
        """Whether we hold the key of a span: as its answerer, until its class is erased."""
        epoch = self.epoch_of(span) if self.match.answerer == self.node.me else None
        return epoch is not None and self.node.keys.class_key(epoch.class_id) is not None

    def own_tags(self, epoch: Epoch) -> dict[str, bytes]:
        """The tag of every identifier that our lists hold or held; only new ones are computed."""
        shelf = replace(self.shelf, classes=(*self.shelf.classes, epoch.class_id))
        ever = match_secrets.ever(self.node, self.lists)
        name = f"tags {epoch.epoch}"
        kept = _read_tags(shelf.find(name) or b"")
        fresh = [one for one in ever if one not in kept]
        if fresh:
            row = hashed(self.terms(epoch.epoch), fresh)
            made = tags(multiplied(match_secrets.key_of(self.node, epoch), row))
            kept |= dict(zip(fresh, made, strict=True))
        found = {one: kept[one] for one in ever}
        if fresh or len(kept) > len(found):
            shelf.put(name, "\n".join(found).encode() + b"\0" + b"".join(found.values()))
        return found


def _read_tags(data: bytes) -> dict[str, bytes]:
    names, _, row = data.partition(b"\0")
    items = names.decode().split("\n") if row else []
    return {one: row[at * TAG : (at + 1) * TAG] for at, one in enumerate(items)}
