"""Signatures under way: between the dialog that shows an act and the passkey's answer.

A node function asks its signer in the middle of its work and writes only what was signed. So the
work waits in a thread of its own while the officer reads the dialog; the answer lets it go on, and
whatever moved meanwhile makes it fail with Conflict `state_moved`, as on the command line.

Promises: what the dialog shows is the very record that is written; one act under way for each
officer, the newer one ends the older; nothing waits longer than five minutes; an assertion is
checked against its own matter and nonce before the work goes on, and used once. Does not survive
a restart: the officer begins again. What waits is in the memory of one process; `relay` brings an
answer there that another process of the pages was given.
"""

import os
import queue
import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from tansiq.ledger.acts import (
    Act,
    Gesture,
    act_by_passkey,
    acts_together,
    covered,
    verify_act_on,
)
from tansiq.ledger.passkey import Passkey
from tansiq.node.signing import Asked, Signer
from tansiq.officers.judging import public_of
from tansiq.officers.people import Officer
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import OfficerId

PATIENCE = 300.0
BEGIN = 30.0
AT_ONCE = 64
TOUCHES = 2
"""Acts that are signed one by one; more of them at once are signed together, with one touch."""

Work = Callable[[Signer], object]
Acts = tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class ActKey:
    """The passkey an officer signs with, as two people put it on record."""

    officer: OfficerId
    key: str
    public: Passkey


def act_key(officer: Officer, key: str) -> ActKey:
    """This passkey of the officer, as it is on record now; Refused `act_passkey_missing`."""
    held = officer.keys.get(key)
    public = None if held is None else public_of(held)
    if not isinstance(public, Passkey):
        raise Refused("act_passkey_missing")
    return ActKey(OfficerId(officer.officer), key, public)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One act that waits for its assertion: what is asked, and the nonce of its challenge."""

    asked: Asked
    nonce: bytes

    @property
    def covered(self) -> bytes:
        """What the browser hashes into the challenge."""
        return covered(self.asked.matter, self.nonce)


@dataclass(slots=True)
class Pending:
    """One piece of work that waits for, or has, its signature. It is the signer of that work."""

    held: ActKey
    then: str
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    wanted: tuple[Wanted, ...] = ()
    ready: threading.Event = field(default_factory=threading.Event)
    done: Future[object] = field(default_factory=Future)
    answers: "queue.Queue[Acts | None]" = field(default_factory=queue.Queue)

    @property
    def together(self) -> bool:
        """Whether one touch signs all of it."""
        return len(self.wanted) > TOUCHES

    @property
    def officer(self) -> OfficerId:
        """The officer's pseudonym."""
        return self.held.officer

    @property
    def key(self) -> str:
        """The id of the key that signs."""
        return self.held.key

    def sign(self, asked: Sequence[Asked]) -> Acts:
        """Wait for the passkey; Refused `signing_declined` when it stays away."""
        if self.wanted:
            # A second question of the same work would show nobody what is signed.
            raise Conflict("signature_over")
        self.wanted = tuple(Wanted(one, os.urandom(16)) for one in asked)
        self.ready.set()
        try:
            acts = self.answers.get(timeout=PATIENCE)
        except queue.Empty:
            acts = None
        if acts is None:
            raise Refused("signing_declined")
        return acts

    def run(self, work: Work) -> None:
        """Do the work to its end, in a thread of its own."""
        try:
            self.done.set_result(work(self))
        except BaseException as problem:  # noqa: BLE001 - handed to whoever asks, whatever it is
            self.done.set_exception(problem)
        self.ready.set()

    def decline(self) -> None:
        """Let the work end without a signature."""
        self.answers.put(None)


class Signatures:
    """All signatures under way in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_officer: dict[OfficerId, Pending] = {}

    def begin(self, held: ActKey, work: Work, then: str) -> Pending:
        """Start work; returns when it wants a signature, or is done without one.

        Raises what the work raises before it asks; `then` is the page that follows.
        """
        pending = Pending(held, then)
        with self._lock:
            self._sweep()
            older = self._by_officer.pop(held.officer, None)
            if older is not None:
                older.decline()
            if len(self._by_officer) >= AT_ONCE:
                raise Refused("too_many_signatures")
            self._by_officer[held.officer] = pending
        threading.Thread(target=pending.run, args=(work,), name="signature", daemon=True).start()
        if not pending.ready.wait(BEGIN):
            self.decline(pending)
            raise Conflict("signature_over")
        if pending.done.done():
            self._forget(pending)
            pending.done.result()
        return pending

    def find(self, officer: str, name: str) -> Pending:
        """What waits for this officer; Missing `signature_unknown` for anybody else's, or none."""
        with self._lock:
            found = self._by_officer.get(OfficerId(officer))
        if found is None or found.name != name:
            raise Missing("signature_unknown")
        return found

    def answer(self, pending: Pending, gestures: Sequence[Gesture]) -> object:
        """Check the assertions, let the work go on, and give what it gives.

        Damaged `passkey_check` leaves it waiting, so that the officer can try again.
        """
        if len(gestures) != (1 if pending.together else len(pending.wanted)):
            raise Missing("signature_unknown")
        acts = self._checked(pending, gestures)
        self._forget(pending)
        pending.answers.put(tuple(one.wire() for one in acts))
        return pending.done.result(timeout=BEGIN)

    def decline(self, pending: Pending) -> None:
        """The officer goes back."""
        self._forget(pending)
        pending.decline()

    @staticmethod
    def _checked(pending: Pending, gestures: Sequence[Gesture]) -> tuple[Act, ...]:
        who = (pending.officer, pending.key)
        matters = [(one.asked.matter, one.nonce) for one in pending.wanted]
        if pending.together:
            made = acts_together(who, matters, gestures[0])
        else:
            made = tuple(
                act_by_passkey(who, *matter, one)
                for matter, one in zip(matters, gestures, strict=True)
            )
        for act, (matter, _) in zip(made, matters, strict=True):
            verify_act_on(act, matter, pending.held.public)
        return made

    def _forget(self, pending: Pending) -> None:
        with self._lock:
            if self._by_officer.get(pending.officer) is pending:
                del self._by_officer[pending.officer]

    def _sweep(self) -> None:
        over = [one for one, held in self._by_officer.items() if held.done.done()]
        for one in over:
            del self._by_officer[one]
