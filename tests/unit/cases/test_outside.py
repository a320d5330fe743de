"""What a changed node says outside the agreement: kept, shown apart, and counting for nothing.

REQUIREMENTS 3.1: before all parties signed, after the end, or by an agency that is no party.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from tests.unit.cases.sample import CASE, CLAIM, TERMS
from tests.unit.cases.shared_case import Shared, judgment, name
from tests.unit.world import NOW, TUNIS, Agency

from tansiq.cases import queries
from tansiq.cases.agreeing import terms_digest
from tansiq.cases.seen import EntityFile
from tansiq.node.case_exports import parted
from tansiq.record.base import Record
from tansiq.record.cases import (
    CaseAgreementProposed,
    CaseAgreementSigned,
    CaseClosed,
    DecisionRecorded,
    InstrumentRecorded,
    TaskMoved,
    TaskSet,
)
from tansiq.record.claims import (
    CategorySet,
    ClaimCorrected,
    ClaimJudged,
    ClaimWithdrawn,
    EntitiesMerged,
    EntityOpened,
    MentionExtracted,
    MentionJudged,
    StatusChanged,
)
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import new_record_id

OVER = parse_stamp(TERMS.ends) + timedelta(hours=1)
OUTSIDE = "outside_agreement"
SKEW = timedelta(hours=2)


def at(who: Agency, time: datetime) -> Agency:
    who.now = time
    return who


def states(file: EntityFile) -> dict[str, str]:
    return {one.fact.claim.value: one.state for one in file.claims}


def judged(shared: Shared, stance: str, document: str = "") -> ClaimJudged:
    return ClaimJudged(
        claim=shared.claim, stance=stance, text="x", language="en", document=document
    )


def everything(shared: Shared) -> tuple[Record, ...]:
    """A word of every kind on the suspect that would move something."""
    document, other = new_record_id(), new_record_id()
    return (
        judgment(document),
        EntityOpened(entity=other, schema="Person", category="witness"),
        shared.claims(name("Someone Else"), document=document),
        shared.claims(msgspec.structs.replace(CLAIM, value="1970-01-01")),
        judged(shared, "dispute"),
        judged(shared, "support", document),
        CategorySet(entity=shared.person, category="victim"),
        StatusChanged(entity=shared.person, status="convicted", document=shared.document),
        EntitiesMerged(merge=new_record_id(), entities=(shared.person, other), reason="x"),
    )


def told(file: EntityFile) -> dict[str, Any]:
    """All of a file that counts."""
    return {
        "names": file.names,
        "members": file.members,
        "categories": [(one.agency, one.category) for one in file.categories],
        "statuses": [(one.fact.agency, one.fact.status) for one in file.statuses],
        "clashes": [one.name for one in file.clashes],
        "claims": [(one.fact.id, one.origins, one.disputed) for one in file.claims if one.stands],
    }


def kept_apart(shared: Shared, before: dict[str, Any]) -> None:
    """Both nodes show what was said, and nothing of it counts."""
    after = shared.same()
    assert told(after) == before
    assert {"category", "status", "judgement", "merge"} <= {one.kind for one in after.apart}
    for value in ("Someone Else", "1970-01-01"):
        assert states(after)[value] == OUTSIDE
    with shared.rabat.store.reading() as tx:
        found = queries.search(tx, CASE, "Someone Else").files
    assert all("Someone Else" not in one.names for one in found)
    assert {one.reason for one in parted((after,), court=False).withheld} == {f"withheld_{OUTSIDE}"}


def test_after_the_end_nothing_counts_but_what_puts_right(shared: Shared) -> None:
    """LAW L4: a correction, a withdrawal and a clearing count whenever they are said."""
    before = told(shared.same())
    at(shared.madrid, OVER)
    assert shared.says(shared.madrid, *everything(shared)) == []
    kept_apart(shared, before)
    at(shared.rabat, OVER)
    right = ClaimCorrected(
        claim=shared.claim, entity=shared.person, schema="Person", document=shared.document,
        handling=shared.claims(CLAIM).handling,
        replacement=msgspec.structs.replace(CLAIM, value="1988-04-18"), explanation="typed wrong",
    )  # fmt: skip
    again = msgspec.structs.replace(
        right, replacement=msgspec.structs.replace(CLAIM, value="1990-01-01")
    )
    acquitted = judgment(new_record_id())
    cleared = StatusChanged(entity=shared.person, status="cleared", document=acquitted.document)
    assert shared.says(shared.rabat, right) == []
    assert shared.says(at(shared.rabat, OVER + SKEW), again, acquitted, cleared) == []
    file = shared.same()
    assert states(file)["1988-04-18"] == "stands"
    assert states(file)["1990-01-01"] == OUTSIDE, "one claim is corrected once, not multiplied"
    assert file.cleared
    named = next(one.fact.id for one in file.claims if one.fact.claim.property == "name")
    ended = ClaimWithdrawn(claim=named, reason="wrong", explanation="another person")
    assert shared.says(shared.rabat, ended) == []
    assert shared.same().names == ()


def test_an_end_closes_the_case_for_both_and_its_place_counts_whatever_the_clock_says(
    shared: Shared,
) -> None:
    with shared.rabat.store.reading() as tx:
        bound = queries.binding(tx, CASE)
    assert bound is not None
    before = told(shared.same())
    closed = CaseClosed(agreement=bound.agreement, reason="done")
    assert shared.says(at(shared.madrid, NOW + SKEW), closed) == []
    at(shared.madrid, NOW + timedelta(hours=1))
    assert shared.says(shared.madrid, *everything(shared)) == [], "dated before its own end"
    kept_apart(shared, before)
    assert shared.says(at(shared.rabat, NOW + SKEW), shared.claims(name("Under Way"))) == []
    assert states(shared.same())["Under Way"] == "stands", "the end had not arrived there"
    late = shared.claims(name("Long After"))
    assert shared.says(at(shared.rabat, NOW + 2 * SKEW), late) == []
    assert states(shared.same())["Long After"] == OUTSIDE


def test_no_party_counts_whatever_it_signs_for_others(shared: Shared) -> None:
    before = told(shared.same())
    tunis = Agency(TUNIS, shared.rabat.store, projections=shared.rabat.projections)
    assert shared.says(tunis, *everything(shared)) == []
    kept_apart(shared, before)
    alone = msgspec.structs.replace(
        TERMS,
        parties=(TERMS.parties[1], replace_party(TERMS.parties[0])),
        grounds=tuple(
            msgspec.structs.replace(
                one, **{side: getattr(one, side).replace("madrid", "tunis") for side in SIDES}
            )
            for one in TERMS.grounds
        ),
    )
    signed = CaseAgreementSigned(
        agreement=new_record_id(), proposer="tunis", digest=terms_digest(alone)
    )
    assert (
        shared.says(tunis, CaseAgreementProposed(agreement=signed.agreement, terms=alone), signed)
        == []
    )
    assert shared.says(tunis, *everything(shared)) == [], "Rabat never signed that"
    kept_apart(shared, before)


SIDES = ("sender", "receiver")


def replace_party(one: Any) -> Any:
    return msgspec.structs.replace(one, node="tunis")


def test_before_the_agreement_binds_nothing_counts_and_a_person_waits_in_quarantine(
    shared: Shared,
) -> None:
    shared.madrid.now = NOW - timedelta(days=3)
    other = new_record_id()
    opened = EntityOpened(entity=other, schema="Person", category="suspect")
    early = shared.claims(name("Too Early"), entity=other)
    assert shared.says(shared.madrid, opened, early) == []
    file = shared.file(shared.rabat, other)
    assert (file.outside, file.names, file.quarantined) == (True, (), True)
    assert file.digest == shared.file(shared.madrid, other).digest
    with shared.rabat.store.reading() as tx:
        assert other in queries.in_quarantine(tx, CASE)


def test_the_work_of_a_case_is_told_apart_and_moves_nothing(shared: Shared) -> None:
    task, instrument = new_record_id(), new_record_id()
    fields = {"language": "en", "party": "madrid", "title": "ask"}
    search = {**fields, "type": "search_order", "authority": "court", "instrument": instrument}
    mine = (
        TaskSet(task=task, **fields),
        InstrumentRecorded(state="asked", **search),
    )
    assert shared.says(shared.madrid, *mine) == []
    found = MentionExtracted(
        mention=new_record_id(), document=shared.document, tool="finder", tool_version="1",
        schema="Person", property="name", value="Someone",
    )  # fmt: skip
    assert shared.says(shared.rabat, found) == []
    changed = (
        MentionJudged(mention=found.mention, verdict="rejected", reason="x"),
        TaskMoved(task=task, state="done"),
        InstrumentRecorded(state="issued", **search),
        DecisionRecorded(decision=new_record_id(), title="t", text="x", language="en"),
        judgment(new_record_id()),
        TaskSet(task=new_record_id(), **fields),
    )
    assert shared.says(at(shared.madrid, OVER), *changed) == []
    with shared.rabat.store.reading() as tx:
        tasks = {one.task: (one.state, one.outside) for one in queries.tasks(tx, CASE)}
        held = [(one.record.state, one.outside) for one in queries.instruments(tx, CASE)]
        waiting = [one.mention for one in queries.open_mentions(tx, CASE)]
        assert (queries.mentions_waiting(tx, CASE), queries.counts(tx, CASE)["mentions"]) == (1, 1)
        decided = [one.outside for one in queries.decisions(tx, CASE)]
        filed = {one.fact.document: one.outside for one in queries.documents(tx, CASE)}
    assert tasks.pop(task) == ("open", False)
    assert list(tasks.values()) == [("open", True)]
    assert held == [("asked", False)]
    assert waiting == [found.mention]
    assert decided == [True]
    assert filed == {shared.document: False, changed[4].document: True}


def test_lateness_is_a_hint_of_this_node_and_moves_no_digest(shared: Shared) -> None:
    before = shared.same()
    with shared.rabat.store.transaction() as tx:
        tx.run("UPDATE case_claims SET received = '2027-08-01T00:00:00Z'")
    here, there = shared.file(shared.rabat), shared.file(shared.madrid)
    assert all(one.late for one in here.claims)
    assert not any(one.late for one in there.claims)
    assert here.digest == there.digest == before.digest
    assert here == there
