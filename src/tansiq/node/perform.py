"""The one way to write: authorise, plan, sign, append, all against the state as it is at commit.

    officer -> access -> command (pure) -> records -> class keys -> officer's act -> append -> tell

Promises: nothing is written that `access.decide` did not allow; the officer signs exactly the
record, log, generation and recipients that are written; when anything the command looked at has
changed between looking and writing, nothing is written and the caller is told (Conflict
`state_moved`). Does not know any domain rule: commands do.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tansiq.ledger.acts import Matter
from tansiq.ledger.classes import KIND as CLASS_OPENED
from tansiq.ledger.classes import new_class, read_opening
from tansiq.node import access, attachments
from tansiq.node.access import Subject
from tansiq.node.actions import Action
from tansiq.node.class_files import on_files
from tansiq.node.class_openings import opening_draft
from tansiq.node.compose import Node, Place
from tansiq.node.introducing import introductions
from tansiq.node.signing import Asked, Signer
from tansiq.officers.judging import check_own, own_keys
from tansiq.record.base import Said
from tansiq.record.body import encode_body
from tansiq.record.exchange import OpenRecord
from tansiq.record.plan import NewClass, Planned, SameClass
from tansiq.record.registry import new_said, record_digest, to_wire
from tansiq.store.append import NEVER_FROZEN, Appended, Draft
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import HOME, ClassId, OfficerId

Plan = Callable[[Tx], tuple[Planned, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What an officer wants done: the action to allow, the file it touches, the command to run.

    `classes` are given instead of a file when it decides on what is kept: on every file of theirs.
    `plan` reads fresh state and runs a pure command; it is run again inside the transaction.
    `absent` is what who is not on the file is told, as if there were nothing: a guessed id says
    nothing.
    """

    action: Action
    plan: Plan
    file: str = ""
    handling: str = "H0"
    classes: tuple[str, ...] | None = None
    absent: Missing | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """One record as it was written."""

    said: Said
    entry: Appended
    class_id: ClassId
    code: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """One record ready to be signed and written."""

    planned: Planned
    said: Said
    wire: dict[str, object]
    place: Place
    class_id: ClassId
    opening: Draft | None
    matter: Matter
    acts: list[dict[str, object]] = field(default_factory=list)

    @property
    def asked(self) -> Asked:
        """What an officer is shown and signs."""
        return Asked(said=self.said, matter=self.matter)


def _matter(place: Place, said: Said, wire: dict[str, object]) -> Matter:
    """What an act about a record covers."""
    return Matter(
        kind=said.kind,
        origin=place.origin,
        generation=place.generation,
        recipients=place.members,
        record_id=said.record_id,
        record_digest=record_digest(wire),
    )


def perform(node: Node, signers: Sequence[Signer], task: Task) -> tuple[Written, ...]:
    """Do a task for the officers who sign it; Refused, Invalid or Conflict `state_moved` if not."""

    def allowed(tx: Tx) -> None:
        _authorise(node, tx, signers, task)

    return _perform(node, signers, allowed, task.plan)


def perform_founding(node: Node, signers: Sequence[Signer], plan: Plan) -> tuple[Written, ...]:
    """Write the founding record: the one act of officers whom no record names yet.

    Only the command for it allows this, and only while `home` has no founding.
    """
    return _perform(node, signers, lambda _tx: None, plan)


def _perform(
    node: Node, signers: Sequence[Signer], allowed: Callable[[Tx], None], plan: Plan
) -> tuple[Written, ...]:
    with node.store.reading() as tx:
        allowed(tx)
        planned = plan(tx)
        if not signers:
            _refuse_unsigned(planned)
        told = _introductions(node, tx, signers, planned)
    stop = _is_stop(planned)
    first = _prepare(node, told, None, stop=stop)
    ready = _prepare(node, planned, signers[0].officer if signers else None, stop=stop)
    _sign(ready, signers)

    def still_so(tx: Tx) -> None:
        allowed(tx)
        if plan(tx) != planned:
            raise Conflict("state_moved")
        if _introductions(node, tx, signers, planned) != told:
            raise Conflict("state_moved")
        _check_places(node, tx, ready)
        keys = own_keys(tx)
        for one in ready:
            check_own(keys, one.said, one.acts, one.matter)
        _check_sealed(node, tx, (*first, *ready))

    return _append(node, (*first, *ready), still_so)[len(first) :]


def say(
    node: Node, planned: Sequence[Planned], guard: Callable[[Tx], None] | None = None
) -> tuple[Written, ...]:
    """Write what the node itself has to say (introductions, seals, anchors): no officer, no act.

    Refused `act_needed` for anything that counts only with an officer's signature. `guard` looks
    once more, inside the transaction, whether it is still to be said.
    """
    _refuse_unsigned(planned)
    ready = _prepare(node, planned, None)

    def still_so(tx: Tx) -> None:
        if guard is not None:
            guard(tx)
        _check_places(node, tx, ready)
        _check_sealed(node, tx, ready)

    return _append(node, ready, still_so)


