"""What a partner's changed node writes in well-formed, signed records: without effect on others.

Nobody ends, moves, takes over or voids what another agency said, and both nodes show one file.
"""

from typing import Any

import msgspec
from tests.unit.cases.sample import CLAIM, TERMS
from tests.unit.cases.shared_case import Shared, judgment, name
from tests.unit.world import KEPT, MADRID, RABAT, TUNIS, Agency

from tansiq.cases import commands, queries, resting
from tansiq.cases.agreeing import terms_digest
from tansiq.cases.sourcing import FileDocument
from tansiq.node.case_exports import as_ftm, parted
from tansiq.node.case_prints import Printer
from tansiq.printing.render import render
from tansiq.record.cases import (
    CaseAgreementProposed,
    CaseAgreementSigned,
    DocumentWithdrawn,
    TaskMoved,
    TaskSet,
)
from tansiq.record.claims import (
    Claim,
    ClaimCorrected,
    ClaimJudged,
    ClaimWithdrawn,
    EntitiesMerged,
    EntitiesSplit,
    EntityOpened,
    StatusChanged,
)
from tansiq.record.desk import ReportRecalled, ReportReleased
from tansiq.record.material import Content, Markings
from tansiq.record.plan import Planned
from tansiq.record.situation import ChannelNow
from tansiq.terms.ids import ChannelId, desk_channel, new_record_id
from tansiq.terms.languages import Language
from tansiq.web.case_timeline import timeline
from tansiq.web.case_words import Words

CASE = "case:2026-017"


def claim(**changes: Any) -> Claim:
    return msgspec.structs.replace(CLAIM, **changes)


def task(**changes: Any) -> TaskSet:
    fields = {"task": new_record_id(), "party": "rabat", "title": "ask", "language": "en"}
    return TaskSet(**(fields | changes))


def test_nobody_ends_moves_or_takes_over_what_another_agency_said(shared: Shared) -> None:
    """Well-formed, signed, and without effect: REQUIREMENTS 3.6."""
    before = shared.same()
    mine = task(party="madrid", title="the first words")
    assert shared.says(shared.rabat, mine) == []
    correction = ClaimCorrected(
        claim=shared.claim, entity=new_record_id(), schema="Person", document=shared.document,
        handling=Markings(code="H0"), replacement=CLAIM, explanation="x",
    )  # fmt: skip
    shared.madrid.later(-9_000)
    done = shared.says(
        shared.madrid,
        ClaimWithdrawn(claim=shared.claim, reason="wrong", explanation="x"),
        correction,
        DocumentWithdrawn(document=shared.document, reason="wrong", explanation="x"),
        EntitiesSplit(merge=new_record_id(), reason="never merged"),
        task(task=mine.task, party="rabat", title="other words, dated before"),
        TaskMoved(task=new_record_id(), state="done"),
    )
    assert done == []
    assert shared.same() == before
    with shared.rabat.store.reading() as tx:
        (first, second) = sorted(queries.tasks(tx, CASE), key=lambda one: one.agency)
    assert (first.record.title, second.record.title) == (
        "other words, dated before",
        "the first words",
    )


def test_a_status_counts_only_on_a_document_that_carries_it(shared: Shared) -> None:
    """REQUIREMENTS 3.4: a status jump by a partner's changed node is no status."""

    def standing(agency: str) -> list[str]:
        held = (one for one in shared.same().statuses if one.standing)
        return [one.fact.status for one in held if one.fact.agency == agency]

    for source, reference, status, expected in (
        ("report", "12/26", "convicted", []),
        ("prosecution_decision", "12/26", "convicted", []),
        ("official_record", "12/26", "cleared", []),
        ("judgment", "", "charged", []),
        ("judgment", "12/26", "reported", []),
        ("judgment", "12/26", "charged", ["charged"]),
        ("report", "12/26", "convicted", ["charged"]),
    ):
        cited = judgment(new_record_id(), source, reference=reference)
        moved = StatusChanged(entity=shared.person, status=status, document=cited.document)
        assert shared.says(shared.madrid, cited, moved) == []
        assert standing("madrid") == expected
    nowhere = StatusChanged(entity=shared.person, status="convicted", document=new_record_id())
    assert shared.says(shared.rabat, nowhere) == []
    assert standing("rabat") == []


