"""The fold of officers: what was proposed, decided and told, one row per entry and effect.

Promises: rows follow from single entries, so they do not depend on the order in which logs arrive;
an effect is written only by a founding or an approval, and only in `home`. Who holds what now is
asked of these rows in the order of `home`.
"""

from collections.abc import Iterator

import msgspec

from tansiq.officers.change_rules import subject_of
from tansiq.record.base import Unknown
from tansiq.record.officers import (
    AnyChange,
    ChangeApproved,
    ChangeProposed,
    ChangeRefused,
    NodeFounded,
    OfficerAdded,
    OfficerIntroduced,
    OfficerKeyWithdrawn,
)
from tansiq.store.projection import Change, Insert, Opened, Projection, place_of
from tansiq.terms.ids import HOME, key_id, officer_id

Row = dict[str, object]

_PLACE = """
    origin text NOT NULL, seq bigint NOT NULL, part integer NOT NULL, agency text NOT NULL,
    channel text NOT NULL, generation integer NOT NULL, epoch integer NOT NULL,
    class_id text NOT NULL, officer text NOT NULL, time text NOT NULL,
    PRIMARY KEY (origin, seq, part)"""

_TABLES = (
    f"""CREATE TABLE officers_effect (effect text NOT NULL, subject text NOT NULL,
    founding boolean NOT NULL, change text NOT NULL,{_PLACE})""",
    "CREATE INDEX officers_effect_subject ON officers_effect (subject)",
    "CREATE INDEX officers_effect_class_id ON officers_effect (class_id)",
    "ALTER TABLE officers_effect ALTER COLUMN change SET STATISTICS 0",
    f"""CREATE TABLE officers_founding (node text NOT NULL, names text NOT NULL,{_PLACE})""",
    f"""CREATE TABLE officers_proposal (proposal text NOT NULL, effect text NOT NULL,
    subject text NOT NULL, reason text NOT NULL, change text NOT NULL,{_PLACE})""",
    "CREATE INDEX officers_proposal_proposal ON officers_proposal (proposal)",
    "CREATE INDEX officers_proposal_class_id ON officers_proposal (class_id)",
    "ALTER TABLE officers_proposal ALTER COLUMN change SET STATISTICS 0",
    f"""CREATE TABLE officers_decision (proposal text NOT NULL, decision text NOT NULL,
    reason text NOT NULL,{_PLACE})""",
    "CREATE INDEX officers_decision_proposal ON officers_decision (proposal)",
    f"""CREATE TABLE officers_introduction (who text NOT NULL, key text NOT NULL,
    told text NOT NULL, withdrawn boolean NOT NULL,{_PLACE})""",
    "CREATE INDEX officers_introduction_who ON officers_introduction (agency, who)",
    "CREATE INDEX officers_introduction_class_id ON officers_introduction (class_id)",
)

_encode = msgspec.json.Encoder(order="sorted").encode


def fold(opened: Opened) -> Iterator[Change]:
    """The rows of one entry about officers; none for anything else, or from the wrong place."""
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    payload = said.payload
    place = {**place_of(opened), "part": 0}
    if isinstance(payload, OfficerIntroduced | OfficerKeyWithdrawn):
        yield Insert("officers_introduction", {**_introduction(payload), **place})
    elif opened.mine and opened.channel == HOME:
        yield from _home(payload, place)


def _home(payload: object, place: Row) -> Iterator[Change]:
    match payload:
        case NodeFounded(node=node, names=names, founders=founders):
            row: Row = {"node": node, "names": _encode(names).decode()}
            yield Insert("officers_founding", {**row, **place})
            for part, person in enumerate(founders):
                effect = _effect(OfficerAdded(person=person), founding=True)
                yield Insert("officers_effect", {**effect, **place, "part": part})
        case ChangeProposed(proposal=proposal, change=change, reason=reason):
            row = {**_effect(change, founding=False), "proposal": proposal, "reason": reason}
            del row["founding"]
            yield Insert("officers_proposal", {**row, **place})
        case ChangeApproved(proposal=proposal, change=change):
            yield Insert("officers_effect", {**_effect(change, founding=False), **place})
            yield _decision(proposal, "approved", "", place)
        case ChangeRefused(proposal=proposal, reason=reason):
            yield _decision(proposal, "refused", reason, place)


def _decision(proposal: str, decision: str, reason: str, place: Row) -> Insert:
    row = {"proposal": proposal, "decision": decision, "reason": reason}
    return Insert("officers_decision", {**row, **place})


def _effect(change: AnyChange, *, founding: bool) -> Row:
    return {
        "effect": str(type(change).__struct_config__.tag),
        "subject": subject_of(change),
        "founding": founding,
        "change": _encode(change).decode(),
    }


def _introduction(payload: OfficerIntroduced | OfficerKeyWithdrawn) -> Row:
    introduced = isinstance(payload, OfficerIntroduced)
    return {
        "who": officer_id(payload.officer),
        "key": key_id(payload.key.key if isinstance(payload, OfficerIntroduced) else payload.key),
        "told": _encode(payload).decode() if introduced else "",
        "withdrawn": not introduced,
    }


PROJECTION = Projection(
    name="officers",
    version=1,
    tables=_TABLES,
    kinds=frozenset(
        one.KIND
        for one in (
            NodeFounded,
            ChangeProposed,
            ChangeApproved,
            ChangeRefused,
            OfficerIntroduced,
            OfficerKeyWithdrawn,
        )
    ),
    fold=fold,
)
