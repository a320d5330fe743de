"""The fold of oversight: classes with their dates, holds, erasures, seals, and who was told what.

Promises: one row per record (and per name or class in it), in whatever order logs arrive. Sees the
same entries as every other slice, through the same fold, and keeps of them what a question about a
person or a term needs: digests of names, identifiers, grounds. Does not keep texts.
"""

from collections.abc import Iterator, Mapping

import msgspec

from tansiq.oversight.names import name_digest
from tansiq.record.base import Record, Unknown
from tansiq.record.claims import ClaimCorrected, ClaimsMade
from tansiq.record.desk import (
    ReleaseChecked,
    ReportCorrected,
    ReportFiled,
    ReportReleased,
    RequestMade,
)
from tansiq.record.exchange import ErasureRecorded
from tansiq.record.material import Mention
from tansiq.record.oversight import (
    ErasureConfirmed,
    ErasureOrdered,
    ErasureRefused,
    HoldLifted,
    HoldPlaced,
    ReadLogSealed,
    ReviewDone,
)
from tansiq.record.plan import NewClass
from tansiq.store.projection import Change, Insert, Opened, Projection, place_of
from tansiq.terms.ids import HOME, class_id, record_id

Row = dict[str, object]

CLASS_OPENED = "class_opened"

# The verbs of LAW L5. Consultation is the read log; combination comes with matching.
VERBS: Mapping[str, str] = {
    "report_filed": "collection",
    "report_corrected": "alteration",
    "report_released": "disclosure",
    "request_made": "disclosure",
    "permission_given": "disclosure",
    "report_recalled": "alteration",
    "erasure_recorded": "erasure",
    "entity_opened": "collection",
    "document_filed": "disclosure",
    "claims_made": "disclosure",
    "claim_corrected": "alteration",
    "claim_withdrawn": "alteration",
    "document_withdrawn": "alteration",
    "category_set": "alteration",
    "status_changed": "alteration",
    "clearance_told": "disclosure",
    "entities_merged": "combination",
    "entities_split": "combination",
}

_PLACE = """
    origin text NOT NULL, seq bigint NOT NULL, part integer NOT NULL, agency text NOT NULL,
    channel text NOT NULL, generation integer NOT NULL, epoch integer NOT NULL,
    class_id text NOT NULL, officer text NOT NULL, time text NOT NULL,
    PRIMARY KEY (origin, seq, part)"""

_TABLES = (
    f"""CREATE TABLE oversight_class (target text NOT NULL, review text NOT NULL,
    erase text NOT NULL,{_PLACE})""",
    "CREATE INDEX oversight_class_target ON oversight_class (target)",
    "CREATE INDEX oversight_class_erase ON oversight_class (erase)",
    f"""CREATE TABLE oversight_review (target text NOT NULL, next_review text NOT NULL,
    ground text NOT NULL,{_PLACE})""",
    "CREATE INDEX oversight_review_target ON oversight_review (target)",
    f"""CREATE TABLE oversight_hold (hold text NOT NULL, target text NOT NULL,
    ground text NOT NULL, until text NOT NULL,{_PLACE})""",
    "CREATE INDEX oversight_hold_target ON oversight_hold (target)",
    f"CREATE TABLE oversight_hold_end (hold text NOT NULL, ground text NOT NULL,{_PLACE})",
    f"""CREATE TABLE oversight_order (erasure text NOT NULL, classes text NOT NULL,
    ground text NOT NULL, explanation text NOT NULL,{_PLACE})""",
    f"""CREATE TABLE oversight_decision (erasure text NOT NULL, decision text NOT NULL,
    reason text NOT NULL,{_PLACE})""",
    f"""CREATE TABLE oversight_erased (erasure text NOT NULL, target text NOT NULL,
    state text NOT NULL, until text NOT NULL,{_PLACE})""",
    "CREATE INDEX oversight_erased_target ON oversight_erased (target)",
    f"""CREATE TABLE oversight_seal (first bigint NOT NULL, last bigint NOT NULL,
    digest text NOT NULL, previous text NOT NULL,{_PLACE})""",
    f"""CREATE TABLE oversight_mention (name_digest text NOT NULL, shown text NOT NULL,
    kind text NOT NULL, category text NOT NULL,{_PLACE})""",
    "CREATE INDEX oversight_mention_name ON oversight_mention (name_digest)",
    "CREATE INDEX oversight_mention_class_id ON oversight_mention (class_id)",
    "ALTER TABLE oversight_mention ALTER COLUMN name_digest SET STATISTICS 0",
    f"""CREATE TABLE oversight_disclosure (shown text NOT NULL, kind text NOT NULL,
    recipients text NOT NULL, purpose text NOT NULL, legal_basis text NOT NULL,
    grounds text NOT NULL, handling text NOT NULL,{_PLACE})""",
    "CREATE INDEX oversight_disclosure_shown ON oversight_disclosure (shown)",
    "CREATE INDEX oversight_disclosure_class_id ON oversight_disclosure (class_id)",
    "ALTER TABLE oversight_disclosure ALTER COLUMN purpose SET STATISTICS 0",
    f"""CREATE TABLE oversight_copy (release text NOT NULL, report text NOT NULL,
    leaks integer NOT NULL, reason text NOT NULL,{_PLACE})""",
    "CREATE INDEX oversight_copy_report ON oversight_copy (report)",
    "CREATE INDEX oversight_copy_release ON oversight_copy (release)",
    f"CREATE TABLE oversight_deed (verb text NOT NULL, kind text NOT NULL,{_PLACE})",
    "CREATE INDEX oversight_deed_time ON oversight_deed (time)",
)

