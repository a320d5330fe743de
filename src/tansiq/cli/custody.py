"""`tansiq custody`: arrests and what the law asks about them, things seized, incidents.

A person held is suspected and nothing more. Beside each clock stands whether a jurist confirmed the
rules it follows; without a rule set there is no clock, and it says so.
"""

from pathlib import Path

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.intake import read_bytes
from tansiq.cli.wording import sentence
from tansiq.custody.commands import ArrestWish, IncidentWish, NoteWish, SeizureWish
from tansiq.custody.photos import check_photo_size
from tansiq.custody.queries import ItemRow
from tansiq.node import custody, custody_items, custody_register
from tansiq.node.custody_parts import EXERCISE, REAL, Asked
from tansiq.node.custody_seen import PersonSeen
from tansiq.node.operations import Where
from tansiq.node.perform import Written
from tansiq.terms.clock import stamp
from tansiq.terms.custody_clocks import ClockReading
from tansiq.terms.ids import channel_id, new_record_id, record_id
from tansiq.terms.operating import ArrestEvent, IncidentKind, SeizedKind
from tansiq.terms.words import say


def _where(call: Call) -> Where:
    return Where(channel_id(call.args.channel), record_id(call.args.operation))


def _at(call: Call) -> str:
    return call.args.at or stamp(call.node().clock.now())


def _arrest(call: Call) -> Answer:
    args = call.args
    wish = ArrestWish(
        arrest=new_record_id(),
        site=args.site,
        at=_at(call),
        zone=args.zone,
        jurisdiction=args.jurisdiction,
        clock=args.clock,
        name=args.name,
        born=args.born,
        minor=args.minor,
        language=args.language,
        interpreter=args.interpreter,
        nationalities=tuple(args.nationality),
        ground=args.ground,
        rights_told_at=args.rights_told_at,
        note=args.note,
    )
    done = custody.record_arrest(call.node(), signer(call), _where(call), wish)
    return _signed(call, {"arrest": wish.arrest}, done)


def _note(call: Call) -> Answer:
    args, who = call.args, signer(call)
    wish = NoteWish(
        arrest=record_id(args.arrest),
        event=ArrestEvent(args.event),
        at=_at(call),
        by=args.by,
        document=args.document,
        hours=args.hours,
        language=args.language,
        note=args.note,
        name=args.name,
        born=args.born,
        corrects=args.corrects,
    )
    where = custody_register.where_of(call.node(), who, wish.arrest)
    done = custody.note_event(call.node(), who, where, wish)
    return _signed(call, {"arrest": wish.arrest}, done)


def _seize(call: Call) -> Answer:
    args = call.args
    wish = SeizureWish(
        item=new_record_id(),
        site=args.site,
        label=args.label,
        what=SeizedKind(args.what),
        at=_at(call),
        found=args.found,
        held_by=args.held_by,
        words=args.words,
        objection=args.objection,
    )
    photos = [_photo(number, name) for number, name in enumerate(args.photo, start=1)]
    done = custody.seize_item(call.node(), signer(call), _where(call), wish, photos)
    return _signed(call, {"item": wish.item}, done)


def _photo(number: int, name: str) -> bytes:
    """The bytes of a photograph; what is far too large is refused before it is read."""
    path = Path(name)
    if path.is_file():
        check_photo_size(number, path.stat().st_size)
    return read_bytes(name)


def _incident(call: Call) -> Answer:
    args = call.args
    wish = IncidentWish(
        incident=new_record_id(),
        site=args.site,
        what=IncidentKind(args.what),
        at=_at(call),
        words=args.words,
    )
    done = custody.record_incident(call.node(), signer(call), _where(call), wish)
    return _signed(call, {"incident": wish.incident}, done)


def _signed(call: Call, about: dict[str, str], done: tuple[Written, ...]) -> Answer:
    first = done[0]
    told = {"entry": str(first.entry.entry_id), "class_id": first.class_id, "code": first.code}
    return Answer({**about, **told}, said=sentence("signed", call.language))


def _asked(call: Call) -> Asked:
    return Asked(
        kind=EXERCISE if call.args.exercise else REAL,
        operation=call.args.of_operation,
        site=call.args.of_site,
    )


def _list(call: Call) -> Answer:
    found = custody_register.register(call.node(), reader(call), _asked(call))
    data: dict[str, object] = {
        "persons": [_person(one) for one in found.people],
        "counts": [plain(one) for one in found.counts],
        "count": len(found.people),
    }
    return Answer(data, said=say("custody_prints", "unproven", call.language))


