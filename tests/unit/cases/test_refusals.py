"""What a joint case refuses, and with which reason (REQUIREMENTS 3.1-3.7)."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from tests.unit.cases.sample import (
    AT,
    CLAIM,
    H0,
    PARALLEL,
    PARTIES,
    PERSON,
    TERMS,
    agreed,
    claimed,
    document,
    now,
    refused,
    state,
    wish,
)

from tansiq.cases import commands
from tansiq.cases.agreeing import Agreement, rules_of, shut
from tansiq.cases.facts import MentionFact, Merge
from tansiq.cases.mentions import Accepting
from tansiq.cases.merging import MergeState
from tansiq.cases.persons import PersonState
from tansiq.cases.sourcing import FileDocument, FilingState
from tansiq.cases.working import TaskNow
from tansiq.record.cases import TaskSet
from tansiq.record.claims import ClaimJudged, EntityOpened
from tansiq.record.material import Markings
from tansiq.terms.casework import AgreementType, agreement_types
from tansiq.terms.ids import (
    OfficerId,
    new_class_id,
    new_record_id,
)


@pytest.mark.parametrize(
    ("agreement", "members", "why"),
    [
        (agreed(signed=("madrid",)), ("madrid", "rabat"), "case_without_agreement"),
        (agreed(), ("madrid", "rabat", "lisbon"), "case_parties_changed"),
        (agreed(), ("rabat",), "case_parties_changed"),
        (
            agreed(msgspec.structs.replace(TERMS, ends="2026-11-02T00:00:00Z")),
            ("madrid", "rabat"),
            "case_over",
        ),
        (
            agreed(msgspec.structs.replace(TERMS, starts="2026-12-01T00:00:00Z")),
            ("madrid", "rabat"),
            "case_not_begun",
        ),
        (replace(agreed(), ended="2026-11-02T00:00:00Z"), ("madrid", "rabat"), "case_closed"),
    ],
)
def test_a_case_is_open_only_under_an_agreement_that_every_party_signed(
    agreement: Agreement, members: tuple[str, ...], why: str
) -> None:
    """REQUIREMENTS 3.1: without it nothing is added; at its end the case can be read only."""
    found = now(agreement if agreement.complete else None, members)
    if not agreement.complete:
        found = replace(found, agreement=None)
    assert shut(found) == why
    opened = EntityOpened(entity=new_record_id(), schema="Person", category="suspect")
    with refused(why):
        commands.open_entity(found, opened, frozenset())
    with refused(why):
        commands.make_claims(state(now=found), wish())
    assert shut(now()) == ""


def test_what_is_wrong_can_be_put_right_when_the_case_is_over() -> None:
    """LAW L4: rectification is due however the cooperation ended; so is clearing a person."""
    over = now(agreed(msgspec.structs.replace(TERMS, ends="2026-11-02T00:00:00Z")))
    assert commands.withdraw_claim(state(now=over), claimed("rabat"), "wrong", "misread")
    assert commands.correct_claim(state(now=over), claimed("rabat"), wish(), "misread")
    cleared = PersonState(now=over, entity=PERSON, status="charged", document=document())
    assert commands.change_status(cleared, "cleared", "")
    with refused("case_over"):
        commands.change_status(replace(cleared, status="suspected"), "convicted", "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"parties": PARTIES[:1]}, "agreement_parties"),
        ({"purpose": " "}, "desk_field_missing"),
        ({"languages": ()}, "desk_field_missing"),
        ({"uses": ()}, "desk_field_missing"),
        ({"uses": ("whatever",)}, "word_unknown"),
        ({"ends": "2026-11-02T00:00:00Z"}, "agreement_dates"),
        ({"grounds": TERMS.grounds[:1]}, "agreement_grounds"),
        ({"names": ()}, "case_names"),
        ({"instrument": ""}, "case_type_instrument"),
        ({"rules": rules_of(agreement_types()[AgreementType.EU_TEAM])}, "case_type_states"),
        ({"rules": msgspec.structs.replace(PARALLEL, uncategorised_days=0)}, "case_days"),
        (
            {"parties": (PARTIES[0], msgspec.structs.replace(PARTIES[1], law=""))},
            "desk_field_missing",
        ),
    ],
)
def test_an_agreement_that_lacks_a_part_is_refused_by_name(
    changes: dict[str, Any], code: str
) -> None:
    """REQUIREMENTS 3.1, LAW L43: no joint team of the EU with a state outside it."""
    with refused(code):
        commands.propose_agreement(
            now(), new_record_id(), msgspec.structs.replace(TERMS, **changes)
        )


def test_only_a_party_signs_and_only_what_it_was_shown() -> None:
    half = agreed(signed=("madrid",))
    assert commands.sign_agreement(now(), half, half.digest)[0].after == (half.entry,)
    for found, digest, code in (
        (None, "", "agreement_unknown"),
        (half, "00", "agreement_changed"),
        (agreed(), half.digest, "agreement_signed_before"),
    ):
        with refused(code):
            commands.sign_agreement(now(), found, digest)


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ({"grade": ""}, "claim_grade_missing"),
        ({"grade": "europol_4x4:Z9"}, "grade_unknown"),
        ({"nature": ""}, "desk_nature_missing"),
        ({"property": "shoeSize"}, "schema_property"),
        ({"value": "17/04/88"}, "schema_value"),
        ({"value": ""}, "schema_value"),
        ({"since": "2026-13"}, "claim_date"),
        ({"basis": ("te1:nobody:0",)}, "claim_unknown"),
        ({"mention": new_record_id()}, "mention_unknown"),
    ],
)
def test_a_claim_that_lacks_what_it_needs_is_refused(claim: dict[str, Any], code: str) -> None:
    """REQUIREMENTS 3.2."""
    with refused(code):
        commands.make_claims(state(), wish(msgspec.structs.replace(CLAIM, **claim)))


def test_a_claim_needs_an_entity_a_source_that_stands_and_a_handling_code() -> None:
    for changes, code in (
        ({"entity": None}, "entity_unknown"),
        ({"document": None}, "document_unknown"),
        ({"document_ended": True}, "document_ended"),
    ):
        with refused(code):
            commands.make_claims(state(**changes), wish())
    with refused("word_unknown"):
        commands.make_claims(state(), wish(handling=Markings(code="H9")))
    with refused("claims_many"):
        commands.make_claims(state(), wish(claims=()))
    with refused("claims_many"):
        commands.make_claims(state(), wish(claims=(CLAIM,) * 501))


def test_nobody_changes_what_another_agency_said() -> None:
    """REQUIREMENTS 3.6: a partner's claim is disputed in words, never overwritten."""
    with refused("claim_not_ours"):
        commands.correct_claim(state(), claimed("madrid"), wish(), "we know better")
    with refused("claim_not_ours"):
        commands.withdraw_claim(state(), claimed("madrid"), "wrong", "we know better")
    dispute = ClaimJudged(claim="te1:x:0", stance="dispute", text="one only", language="en")
    assert commands.judge_claim(state(), claimed("madrid"), dispute)
    with refused("claim_ours"):
        commands.judge_claim(state(), claimed("rabat"), dispute)
    with refused("document_not_ours"):
        commands.withdraw_document(now(), document(agency="madrid"), "wrong", "x", ended=False)