def _check_places(node: Node, tx: Tx, ready: Sequence[_Ready]) -> None:
    """Each log once, however many records go into it."""
    for place in dict.fromkeys(one.place for one in ready):
        node.check_place(tx, place)


def _refuse_unsigned(planned: Sequence[Planned]) -> None:
    for one in planned:
        if one.act:
            raise Refused("act_needed", kind=one.payload.KIND)


def _check_sealed(node: Node, tx: Tx, ready: Sequence[_Ready]) -> None:
    """Refuse when a member's card changed meanwhile: it may destroy the key sealed to before."""
    openings = [one.opening for one in ready if one.opening is not None]
    ring = node.ring(tx) if openings else None
    for one in openings:
        for slot in read_opening(one.extra).slots:
            if ring is not None and ring.hpke(slot.to)[0] != slot.key:
                raise Conflict("state_moved")


def _introductions(
    node: Node, tx: Tx, signers: Sequence[Signer], planned: Sequence[Planned]
) -> tuple[Planned, ...]:
    """What the channels of these acts must hear first: an act counts only by a key they know.

    Refused `access_not_on_file` when an officer is not on a channel whose members they address.
    """
    channels = {one.channel for one in planned if one.act and one.channel != HOME}
    if not channels:
        return ()
    for signer in signers if not _is_stop(planned) else ():
        files = node.officer(tx, signer.officer, signer.key).files
        if not channels <= files:
            raise Refused("access_not_on_file", action=", ".join(sorted(channels - files)))
    return introductions(node, tx, sorted(channels))


def _is_stop(planned: Sequence[Planned]) -> bool:
    """Whether nothing but a stop is said: it asks no freeze, no file and no halt."""
    return bool(planned) and all(one.payload.KIND in NEVER_FROZEN for one in planned)


def _authorise(node: Node, tx: Tx, signers: Sequence[Signer], task: Task) -> None:
    for signer in signers:
        officer = node.officer(tx, signer.officer, signer.key)
        on_file = on_files(node, tx, officer, task.file, task.classes)
        subject = Subject(on_file=on_file, handling=task.handling)
        access.decide_known(node.roles(officer), task.action, subject, task.absent)


def _prepare(
    node: Node, planned: Sequence[Planned], author: OfficerId | None, *, stop: bool = False
) -> list[_Ready]:
    if not planned:
        return []
    now = node.clock.now()
    channels = dict.fromkeys(one.channel for one in planned)
    places = {one: node.place(one, stop=stop) for one in channels}
    # Never to ourselves: our copy lies in the key store, the one place where it can be destroyed.
    keys = node.sealed_to(places.values())
    others = {member: key for member, key in keys.items() if member != node.me}
    ready: list[_Ready] = []
    fresh: list[tuple[ClassId, bytes]] = []
    for one in planned:
        place = places[one.channel]
        said = new_said(one.payload, author, now)
        opening = None
        if isinstance(one.retention, NewClass):
            class_id, key = new_class()
            fresh.append((class_id, key))
            opening = opening_draft(place, others, one.retention, (class_id, key), stamp(now))
        elif isinstance(one.retention, SameClass):
            class_id = ready[-one.retention.back].class_id
        else:
            class_id = one.retention
        wire = to_wire(said)
        matter = _matter(place, said, wire)
        ready.append(_Ready(one, said, wire, place, class_id, opening, matter))
    # Keys first: an entry whose key is lost is worse than a key without an entry.
    if fresh:
        node.keys.put_classes(fresh)
    return ready


def _sign(ready: Sequence[_Ready], signers: Sequence[Signer]) -> None:
    wanted = [one for one in ready if one.planned.act]
    if not wanted:
        return
    asked = [one.asked for one in wanted]
    for signer in signers:
        for one, act in zip(wanted, signer.sign(asked), strict=True):
            one.acts.append(act)


def _append(
    node: Node, ready: Sequence[_Ready], guard: Callable[[Tx], None]
) -> tuple[Written, ...]:
    drafts = list(_drafts(ready))
    appended = node.appender.submit(drafts, guard)
    records = [
        entry for entry, draft in zip(appended, drafts, strict=True) if draft.kind != CLASS_OPENED
    ]
    for one, entry in zip(ready, records, strict=True):
        attachments.refer(node, entry, one.class_id, one.planned.blobs)
    return tuple(
        Written(one.said, entry, one.class_id, one.asked.code)
        for one, entry in zip(ready, records, strict=True)
    )


def _drafts(ready: Sequence[_Ready]) -> Iterator[Draft]:
    for one in ready:
        if one.opening is not None:
            yield one.opening
        payload = one.planned.payload
        yield Draft(
            channel=one.planned.channel,
            kind=one.said.kind,
            time=one.said.time,
            class_id=one.class_id,
            plaintext=encode_body(one.wire, one.acts),
            after=one.planned.after,
            extra=payload.header() if isinstance(payload, OpenRecord) else {},
            expected_generation=one.place.generation,
        )
