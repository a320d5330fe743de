"""Finding single things in the desk's tables: a report, a release, a request, an agreement.

Promises: an id counts only together with the agency that used it first in its own log, so a partner
who repeats somebody's id changes nothing. Reads tables of the desk alone.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from tansiq.desk.situation import Charter, Material, Permission, ReleaseFact, RequestFact
from tansiq.record.desk import (
    PermissionGiven,
    ReportCorrected,
    ReportFiled,
    ReportReleased,
)
from tansiq.record.material import Originator
from tansiq.record.officers import CharterAdopted
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME, ChannelId, EntryRef

Row = Mapping[str, Any]


def ref_of(row: Row) -> EntryRef:
    """The reference to cite an entry by, from its row."""
    return EntryRef(row["origin"], row["seq"], row["leaf"])


_TAKEN = {
    "desk_report": "SELECT 1 FROM desk_report WHERE report = %s AND agency = %s LIMIT 1",
    "desk_release": "SELECT 1 FROM desk_release WHERE release = %s AND agency = %s LIMIT 1",
    "desk_notice": "SELECT 1 FROM desk_notice WHERE correction = %s AND agency = %s LIMIT 1",
    "desk_permission": "SELECT 1 FROM desk_permission"
    " WHERE permission = %s AND agency = %s LIMIT 1",
    "desk_request": "SELECT 1 FROM desk_request WHERE request = %s AND agency = %s LIMIT 1",
    "desk_agreement": "SELECT 1 FROM desk_agreement WHERE agreement = %s AND agency = %s LIMIT 1",
}


def taken(tx: Tx, table: str, value: str, agency: str) -> frozenset[str]:
    """The id in a set when this agency has used it in this table, else an empty set."""
    found = tx.one(_TAKEN[table], (value, agency))
    return frozenset() if found is None else frozenset({value})


def filed_row(tx: Tx, me: str, report: str) -> Row | None:
    """The row of a report of ours."""
    return tx.one(
        "SELECT * FROM desk_report WHERE report = %s AND agency = %s AND channel = %s"
        " ORDER BY generation, epoch, seq LIMIT 1",
        (report, me, HOME),
    )


def release_row(tx: Tx, agency: str, release: str) -> Row | None:
    """The row of a release, by the agency that made it."""
    return tx.one(
        "SELECT * FROM desk_release WHERE release = %s AND agency = %s AND channel <> %s"
        " ORDER BY generation, epoch, seq LIMIT 1",
        (release, agency, HOME),
    )


def recall_row(tx: Tx, agency: str, release: str) -> Row | None:
    """The first recall of a release by its own originator."""
    return tx.one(
        "SELECT * FROM desk_notice WHERE kind = 'recall' AND release = %s AND agency = %s"
        " AND channel <> %s ORDER BY generation, epoch, seq LIMIT 1",
        (release, agency, HOME),
    )


def correction_row(tx: Tx, agency: str, correction: str) -> Row | None:
    """A correction by its id and the agency that made it."""
    return tx.one(
        "SELECT * FROM desk_notice WHERE kind = 'correction' AND correction = %s AND agency = %s"
        " AND channel <> %s ORDER BY generation, epoch, seq LIMIT 1",
        (correction, agency, HOME),
    )


def newest_correction(tx: Tx, release: Row) -> ReportCorrected | None:
    """What a release reads like since its originator last corrected it in its channel."""
    row = tx.one(
        "SELECT record FROM desk_notice WHERE kind = 'correction' AND release = %s"
        " AND agency = %s AND channel = %s ORDER BY generation DESC, epoch DESC, seq DESC LIMIT 1",
        (release["release"], release["agency"], release["channel"]),
    )
    return None if row is None else msgspec.json.decode(row["record"], type=ReportCorrected)


def release_fact(tx: Tx, agency: str, release: str) -> ReleaseFact | None:
    """A release with its words as they stand now, and whether its originator took it back."""
    row = release_row(tx, agency, release)
    if row is None:
        return None
    record = msgspec.json.decode(row["record"], type=ReportReleased)
    corrected = newest_correction(tx, row)
    return ReleaseFact(
        agency=agency,
        release=release,
        entry=ref_of(row),
        channel=ChannelId(row["channel"]),
        recipients=tuple(record.recipients),
        content=record.content if corrected is None else corrected.content,
        handling=record.handling,
        expiry=record.expiry,
        origin=record.origin,
        recalled=recall_row(tx, agency, release) is not None,
    )


def own_material(tx: Tx, me: str, report: str) -> Material | None:
    """A report of ours as something to release; a partner's recall of its source withdraws it."""
    row = filed_row(tx, me, report)
    if row is None:
        return None
    record = msgspec.json.decode(row["record"], type=ReportFiled)
    origin = record.origin
    source = None if origin is None else release_fact(tx, origin.agency, origin.release)
    return Material(
        identifier=report,
        content=record.content,
        handling=record.handling,
        source=record.source,
        reference=record.reference,
        origin=origin,
        seized=record.seized,
        withdrawn=source is not None and source.recalled,
        expiry="" if source is None else source.expiry,
    )


