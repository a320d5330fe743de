"""A person held and a thing seized as an officer may see them.

Promises: who is a minor, or may be one, has no name, no date of birth and no free words for anybody
but case officers and prosecutors (LAW L26); nobody is more than suspected. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from tansiq.custody.arrests import Law, Standing, named, standing
from tansiq.custody.queries import ArrestRow, Written
from tansiq.record.custody import ArrestNoted, ArrestRecorded


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSeen:
    """What was noted: in which entry, by whom and when, whether a later note corrects it."""

    entry: str
    said: ArrestNoted
    by: Written
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """A person held, at one instant; `hidden` says that who they are is kept from this officer."""

    said: ArrestRecorded
    name: str
    hidden: bool
    standing: Standing
    notes: tuple[NoteSeen, ...]
    by: Written

    @property
    def code(self) -> str:
        """How the person is spoken of where no name may stand."""
        return f"{self.said.site}/{self.said.number}"


def seen(row: ArrestRow, law: Law, now: datetime, *, names_minors: bool) -> PersonSeen:
    """A person held as an officer may see them at an instant."""
    stands = standing(row.now, law, now)
    hidden = stands.protected and not names_minors
    return PersonSeen(
        said=_nameless(row.said) if hidden else row.said,
        name="" if hidden else named(row.now),
        hidden=hidden,
        standing=stands,
        notes=tuple(_notes(row, hidden=hidden)),
        by=row.by[0],
    )


def _notes(row: ArrestRow, *, hidden: bool) -> Iterator[NoteSeen]:
    counting = {one.entry for one in row.now.counting}
    for one, by in zip(row.now.notes, row.by[1:], strict=True):
        said = msgspec.structs.replace(one.said, name="", born="", note="", by="", document="")
        yield NoteSeen(
            entry=one.entry,
            said=said if hidden else one.said,
            by=by,
            corrected=one.entry not in counting,
        )


def _nameless(said: ArrestRecorded) -> ArrestRecorded:
    return msgspec.structs.replace(said, name="", born="", note="", ground="", nationalities=())
