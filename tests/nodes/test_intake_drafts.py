"""Drafts at real nodes: taken in once, judged by people, claimed in a case, never sent on."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.taken import STORY, Taking, code, no, yes

from tansiq.node.intake_judging import Verdict
from tansiq.terms.intake import DraftState, Kind

pytestmark = pytest.mark.slow

INTO = ("--case", CASE, "--grade", "europol_4x4:C3", "--handling", "H0")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("drafts")) as made:
        made.rabat.officer("machine", "system_administrator")
        made.rabat.officer("leader", "site_team_leader")
        made.rabat.officer("analyst", "intelligence_analyst")
        for who in ("leader", "analyst"):
            made.rabat.decide(
                "officer", "propose", "assign", made.rabat.id_of(who), "--file", "home"
            )
        yield made


@pytest.fixture(scope="module")
def rabat(both: Joint) -> Taking:
    return Taking(both.rabat)


def test_accepted_one_by_one_each_claim_names_its_words(rabat: Taking) -> None:
    """Requirements 9.3, 3.7: a person publishes, and every claim leads to its words."""
    told = {"url": "https://press.example/1", "published": "2026-03-16"}
    taken = rabat.take(STORY, "one.txt", **told)
    seen = rabat.draft(taken.draft)
    assert (seen.head.state, seen.head.counts.accepted) == (DraftState.NEW, 0)
    assert (seen.capture.url, seen.capture.operator) == (told["url"], rabat.lone.id_of("liaison"))
    assert seen.capture.captured.endswith("Z")
    assert len(seen.capture.sha256) == 64
    assert seen.capture.tool
    person = rabat.number(taken.draft, Kind.PERSON, "Karim")
    first = rabat.judge(taken.draft, yes(person, category="suspect"))
    assert (len(first.claims), len(first.entries)) == (1, 4)
    karim = rabat.draft(taken.draft).proposals[person - 1].entity
    phone = rabat.number(taken.draft, Kind.PHONE)
    second = rabat.judge(taken.draft, yes(phone, entity=f"#{person}"))
    assert second.document == first.document
    number = rabat.draft(taken.draft).head.number
    spans = {one.number: one.span for one in seen.proposals}
    claims = rabat.claims(karim)
    assert claims == {
        "name": [("Karim Belhadri", "fact", "", f"draft {number} {_said(spans[person])}")],
        "phone": [("+34600112233", "fact", "", f"draft {number} {_said(spans[phone])}")],
    }
    assert rabat.draft(number).head.state is DraftState.BEGUN
    (source,) = rabat.lone.ask(
        "case", "source", CASE, first.document, who="liaison", reason="look"
    )["documents"]
    record = source["fact"]["record"]
    assert (record["source"], record["reference"], record["dated"]) == (
        "open_source", told["url"], told["published"],
    )  # fmt: skip
    assert record["attachments"][0]["sha256"] == seen.capture.sha256


def _said(span: tuple[int, int]) -> str:
    return f"{span[0]}-{span[1]}"


def test_a_bulk_leaves_out_what_is_contradicted_until_it_is_named(rabat: Taking) -> None:
    """Requirement 3.2: what cannot both be so is never accepted in passing."""
    taken = rabat.take(f"Second outlet. {STORY}", published="2026-03-16")
    date = rabat.number(taken.draft, Kind.DATE, "Friday")
    assert rabat.draft(taken.draft).proposals[date - 1].clashes == (1,)
    born = rabat.number(taken.draft, Kind.DATE, "1984")
    person = rabat.number(taken.draft, Kind.PERSON, "Karim")
    done = rabat.lone.ask(
        "intake", "accept", taken.number, "--all-uncontradicted", *INTO, "--yes",
        "--entity", f"{born}=#{person}", "--property", f"{born}=birthDate",
        "--category", f"{person}=suspect",
        who="liaison", reason="reviewed",
    )  # fmt: skip
    seen = rabat.draft(taken.draft)
    assert {one.number for one in seen.proposals if not one.verdict} == {date}
    arrest = rabat.number(taken.draft, Kind.ARREST)
    event = seen.proposals[arrest - 1].entity
    assert {name: said[0][0] for name, said in rabat.claims(event).items()} == {
        "name": "arrested",
        "location": "Port Alder",
    }
    assert done["document"]
    rabat.judge(taken.draft, yes(date))
    assert rabat.claims(event)["date"][0][0] == "2026-03-14"
    assert rabat.draft(taken.draft).head.state is DraftState.JUDGED


def test_events_take_their_day_along_and_the_same_words_are_one_thing(rabat: Taking) -> None:
    """Requirement 3.7: the day stands in the claim of the event, judged in the same act."""
    taken = rabat.take(f"Third outlet. {STORY}", published="2026-03-16")
    places = [one for one in rabat.draft(taken.draft).proposals if one.kind is Kind.PLACE]
    seizure = rabat.number(taken.draft, Kind.SEIZURE)
    date = rabat.number(taken.draft, Kind.DATE, "13 March")
    rabat.judge(taken.draft, yes(seizure), *(yes(one.number) for one in places))
    seen = rabat.draft(taken.draft)
    town = {seen.proposals[one.number - 1].entity for one in places}
    assert len(places) == 2
    assert len(town) == 1
    assert len(rabat.claims(town.pop())["name"]) == 1
    event = rabat.claims(seen.proposals[seizure - 1].entity)
    assert {name: said[0][0] for name, said in event.items()} == {
        "name": "seized",
        "date": "2026-03-13",
        "location": "Port Alder",
    }
    assert seen.proposals[date - 1].verdict == "accepted"


def test_what_a_text_suspects_is_no_fact_and_nobody_changes_status(rabat: Taking) -> None:
    """Requirement 3.4: a status moves on a cited document alone, never by intake."""
    taken = rabat.take(f"Fourth outlet. {STORY}", published="2026-03-16")
    target = rabat.number(taken.draft, Kind.TARGET)
    person = rabat.number(taken.draft, Kind.PERSON)
    rabat.judge(taken.draft, yes(target), yes(person, category="suspect"))
    seen = rabat.draft(taken.draft)
    ((_, nature, note, _),) = rabat.claims(seen.proposals[target - 1].entity)["name"]
    assert (nature, note) == ("assessment", "suspected: suspect that")
    file = rabat.lone.ask(
        "entity", "show", CASE, seen.proposals[person - 1].entity, who="liaison", reason="look"
    )
    assert file["statuses"] == []


def test_a_date_alone_needs_an_event_or_a_named_property(rabat: Taking) -> None:
    """Requirement 3.7: a day of nothing is no claim."""
    taken = rabat.take(f"Fifth outlet. {STORY}", published="2026-03-16")
    born = rabat.number(taken.draft, Kind.DATE, "1984")
    assert code(rabat.judge, taken.draft, yes(born)) == "draft_date_alone"
    person = rabat.number(taken.draft, Kind.PERSON)
    assert code(rabat.judge, taken.draft, yes(born, entity=f"#{person}")) == "draft_entity"
    both = (yes(person), yes(born, entity=f"#{person}"))
    assert code(rabat.judge, taken.draft, *both) == "draft_property"
    assert rabat.draft(taken.draft).head.state is DraftState.NEW
    said = yes(born, entity=f"#{person}", property="birthDate")
    rabat.judge(taken.draft, yes(person), said)
    karim = rabat.draft(taken.draft).proposals[person - 1].entity
    assert rabat.claims(karim)["birthDate"][0][0] == "1984-02-03"


def test_changed_rejected_taken_back_and_never_judged_twice(rabat: Taking) -> None:
    """Requirement 3.7: each verdict is a signed record, and only a rejection is taken back."""
    taken = rabat.take(f"Sixth outlet. {STORY}", published="2026-03-16")
    person = rabat.number(taken.draft, Kind.PERSON)
    target = rabat.number(taken.draft, Kind.TARGET)
    item = rabat.number(taken.draft, Kind.ITEM)
    changed = Verdict(number=person, verdict="changed", value="Karim Belhadri Ould Invented")
    rabat.judge(taken.draft, changed, no(target, "no such market"))
    seen = rabat.draft(taken.draft)
    assert seen.proposals[person - 1].changed == "Karim Belhadri Ould Invented"
    assert seen.proposals[target - 1].reason == "no such market"
    assert (seen.head.counts.accepted, seen.head.counts.rejected) == (1, 1)
    before = rabat.draft(taken.draft)
    assert code(rabat.judge, taken.draft, yes(item), yes(person)) == "draft_judged"
    assert code(rabat.judge, taken.draft, yes(item), no(target)) == "draft_judged"
    assert code(rabat.judge, taken.draft, yes(item), yes(999)) == "draft_proposal"
    assert code(rabat.judge, taken.draft, yes(item), yes(item)) == "draft_verdicts"
    assert code(rabat.judge, taken.draft, yes(item), no(8, "")) == "desk_field_missing"
    assert rabat.draft(taken.draft) == before
    rabat.judge(taken.draft, yes(target))
    assert rabat.draft(taken.draft).proposals[target - 1].verdict == "accepted"
    assert code(rabat.set_aside, taken.draft, "useless") == "draft_used"


def test_a_reviewed_batch_comes_from_a_file(rabat: Taking, tmp_path: Path) -> None:
    """Requirement 9.3: a person reviews elsewhere and signs here."""
    taken = rabat.take(f"Seventh outlet. {STORY}", published="2026-03-16")
    person = rabat.number(taken.draft, Kind.PERSON)
    batch = tmp_path / "batch.json"
    words = ("intake", "accept", taken.number, "--verdicts", str(batch), *INTO)
    for wrong in (b"\xff", b"[]", b'{"verdicts": [{"number": 1}]}', b'{"verdicts": 1}'):
        batch.write_bytes(wrong)
        assert rabat.lone.act("liaison", *words, expect=4)["error"] == "cli_verdicts"
    verdicts = [{"number": person, "verdict": "accepted", "category": "witness"}]
    batch.write_text(json.dumps({"verdicts": verdicts}), encoding="utf-8")
    rabat.lone.act("liaison", *words)
    assert rabat.draft(taken.draft).head.counts.accepted == 1
    for wrong in ("x", "3:", "--reject=3", f"--entity={person + 1}=r-x"):
        line = ("intake", "accept", taken.number, wrong, *INTO)
        assert rabat.lone.act("liaison", *line, expect=4)["error"] == "cli_verdict", wrong


def test_who_may_not_is_refused_and_who_read_is_on_record(rabat: Taking) -> None:
    """DESIGN 6: default deny, also for whoever runs the machine; every read leaves a trace."""
    taken = rabat.take(f"Eighth outlet. {STORY}")
    for who in ("machine", "leader"):
        assert code(rabat.take, "words", who=who) in {"access_role", "access_administrator"}
        assert code(rabat.draft, taken.draft, who=who) in {"access_role", "access_administrator"}
        assert code(rabat.judge, taken.draft, no(1), who=who).startswith("access_")
        assert code(rabat.set_aside, taken.draft, "x", who=who).startswith("access_")
    # On home, and no party to the case: nothing says that there is such a case.
    assert code(rabat.judge, taken.draft, yes(3), who="analyst") == "case_unknown"
    assert code(rabat.judge, taken.draft, yes(3), channel="case:none") == "case_unknown"
    assert code(rabat.judge, taken.draft, yes(3), channel="desk:madrid~rabat") != ""
    assert code(rabat.draft, "D-9999") == "draft_unknown"
    assert code(rabat.judge, "r-none", no(1)) == "draft_unknown"
    rabat.judge(taken.draft, no(1), who="analyst")
    rabat.original(taken.draft, who="case")
    reads = [one for one in rabat.reads() if taken.draft in one[3]]
    assert (rabat.lone.id_of("case"), "read_draft") in {one[:2] for one in reads}
    assert (rabat.lone.id_of("liaison"), "take_draft") in {one[:2] for one in reads}
    assert {one[2] for one in reads} == {"sources of the day"}
    refused = {rabat.lone.id_of(who) for who in ("machine", "leader")}
    assert refused.isdisjoint(one[0] for one in rabat.reads())