def partner_material(tx: Tx, agency: str, release: str) -> Material | None:
    """A partner's release as something to pass on; the partner is the one to ask."""
    fact = release_fact(tx, agency, release)
    row = release_row(tx, agency, release)
    if fact is None or row is None:
        return None
    record = msgspec.json.decode(row["record"], type=ReportReleased)
    return Material(
        identifier=release,
        content=fact.content,
        handling=fact.handling,
        origin=Originator(agency=agency, release=release),
        seized=record.seizure_ground is not None,
        withdrawn=fact.recalled,
        expiry=fact.expiry,
    )


def permissions(tx: Tx, me: str, agency: str, release: str) -> tuple[Permission, ...]:
    """Permissions the originator has given us for this release."""
    rows = tx.rows(
        "SELECT a.record AS record FROM desk_permission_answer a JOIN desk_permission p"
        " ON p.permission = a.permission AND p.agency = a.asker AND p.channel = a.channel"
        " AND p.release = a.release"
        " WHERE a.given AND a.agency = %(giver)s AND a.release = %(release)s AND a.asker = %(me)s"
        " AND p.originator = %(giver)s ORDER BY a.generation, a.epoch, a.seq",
        {"giver": agency, "release": release, "me": me},
    )
    records = (msgspec.json.decode(row["record"], type=PermissionGiven) for row in rows)
    return tuple(
        Permission(
            permission=one.permission,
            giver=agency,
            release=one.release,
            recipients=tuple(one.recipients),
            court=one.court,
            expiry=one.expiry,
        )
        for one in records
    )


def charter_now(tx: Tx) -> Charter | None:
    """What the charter of our file allows, or None when none has been adopted."""
    adopted = charter_adopted(tx)
    if adopted is None:
        return None
    return Charter(frozenset(adopted.categories), frozenset(adopted.recipients))


def charter_adopted(tx: Tx) -> CharterAdopted | None:
    """The charter of our file as last adopted, in its eight parts, or None."""
    row = tx.one(
        "SELECT record FROM desk_charter ORDER BY generation DESC, epoch DESC, seq DESC LIMIT 1"
    )
    if row is None:
        return None
    return msgspec.json.decode(row["record"], type=CharterAdopted)


def request_fact(tx: Tx, agency: str, request: str) -> RequestFact | None:
    """A request with what the asked agency has said to it so far."""
    row = tx.one(
        "SELECT * FROM desk_request WHERE request = %s AND agency = %s"
        " ORDER BY generation, epoch, seq LIMIT 1",
        (request, agency),
    )
    if row is None:
        return None
    replies = tx.rows(
        "SELECT kind FROM desk_request_reply WHERE request = %s AND requester = %s AND agency = %s"
        " AND channel = %s",
        (request, agency, row["asked"], row["channel"]),
    )
    kinds = {one["kind"] for one in replies}
    return RequestFact(
        agency=agency,
        request=request,
        entry=ref_of(row),
        channel=ChannelId(row["channel"]),
        to=row["asked"],
        due=row["due"],
        closed=bool(kinds & {"answered", "refused"}),
        acknowledged="acknowledged" in kinds,
    )