def test_no_party_sets_aside_alone_what_all_signed(shared: Shared) -> None:
    """REQUIREMENTS 3.1: neither a rival text under the same id nor one for fewer parties."""
    with shared.rabat.store.reading() as tx:
        bound = queries.binding(tx, CASE)
    assert bound is not None
    rival = msgspec.structs.replace(TERMS, purpose="another purpose")
    for proposer in ("madrid", "rabat"):
        told = CaseAgreementProposed(agreement=bound.agreement, terms=rival)
        signed = CaseAgreementSigned(
            agreement=bound.agreement, proposer=proposer, digest=terms_digest(rival)
        )
        assert shared.says(shared.madrid, told, signed, signed) == []
    with shared.rabat.store.reading() as tx:
        now = queries.binding(tx, CASE)
        half = [one for one in queries.agreements(tx, CASE) if not one.complete]
    assert now == bound
    assert {one.terms.purpose for one in half} == {"another purpose"}


def test_merges_in_circles_and_of_strangers_hold_no_more_than_they_say(shared: Shared) -> None:
    """REQUIREMENTS 3.5: any party splits, whatever was merged, and the file is as before."""
    before = shared.same()
    car, twin, stranger = (new_record_id() for _ in range(3))
    opened = (
        EntityOpened(entity=car, schema="Vehicle"),
        EntityOpened(entity=twin, schema="Person", category="other"),
    )
    assert shared.says(shared.madrid, *opened) == []
    circle = [(shared.person, twin), (twin, car), (car, stranger), (stranger, shared.person)]
    merges = [EntitiesMerged(merge=new_record_id(), entities=two, reason="x") for two in circle]
    assert shared.says(shared.madrid, *merges) == []
    together = shared.same()
    assert together.person
    assert set(together.members) == {shared.person, twin, car, stranger}
    splits = [EntitiesSplit(merge=one.merge, reason="not so") for one in merges]
    assert shared.says(shared.rabat, *splits) == []
    assert shared.same() == before


def test_what_falls_is_followed_through_claims_on_others_repeats_and_support(
    shared: Shared,
) -> None:
    """A withdrawn source voids exactly what rests on it alone, wherever in the case that stands."""
    source, repeat, other = (judgment(new_record_id(), "report") for _ in range(3))
    repeat = msgspec.structs.replace(repeat, repeats=source.document)
    car, flat = new_record_id(), new_record_id()
    opened = [EntityOpened(entity=one, schema="Vehicle") for one in (car, flat)]
    assert shared.says(shared.rabat, source, repeat, other, *opened) == []

    def said(value: str, *basis: str, **changes: Any) -> str:
        one = claim(property="notes", value=value, basis=basis)
        assert shared.says(shared.madrid, shared.claims(one, **changes)) == []
        return shared.last_claim(shared.madrid)

    first = said("first", document=source.document)
    chained = said("chained", first, entity=car, schema="Vehicle", document=other.document)
    further = said("further", chained, entity=flat, schema="Vehicle", document=other.document)
    again = said("again", document=repeat.document)
    both = said("both", document=source.document)
    support = ClaimJudged(
        claim=both, stance="support", text="x", language="en", document=other.document
    )
    assert shared.says(shared.rabat, support) == []
    with shared.madrid.store.reading() as tx:
        (fact,) = [one.fact for one in queries.document(tx, CASE, source.document)]
        falls, more = resting.falling(tx, CASE, fact)
    assert (falls, more) == ({first, chained, further, again}, False)
    ended = DocumentWithdrawn(document=source.document, reason="wrong", explanation="x")
    assert shared.says(shared.rabat, ended) == []
    for entity in (shared.person, car, flat):
        assert shared.file(shared.rabat, entity).digest == shared.file(shared.madrid, entity).digest
    struck = {
        one.fact.id
        for entity in (shared.person, car, flat)
        for one in shared.file(shared.rabat, entity).claims
        if not one.stands
    }
    assert struck == falls


def released(release: str) -> ReportReleased:
    return ReportReleased(
        release=release,
        content=Content(title="t", text="x", language="en", grade="europol_4x4:B2", nature="fact"),
        wording="original",
        worded_by="tunis",
        recipients=("rabat",),
        purpose="p",
        court=False,
        legal_basis="b",
        transfer_grounds=(),
        handling=Markings(code="H0"),
        expiry="2030-01-01T00:00:00Z",
    )


