"""Whether an entry carries the officer's act that its kind needs: a partner's, and our own.

Promises: before any table takes it, a record of a kind that counts only with an act is compared
with the key its agency told this very channel earlier in the same generation; the act must cover
this record, this log, and readers of this generation with us among them. What fails is set aside
with its reason, for every member alike, and never blocks the rest. Does not judge whether the
officer's role allowed it: each agency answers for its own officers. A stop needs no officer's key
here: the signature of its party's log is enough, and it is never held up.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from tansiq.ledger import base64
from tansiq.ledger.acts import Matter, check_acts
from tansiq.ledger.passkey import Passkey
from tansiq.officers.queries import can_act, key_for_act
from tansiq.record.base import Said, Unknown
from tansiq.record.officers import NodeFounded, OfficerIntroduced, OfficerKey, OfficerKeyWithdrawn
from tansiq.store.append import NEVER_FROZEN
from tansiq.store.connect import Tx
from tansiq.store.projection import Failure, Opened
from tansiq.terms.errors import Damaged, Missing, TansiqError
from tansiq.terms.ids import NodeId, Origin

Readers = Callable[[Tx], Mapping[tuple[str, int], frozenset[str]]]
"""Gives the members of each (channel, generation)."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges what arrives at one node."""

    me: NodeId
    readers: Readers

    def __call__(self, tx: Tx, opened: Sequence[Opened]) -> Iterator[Failure]:
        """Yield the entries that lack the act they need, each with the code of the reason."""
        if all(one.mine for one in opened):
            return
        keys = _Keys(tx)
        members = self.readers(tx)
        for one in opened:
            if one.said is None or one.mine:
                continue
            keys.hear(one)
            if one.header.kind in NEVER_FROZEN or not _needs_act(one.said):
                continue
            try:
                self._check(one, one.said, keys, members)
            except TansiqError as error:
                yield Failure(one, error.code)

    def _check(
        self,
        one: Opened,
        said: Said,
        keys: "_Keys",
        members: Mapping[tuple[str, int], frozenset[str]],
    ) -> None:
        place = Origin.parse(one.origin)
        if not one.acts:
            raise Missing("act_missing", kind=one.header.kind)
        signed_for = readers_of(one, self.me, members.get((place.channel, place.generation), ()))
        matter = Matter(
            kind=said.kind,
            origin=one.origin,
            generation=place.generation,
            recipients=signed_for,
            record_id=said.record_id,
            record_digest=one.digest,
        )
        found = check_acts(one.acts, matter, lambda who, key: keys.find(one, who, key))
        if said.author not in {act.officer for act in found}:
            raise Damaged("act_author", kind=one.header.kind)


KeyOf = Callable[[str, str], bytes | Passkey | None]
"""Gives the public key of (officer, key id)."""


def own_keys(tx: Tx) -> KeyOf:
    """The keys our officers sign with now, each asked for once."""

    @cache
    def key_of(who: str, key: str) -> bytes | Passkey | None:
        return public_of(can_act(tx, who, key).keys[key])

    return key_of


def check_own(keys: KeyOf, said: Said, acts: Sequence[dict[str, object]], matter: Matter) -> None:
    """Check the acts under a record of ours before it is written, by the keys that sign now.

    Missing `act_missing`, Damaged `act_...`. A founding is signed by every founder, with the keys
    it names itself.
    """
    if not acts and not _needs_act(said):
        return
    if not acts:
        raise Missing("act_missing", kind=said.kind)
    needed = {said.author or ""}
    if isinstance(said.payload, NodeFounded):
        needed = {person.officer for person in said.payload.founders}
        keys = _founders(said.payload)
    found = {one.officer for one in check_acts(acts, matter, keys)}
    if not needed <= found:
        raise Damaged("act_author", kind=said.kind)


def _founders(payload: NodeFounded) -> KeyOf:
    named = {(one.officer, one.key.key): one.key for one in payload.founders}
    return lambda who, key: public_of(named[who, key]) if (who, key) in named else None


def _needs_act(said: Said) -> bool:
    return not isinstance(said.payload, Unknown) and said.payload.ACT


def readers_of(one: Opened, me: NodeId, members: Collection[str]) -> tuple[str, ...]:
    """The readers an officer signed for, when they are members of the generation and we are one.

    An agency seals only to members it has enrolled itself, so they may be fewer than the members.
    """
    named = one.acts[0].get("recipients")
    texts = [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
    if not {me, one.agency} <= set(texts) <= set(members):
        raise Damaged("act_elsewhere", officer=str(one.acts[0].get("officer")), origin=one.origin)
    return tuple(sorted(texts))


def public_of(key: OfficerKey) -> bytes | Passkey:
    """The public key as acts are verified with it."""
    public = base64.from_text(key.public)
    if key.scheme == "passkey":
        return Passkey(public, key.rp_id, tuple(key.origins))
    return public


@dataclass(slots=True)
class _Keys:
    """The keys told so far: in the tables, and earlier in the batch being judged."""

    tx: Tx
    told: dict[tuple[str, str, str], OfficerKey | None] = field(default_factory=dict)
    known: dict[tuple[str, str, str], OfficerKey | None] = field(default_factory=dict)

    def hear(self, one: Opened) -> None:
        payload = one.said.payload if one.said else None
        match payload:
            case OfficerIntroduced(officer=officer, key=key):
                self.told[one.origin, officer, key.key] = key
            case OfficerKeyWithdrawn(officer=officer, key=key_id):
                self.told[one.origin, officer, key_id] = None

    def find(self, one: Opened, officer: str, key: str) -> bytes | Passkey | None:
        place = (one.origin, officer, key)
        found = self.told[place] if place in self.told else self._known(one, officer, key)
        return None if found is None else public_of(found)

    def _known(self, one: Opened, officer: str, key: str) -> OfficerKey | None:
        place = (one.origin, officer, key)
        if place not in self.known:
            try:
                who = (one.agency, officer)
                self.known[place] = key_for_act(self.tx, who, key, one.origin, one.seq).key
            except Missing:
                self.known[place] = None
        return self.known[place]
