"""A register in memory for tests of its rules: what is planned is followed, nothing is written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec

from tansiq.custody.arrests import Law
from tansiq.custody.commands import ArrestWish, NoteWish, note_event, record_arrest
from tansiq.custody.now import ArrestNow, CustodyNow, NoteNow, after
from tansiq.record.plan import NewClass
from tansiq.record.situation import Situation
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, NodeId, OfficerId, new_record_id
from tansiq.terms.operating import ArrestEvent
from tansiq.terms.rule_files import templates

NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
SITES = {"RAS-1": "Africa/Casablanca", "RAS-2": "Africa/Casablanca"}


@cache
def rules() -> Law:
    """The sets of the invented countries, adopted."""
    return Law(tuple(one for name, one in templates().items() if name not in {"es", "ma"}))


def register(now: datetime = NOW) -> CustodyNow:
    return CustodyNow(
        situation=Situation(NodeId("rabat"), OfficerId("of-aaaaaaaaaaaaa"), now),
        shared=ChannelId("case:sample"),
        operation=new_record_id(),
        jurisdiction="rasilia",
        sites=SITES,
        retention=NewClass("2027-11-01", "2029-11-01"),
        rules=rules().rules,
        arrests={},
        items={},
        labels=frozenset(),
        counts={},
    )


def arrest(now: CustodyNow, **told: object) -> tuple[CustodyNow, str]:
    given: dict[str, object] = {
        "arrest": new_record_id(),
        "site": "RAS-1",
        "at": stamp(now.situation.now - timedelta(hours=1)),
        "clock": "rasilia.custody",
    }
    wish = ArrestWish(**{**given, **told})  # type: ignore[arg-type]
    return after(now, record_arrest(now, wish).payload), wish.arrest


def note(now: CustodyNow, held: str, event: ArrestEvent, **told: object) -> CustodyNow:
    """The note, under an entry id of its own, as the tables would give it."""
    given: dict[str, object] = {"at": stamp(now.situation.now)}
    wish = NoteWish(arrest=held, event=event, **{**given, **told})  # type: ignore[arg-type]
    followed = after(now, note_event(now, wish).payload)
    person = followed.arrests[held]
    *before, last = person.notes
    named = (*before, NoteNow(entry=f"entry-{len(before)}", said=last.said))
    changed = ArrestNow(said=person.said, notes=named)
    return replace(followed, arrests={**followed.arrests, held: changed})


def body(**told: object) -> bytes:
    """An item of a phone."""
    return msgspec.json.encode(told)
