"""The one way to read content: authorise, write the read log, only then give the data out.

Promises: an officer states a reason and the read is on record, chained to the reads before it,
before any byte leaves; when the record cannot be written nothing is shown; a list or search notes
every id it shows; nothing is noted, and nothing told, when access is refused.
A page that renews itself is checked anew each time and leaves one line a minute (`Renewals`).
Does not judge whether a reason is good: the data-protection officer does.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tansiq.node import access
from tansiq.node.access import Subject
from tansiq.node.actions import Action
from tansiq.node.class_files import on_files
from tansiq.node.compose import Node
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.officers.queries import present
from tansiq.store.connect import Tx
from tansiq.store.readlog import Read, append_read
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import OfficerId

T = TypeVar("T")
SIGNED_IN = "sign-in"
"""In place of a key: the pages have seen to it that the officer signed in with a passkey."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, proven by which key or sign-in, and why."""

    officer: OfficerId
    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is to be read: the action to allow, the file it lies in, how it is handled.

    `query` gives the value and the ids it shows; it sees the officer, so that it can leave out
    what they may not see. `permitted` says that the originator allows this use. `classes` stand
    for every file they belong to. `absent` is what who is not on the file is told, as if there
    were nothing: a guessed id says nothing.
    """

    action: Action
    file: str = ""
    text: str = ""
    handling: str = "H0"
    permitted: bool = False
    classes: tuple[str, ...] | None = None
    absent: Missing | None = None


def read(
    node: Node, reader: Reader, look: Look, query: Callable[[Tx, Officer], tuple[T, Sequence[str]]]
) -> T:
    """Read for an officer; Refused `access_*`, Missing, Invalid `reason_missing`, store faults."""
    value, shown = _asked(node, reader, look, query)
    note(node, reader, look, shown)
    return value


def _asked(
    node: Node, reader: Reader, look: Look, query: Callable[[Tx, Officer], tuple[T, Sequence[str]]]
) -> tuple[T, Sequence[str]]:
    """What is read, and the ids it shows; every check, and no line written."""
    if not reader.reason.strip():
        raise Invalid("reason_missing")
    with node.store.reading() as tx:
        officer = officer_of(node, tx, reader)
        open_to_all = not look.file and look.classes is None
        on_file = open_to_all or on_files(node, tx, officer, look.file, look.classes)
        subject = Subject(on_file=on_file, handling=look.handling, permitted=look.permitted)
        access.decide_known(node.roles(officer), look.action, subject, look.absent)
        return query(tx, officer)


@dataclass(slots=True)
class Renewals:
    """When each page that stays open last left its line in the read log, in this process.

    The key is everything a line would say, so whatever differs leaves a line of its own.
    """

    every: float = 60.0
    _last: dict[tuple[Reader, Look, tuple[str, ...]], float] = field(default_factory=dict)

    def read(
        self,
        node: Node,
        reader: Reader,
        look: Look,
        query: Callable[[Tx, Officer], tuple[T, Sequence[str]]],
    ) -> T:
        """Read again for a page that is open: every check as in `read`, one line a minute."""
        value, shown = _asked(node, reader, look, query)
        now, line = time.monotonic(), (reader, replace(look, absent=None), tuple(shown))
        if now - self._last.get(line, float("-inf")) >= self.every:
            note(node, reader, look, shown)
            # A copy, since other readers of this process look into the old one meanwhile.
            kept = {key: at for key, at in self._last.copy().items() if now - at < self.every}
            self._last = {**kept, line: now}
        return value


def unknown(node: Node, who: Reader | Signer, action: Action, absent: Missing) -> Missing:
    """What to raise for an id that is not there; Refused first for whoever may not ask at all."""
    with node.store.reading() as tx:
        officer = officer_of(node, tx, who)
    access.decide(node.roles(officer), action, Subject(on_file=True))
    return absent


def officer_of(node: Node, tx: Tx, reader: Reader | Signer) -> Officer:
    """Who reads, as the records have them now; signing in is enough to read, never to sign."""
    if reader.key == SIGNED_IN:
        return present(tx, reader.officer)
    return node.officer(tx, reader.officer, reader.key)


def note(node: Node, reader: Reader, look: Look, shown: Sequence[str]) -> None:
    """Write the read log; when this raises, the caller shows nothing."""
    with node.store.transaction() as tx:
        append_read(
            tx,
            Read(
                time=node.clock.now(),
                officer=reader.officer,
                action=look.action.value,
                place=look.file,
                reason=reader.reason.strip(),
                shown=tuple(shown),
                text=look.text,
            ),
        )