def test_only_who_released_it_takes_back_what_a_case_cites(shared: Shared) -> None:
    """Neither a forged recall nor a second release under the same id voids a source."""
    release = new_record_id()
    tunis = Agency(TUNIS, shared.rabat.store, projections=shared.rabat.projections)
    tunis.later(-5)
    where = desk_channel(RABAT, TUNIS)
    tunis.write((Planned(channel=where, payload=released(release), retention=KEPT),))
    sources = [judgment(new_record_id(), "report", release=release) for _ in range(2)]
    named = [shared.claims(name(one.document), document=one.document) for one in sources]
    assert shared.says(shared.rabat, *sources, *named) == []

    def standing() -> set[str]:
        claims = shared.file(shared.rabat).claims
        return {one.fact.document for one in claims if one.stands}

    recall = ReportRecalled(
        release=release, reason="wrong", explanation="", measure="erase",
        due="2026-11-03T00:00:00Z",
    )  # fmt: skip
    desk = desk_channel(MADRID, RABAT)
    every = {shared.document, *(one.document for one in sources)}
    assert shared.says(shared.madrid, recall, released(release), recall, channel=desk) == []
    assert standing() == every
    tunis.write((Planned(channel=where, payload=recall, retention=KEPT),))
    assert standing() == {shared.document}


def test_an_erased_release_leaves_its_source_to_nobody_else(shared: Shared) -> None:
    """A citation says whose release it is, so another under its id decides nothing, ever."""
    release, desk = new_record_id(), desk_channel(MADRID, RABAT)
    assert shared.says(shared.madrid, released(release), channel=desk) == []
    wish = FileDocument(
        document=new_record_id(), source="report", title="t", language="en",
        handling=Markings(code="H0"), release=release,
    )  # fmt: skip
    with shared.rabat.store.reading() as tx:
        channel = ChannelNow(ChannelId(CASE), 1, (MADRID, RABAT))
        now = queries.case_now(tx, shared.rabat.situation, channel, KEPT)
        filing = queries.state_for_filing(tx, now, wish.document, (), release)
    (planned,) = commands.file_document(filing, wish)
    said = shared.claims(name("Cited"), document=wish.document)
    assert shared.says(shared.rabat, planned.payload, said) == []
    tunis = Agency(TUNIS, shared.rabat.store, projections=shared.rabat.projections)
    recall = ReportRecalled(
        release=release, reason="wrong", explanation="", measure="erase",
        due="2026-11-03T00:00:00Z",
    )  # fmt: skip
    with shared.rabat.store.transaction() as tx:
        tx.run("DELETE FROM case_release WHERE agency = 'madrid'")
    theirs = [
        Planned(channel=desk_channel(RABAT, TUNIS), payload=one, retention=KEPT)
        for one in (released(release), recall)
    ]
    tunis.write(theirs)
    assert "Cited" in shared.file(shared.rabat).names
    assert shared.says(shared.madrid, recall, channel=desk) == []
    assert "Cited" not in shared.file(shared.rabat).names


ODD = ("\u202eبلاغ\u202c", "pay\u200bpal", "раypаl", "\u202e" * 30, "\u0007bell", "🙂", "ﷺ" * 300)


def test_odd_letters_are_kept_as_they_were_signed_and_harm_nothing(shared: Shared) -> None:
    """Control characters, look-alikes, unknown types reach search, print and export alike."""
    said = [name(one) for one in ODD]
    said += [claim(value=one) for one in ("١٩٨٨", "0000-00-00", "9999999999", "-5", "\u202e1988")]
    said += [claim(property="nationality", value="zz\u200b"), claim(property="unknown", value="x")]
    assert shared.says(shared.madrid, shared.claims(*said)) == []
    alien = EntityOpened(entity=new_record_id(), schema="Spaceship\u202e")
    crew = shared.claims(claim(property="crew", value="x"), entity=alien.entity, schema="Spaceship")
    assert shared.says(shared.madrid, alien, crew) == []
    file, other = shared.same(), shared.file(shared.rabat, alien.entity)
    assert {one.fact.claim.value for one in file.claims} >= {*ODD}
    with shared.rabat.store.reading() as tx:
        for one in ODD:
            queries.search(tx, CASE, one)
    assert timeline(file) is not None
    assert Words.of(Language.AR, (file, other)).properties(other.schema) == ()
    found = parted((file, other), court=True)
    assert len(as_ftm(found)[0]) > 100
    for language in ("ar", "en"):
        printer = Printer(language, "2026-11-03T00:00:00Z", exercise=True)
        assert render(printer.entity(found)).startswith(b"%PDF-")