def _show(call: Call) -> Answer:
    found = custody_register.person(call.node(), reader(call), record_id(call.args.arrest))
    one = found.person
    data = {
        **_person(one),
        "notes": [
            {"entry": each.entry, "corrected": "yes" if each.corrected else "no"}
            | {key: value for key, value in plain(each.said).items() if value and key != "arrest"}
            for each in one.notes
        ],
        "items": [_thing(each) for each in found.items],
    }
    return Answer(data, said=say("custody_prints", "unproven", call.language))


def _items(call: Call) -> Answer:
    found = custody_items.items(call.node(), reader(call), _asked(call))
    items = [_thing(one) for one in found.items]
    said = say("custody_prints", "no_leave", call.language)
    return Answer({"items": items, "count": len(items)}, said=said)


def _person(one: PersonSeen) -> dict[str, object]:
    stands = one.standing
    return {
        "arrest": one.said.arrest,
        "site": one.said.site,
        "number": one.said.number,
        "name": one.name,
        "hidden": "yes" if one.hidden else "no",
        "status": "suspected",
        "minority": stands.minority.value,
        "at": stamp(stands.begun),
        "zone": one.said.zone,
        "ended": "" if stands.ended is None else stamp(stands.ended),
        "counted_by": stands.counted.value,
        "clocks": [_clock(each) for each in stands.readings],
    }


def _clock(one: ClockReading) -> dict[str, object]:
    due = one.due
    return {
        "clock": one.key,
        "clock_state": one.state.value,
        "due": "" if due is None else stamp(due.at),
        "local": "" if due is None else str(due.local),
        "elapsed": "" if due is None or due.elapsed is None else stamp(due.elapsed),
        "wall": "" if due is None else stamp(due.wall),
        "standing": one.basis.standing.value,
        "article": one.basis.article,
    }


def _thing(one: ItemRow) -> dict[str, object]:
    said = one.said
    return {
        "item": said.item,
        "site": said.site,
        "label": said.label,
        "what": said.what,
        "at": said.at,
        "place_found": said.found,
        "held_by": said.held_by,
        "words": said.words,
        "objection": said.objection,
        "photographs": [each.sha256 for each in said.attachments],
    }


_OPERATION = (place("operation"), option("--channel", required=True))
_SITE = (option("--site", "site_code", required=True), option("--at", "hour_of_deed", default=""))
_WORDS = option("--words", "words_of_deed", default="")
_NAMED = (option("--name", "name_of_person", default=""), option("--born", default=""))
_SPOKEN = option("--language", "spoken", default="")
_PART = (
    option("--operation", "of_operation", dest="of_operation", default=""),
    option("--site", "of_site", dest="of_site", default=""),
    option("--exercise", "of_exercise", action="store_true"),
)

COMMANDS = (
    Command(
        "custody arrest",
        _arrest,
        (
            *_OPERATION,
            *_SITE,
            option("--clock", "custody_clock", default=""),
            option("--zone", "zone_of_arrest", default=""),
            option("--jurisdiction", default=""),
            *_NAMED,
            option("--minor", action="store_true"),
            _SPOKEN,
            option("--interpreter", action="store_true"),
            several("--nationality"),
            option("--ground", "ground_of_arrest", default=""),
            option("--rights-told-at", default=""),
            option("--note", default=""),
            *ACT,
        ),
    ),
    Command(
        "custody note",
        _note,
        (
            place("arrest"),
            place("event"),
            option("--at", "hour_of_deed", default=""),
            option("--by", "by_whom", default=""),
            option("--document", "document_cited", default=""),
            option("--hours", "hours_of_extension", type=int, default=0),
            _SPOKEN,
            option("--note", default=""),
            *_NAMED,
            option("--corrects", "note_corrected", default=""),
            *ACT,
        ),
    ),
    Command(
        "custody seize",
        _seize,
        (
            *_OPERATION,
            *_SITE,
            option("--label", "label_code", required=True),
            option("--what", "what_seized", required=True),
            option("--found", "place_found", required=True),
            option("--held-by", default=""),
            _WORDS,
            option("--objection", default=""),
            several("--photo"),
            *ACT,
        ),
    ),
    Command(
        "custody incident",
        _incident,
        (*_OPERATION, *_SITE, option("--what", "what_happened", required=True), _WORDS, *ACT),
    ),
    Command("custody list", _list, (*_PART, *READ)),
    Command("custody show", _show, (place("arrest"), *READ)),
    Command("custody items", _items, (*_PART, *READ)),
)