def test_a_status_moves_only_on_a_document_that_carries_it() -> None:
    """REQUIREMENTS 3.4: no status jump without a fitting document."""
    person = PersonState(now=now(), entity=PERSON, document=document("judgment"))
    assert commands.change_status(person, "convicted", "")
    for changes, status, code in (
        ({"document": None}, "suspected", "status_without_document"),
        ({"document": document("official_record")}, "charged", "status_document_unfit"),
        ({"document": document("prosecution_decision")}, "convicted", "status_document_unfit"),
        ({"document": document("report")}, "suspected", "status_document_unfit"),
        ({"status": "convicted"}, "convicted", "status_same"),
        ({"status": "charged"}, "reported", "status_back_to_report"),
        ({"document_ended": True}, "convicted", "document_ended"),
        ({"entity": replace(PERSON, categorised=False)}, "suspected", "entity_quarantined"),
        (
            {"entity": replace(PERSON, person=False, schema="Vehicle")},
            "suspected",
            "category_not_person",
        ),
    ):
        with refused(code):
            commands.change_status(replace(person, **changes), status, "")


def test_no_machine_merges_people() -> None:
    """REQUIREMENTS 3.5."""
    other = replace(PERSON, entity=new_record_id())
    found = MergeState(now=now(), entities=(PERSON, other))
    both = (PERSON.entity, other.entity)
    planned = commands.merge_entities(found, new_record_id(), both, "same card")[0]
    assert planned.act
    nobody = replace(found.now, situation=replace(found.now.situation, officer=OfficerId("")))
    with refused("merge_by_machine"):
        commands.merge_entities(replace(found, now=nobody), new_record_id(), both, "alike")
    with refused("merge_of_one"):
        commands.merge_entities(found, new_record_id(), (both[0], both[0]), "x")
    with refused("merge_many"):
        many = tuple(new_record_id() for _ in range(101))
        commands.merge_entities(found, new_record_id(), many, "x")
    with refused("entity_unknown"):
        commands.merge_entities(found, new_record_id(), (both[0], new_record_id()), "x")
    uncategorised = (PERSON, replace(other, categorised=False))
    with refused("entity_quarantined"):
        commands.merge_entities(replace(found, entities=uncategorised), new_record_id(), both, "x")
    car = replace(other, person=False, schema="Vehicle")
    with refused("merge_schemata"):
        commands.merge_entities(replace(found, entities=(PERSON, car)), new_record_id(), both, "x")
    merged = Merge(merge="r-m", entities=both, reason="x", agency="madrid", **AT)
    with refused("merge_together"):
        commands.merge_entities(replace(found, merges=(merged,)), new_record_id(), both, "x")
    with refused("merge_ended"):
        commands.split_entities(found, merged, "not the same")
    assert commands.split_entities(replace(found, merges=(merged,)), merged, "not the same")