_NAMES = frozenset({"name", "alias", "weakAlias", "previousName"})

_encode = msgspec.json.Encoder(order="sorted").encode


def fold(opened: Opened) -> Iterator[Change]:
    """The rows of one entry that oversight keeps."""
    place = {**place_of(opened), "part": 0}
    if opened.header.kind == CLASS_OPENED:
        yield from _class(opened, place)
    said = opened.said
    verb = VERBS.get(opened.header.kind)
    if verb is not None:
        yield Insert("oversight_deed", {"verb": verb, "kind": opened.header.kind, **place})
    if said is None or isinstance(said.payload, Unknown):
        return
    yield from _told(said.payload, place)
    if isinstance(said.payload, ClaimsMade | ClaimCorrected):
        yield from _claimed(said.payload, opened, place)
    if opened.mine and opened.channel == HOME:
        yield from _home(said.payload, place)


def _class(opened: Opened, place: Row) -> Iterator[Change]:
    extra = opened.header.extra
    target, review, erase = (str(extra.get(one, "")) for one in ("class", "review", "erase"))
    dates = NewClass(review, erase)
    row: Row = {"target": class_id(target), "review": dates.review, "erase": dates.erase}
    yield Insert("oversight_class", {**row, **place})


def _told(payload: Record, place: Row) -> Iterator[Change]:
    """Who is mentioned, and to whom it was disclosed."""
    match payload:
        case ReportFiled(report=shown, content=content):
            yield from _mentions(content.mentions, shown, payload.KIND, place)
        case ReportReleased(release=shown, content=content):
            yield from _mentions(content.mentions, shown, payload.KIND, place)
            yield _disclosure(payload, shown, place)
        case ReportCorrected(release=shown, content=content):
            yield from _mentions(content.mentions, shown, payload.KIND, place)
        case RequestMade(request=shown, mentions=mentions):
            yield from _mentions(mentions, shown, payload.KIND, place)
            yield _disclosure(payload, shown, place)
        case ErasureRecorded(order=order, classes=classes, state=state, until=until):
            for part, target in enumerate(classes):
                row: Row = {"erasure": order, "target": class_id(target)}
                row |= {"state": state, "until": until}
                yield Insert("oversight_erased", {**row, **place, "part": part})


def _mentions(mentions: tuple[Mention, ...], shown: str, kind: str, place: Row) -> Iterator[Change]:
    part = 0
    for mention in mentions:
        for key in dict.fromkeys(name_digest(name) for name in mention.names):
            row: Row = {"name_digest": key, "shown": record_id(shown), "kind": kind}
            row["category"] = mention.category
            yield Insert("oversight_mention", {**row, **place, "part": part})
            part += 1