def test_what_a_machine_found_becomes_a_claim_only_with_an_officers_grade() -> None:
    """REQUIREMENTS 3.7."""
    mention = MentionFact(
        mention=new_record_id(), document=new_record_id(), tool="reader", tool_version="1",
        schema="Person", property="birthDate", value="1988-04-17", language="", place="page 2",
        agency="rabat", **AT,
    )  # fmt: skip
    known = state(mentions={mention.mention})
    how = Accepting(grade="europol_4x4:B2", nature="fact", handling=H0)
    made, verdict = commands.accept_mention(known, mention, how, judged=False)
    assert made.act
    assert verdict.act
    with refused("claim_grade_missing"):
        commands.accept_mention(known, mention, replace(how, grade=""), judged=False)
    with refused("mention_judged"):
        commands.accept_mention(known, mention, how, judged=True)
    with refused("mention_unknown"):
        commands.reject_mention(now(), None, "noise", judged=False)


def test_sources_and_tasks_are_refused_by_name() -> None:
    filing = FilingState(now=now())
    sound = FileDocument(
        document=new_record_id(),
        source="judgment",
        title="Judgment 12",
        language="es",
        reference="12/2026",
        authority="Court of Palm City",
        dated="2026-10-01",
        handling=H0,
    )
    assert commands.file_document(filing, sound)
    for changes, code in (
        ({"reference": ""}, "desk_field_missing"),
        ({"repeats": new_record_id()}, "document_unknown"),
        ({"source": "rumour"}, "word_unknown"),
        ({"source": "human_source", "ask": ""}, "desk_field_missing"),
    ):
        with refused(code):
            commands.file_document(filing, replace(sound, **changes))
    with refused("document_known"):
        commands.file_document(replace(filing, taken={sound.document}), sound)
    task = TaskSet(task=new_record_id(), party="lisbon", title="ask the operator", language="en")
    with refused("case_party_unknown"):
        commands.set_task(now(), task, frozenset())
    theirs = TaskNow(task=task.task, agency="madrid", party="madrid", state="open")
    with refused("task_not_ours"):
        commands.move_task(now(), theirs, "done", "")


def test_our_words_on_an_entity_lie_in_one_class_of_ours() -> None:
    """LAW L38: an entity file can be erased alone."""
    ours = new_class_id()
    known = state(entity=replace(PERSON, our_class=ours))
    assert commands.make_claims(known, wish())[0].retention == ours
    assert commands.make_claims(state(), wish())[0].retention == now().retention