def _claimed(payload: ClaimsMade | ClaimCorrected, opened: Opened, place: Row) -> Iterator[Change]:
    """Names said of an entity in a case, and to whom the officer signed that they go."""
    shown = record_id(payload.entity)
    claims = payload.claims if isinstance(payload, ClaimsMade) else (payload.replacement,)
    names = tuple(one.value for one in claims if one.property in _NAMES)
    if names:
        mention = Mention(schema=payload.schema, names=names)
        yield from _mentions((mention,), shown, payload.KIND, place)
    row: Row = {"shown": shown, "kind": payload.KIND, "purpose": opened.channel}
    row |= {"recipients": _encode(_signed_for(opened)).decode(), "legal_basis": "", "grounds": ""}
    yield Insert("oversight_disclosure", {**row, "handling": payload.handling.code, **place})


def _signed_for(opened: Opened) -> list[str]:
    """The readers named in the officer's act; the agency itself is none of them."""
    named = opened.acts[0].get("recipients") if opened.acts else None
    texts = [str(one) for one in named] if isinstance(named, list) else []
    return [one for one in texts if one != opened.agency]


def _disclosure(payload: ReportReleased | RequestMade, shown: str, place: Row) -> Insert:
    grounds = ", ".join(f"{one.direction} {one.code}" for one in payload.transfer_grounds)
    row: Row = {
        "shown": record_id(shown),
        "kind": payload.KIND,
        "recipients": _encode(payload.recipients).decode(),
        "purpose": payload.purpose,
        "legal_basis": payload.legal_basis,
        "grounds": grounds,
        "handling": payload.handling.code,
    }
    return Insert("oversight_disclosure", {**row, **place})


def _home(payload: Record, place: Row) -> Iterator[Change]:
    row: Row
    match payload:
        case ReleaseChecked(release=release, report=report, leaks=leaks, reason=reason):
            row = {"release": release, "report": report, "leaks": leaks, "reason": reason}
            yield Insert("oversight_copy", {**row, **place})
        case HoldPlaced(hold=hold, class_id=target, ground=ground, until=until):
            row = {"hold": hold, "target": target, "ground": ground, "until": until}
            yield Insert("oversight_hold", {**row, **place})
        case HoldLifted(hold=hold, ground=ground):
            yield Insert("oversight_hold_end", {"hold": hold, "ground": ground, **place})
        case ReviewDone(class_id=target, ground=ground, next_review=day):
            row = {"target": target, "ground": ground, "next_review": day}
            yield Insert("oversight_review", {**row, **place})
        case ReadLogSealed(first=first, last=last, digest=digest, previous=previous):
            row = {"first": first, "last": last, "digest": digest, "previous": previous}
            yield Insert("oversight_seal", {**row, **place})
        case _:
            yield from _erasure(payload, place)


def _erasure(payload: Record, place: Row) -> Iterator[Change]:
    row: Row
    match payload:
        case ErasureOrdered(order=order, classes=classes, ground=ground, explanation=explanation):
            row = {"erasure": order, "classes": _encode(classes).decode(), "ground": ground}
            yield Insert("oversight_order", {**row, "explanation": explanation, **place})
        case ErasureConfirmed(order=order):
            row = {"erasure": order, "decision": "confirmed", "reason": ""}
            yield Insert("oversight_decision", {**row, **place})
        case ErasureRefused(order=order, reason=reason):
            row = {"erasure": order, "decision": "refused", "reason": reason}
            yield Insert("oversight_decision", {**row, **place})


PROJECTION = Projection(
    name="oversight",
    version=2,
    tables=_TABLES,
    kinds=frozenset(VERBS)
    | {CLASS_OPENED}
    | {
        one.KIND
        for one in (
            ErasureConfirmed,
            ErasureOrdered,
            ErasureRefused,
            HoldLifted,
            HoldPlaced,
            ReadLogSealed,
            ReleaseChecked,
            ReviewDone,
        )
    },
    fold=fold,
)
