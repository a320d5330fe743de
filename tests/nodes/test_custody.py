"""The register of persons held and things seized at real nodes: counts leave, nothing else does."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from tests.nodes.custodial import JPEG, Custodial
from tests.nodes.operated import Acting, Operated, operated

from tansiq.node.class_files import files_of
from tansiq.node.compose import Node
from tansiq.node.operations import Where
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.operating import ArrestEvent, CountedBy, SeizedKind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    with operated(tmp_path_factory.mktemp("custody")) as made:
        made.begin()
        yield made


@pytest.fixture(scope="module")
def rabat(day: Operated) -> Custodial:
    made = Custodial(day.rabat)
    made.adopt()
    day.rabat.lone.officer("leader", "site_team_leader")
    day.rabat.lone.officer("commander", "operations_commander")
    day.rabat.lone.officer("analyst", "intelligence_analyst")
    for who in ("leader", "commander", "analyst"):
        day.rabat.lone.decide(
            "officer", "propose", "assign", day.rabat.lone.id_of(who), "--file", "case:joint"
        )
    made.lead("leader", "RABAT-1")
    return made


def drilled(day: Operated) -> Acting:
    """The same sites in a channel of an exercise."""
    here, there = day.rabat.lone, day.madrid.lone
    members = ("--member", "madrid", "--member", "rabat")
    here.decide("channel", "propose", "exercise:drill", *members, "--purpose", "drill")
    day.carry()
    there.decide("channel", "sign", "exercise:drill")
    day.carry()
    for who, other in (("liaison", "case"), ("case", "liaison")):
        asked = here.act(
            who, "officer", "propose", "assign", here.id_of(who), "--file", "exercise:drill"
        )
        here.act(other, "change", "approve", asked["proposal"])
    side = Acting(here, "rabat", Where(ChannelId("exercise:drill"), new_record_id()))
    side.write_part()
    return side


def code(work: object, *what: object, **told: object) -> str:
    with pytest.raises(TansiqError) as caught:
        work(*what, **told)  # type: ignore[operator]
    return caught.value.code


def test_the_others_hear_counts_and_the_code_of_an_incident_and_nothing_else(
    day: Operated, rabat: Custodial
) -> None:
    """REQUIREMENTS 6.7: planted words are searched in the partner's database, files and bundles."""
    planted = "Zzyzx Plantedname"
    held = rabat.arrest(name=planted, ground="Zzyzx ground", note="Zzyzx note")
    rabat.note(held, ArrestEvent.LAWYER_CALLED, by="Zzyzx counsel")
    rabat.seize("ZZYZX-17", photos=[JPEG + b"Zzyzx"], held_by=held, words="Zzyzx words")
    rabat.incident("Zzyzx fell")
    day.carry()
    day.carry()
    site = {one.site.site: one for one in day.madrid.board().sites}["RABAT-1"]
    assert site.word is not None
    assert (site.word.arrests, site.word.seizures, site.word.incident) == (1, 1, "injury")
    day.rabat.report("RABAT-1", "ready")
    day.carry()
    day.carry()
    site = {one.site.site: one for one in day.madrid.board().sites}["RABAT-1"]
    assert site.word is not None
    assert (site.state, site.word.arrests, site.word.seizures) == ("ready", 1, 1)
    assert not Custodial(day.madrid).register().people
    with Node.open(day.madrid.lone.node) as node, node.store.reading() as tx:
        tables = tx.rows(
            "SELECT table_schema AS s, table_name AS n FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        rows = "".join(
            str(row)
            for one in tables
            for row in tx.rows(f'SELECT * FROM "{one["s"]}"."{one["n"]}"')
        )
    assert "injury" in rows
    assert "Zzyzx" not in rows
    assert "ZZYZX" not in rows
    bundles = [one.read_bytes() for one in day.both.table.glob("*.tsq")]
    files = [one.read_bytes() for one in day.madrid.lone.files()]
    for told in (b"Zzyzx", b"ZZYZX"):
        assert not any(told in one for one in (*bundles, *files))


def test_hours_that_have_not_come_or_lie_before_the_arrest_are_refused(rabat: Custodial) -> None:
    """An event of the future is none, and nothing happens to a person before they are held."""
    soon = stamp(rabat.now() + timedelta(hours=1))
    assert code(rabat.arrest, at=soon) == "custody_in_future"
    held = rabat.arrest()
    early = stamp(rabat.now() - timedelta(hours=2))
    assert code(rabat.note, held, ArrestEvent.DOCTOR_SAW, at=soon) == "custody_in_future"
    assert code(rabat.note, held, ArrestEvent.DOCTOR_SAW, at=early) == "custody_before_arrest"
    assert code(rabat.arrest, zone="Nowhere/Land") == "zone_unknown"
    assert code(rabat.arrest, clock="rasilia.invented") == "custody_clock_unknown"
    assert code(rabat.arrest, site="MADRID-1") == "custody_not_your_site"


def test_without_a_rule_set_nobody_invents_a_clock(day: Operated) -> None:
    """DESIGN 11: shown as counted by hand."""
    madrid = Custodial(day.madrid)
    told = {"jurisdiction": "nowhere", "clock": "", "zone": "Europe/Madrid"}
    held = madrid.arrest(site="MADRID-1", **told)
    found = madrid.person(held).person.standing
    assert (found.counted, found.readings) == (CountedBy.NO_RULES, ())


def test_a_minor_runs_under_their_own_clock_and_has_no_name_but_for_case_roles(
    rabat: Custodial,
) -> None:
    """LAW L26: by the age on the day, or by what was seen."""
    young = (rabat.now() - timedelta(days=17 * 365)).date().isoformat()
    held = rabat.arrest(name="Invented Youngster", born=young)
    seen = rabat.person(held)
    assert seen.person.name == "Invented Youngster"
    assert seen.person.standing.holding is not None
    assert seen.person.standing.holding.rule.id == "rasilia.custody.minor"
    for who in ("leader", "commander"):
        other = rabat.person(held, who).person
        assert (other.name, other.said.born, other.hidden) == ("", "", True)
    flagged = rabat.arrest(born="", minor=True)
    found = rabat.person(flagged).person.standing
    assert found.holding is not None
    assert found.holding.rule.id == "rasilia.custody.minor"
    rabat.note(flagged, ArrestEvent.FOUND_ADULT, document="passport")
    grown = rabat.person(flagged).person.standing
    assert grown.holding is not None
    assert grown.holding.rule.id == "rasilia.custody"


def test_a_team_leader_writes_and_reads_only_of_the_sites_they_lead(rabat: Custodial) -> None:
    """Need to know: one site, whatever the channel."""
    theirs = rabat.arrest(who="leader")
    elsewhere = rabat.arrest(site="RABAT-2")
    assert code(rabat.arrest, site="RABAT-2", who="leader") == "custody_not_your_site"
    assert code(rabat.person, elsewhere, "leader") == "custody_arrest_unknown"
    assert code(rabat.note, elsewhere, ArrestEvent.DOCTOR_SAW, "leader") == "custody_not_your_site"
    shown = {one.said.arrest for one in rabat.register("leader").people}
    assert theirs in shown
    assert elsewhere not in shown
    assert code(rabat.register, "analyst") == "access_role"


def test_a_label_stands_once_in_an_operation_however_it_is_typed(rabat: Custodial) -> None:
    """Two things never bear one label."""
    rabat.seize("val 0004.17")
    assert rabat.items(label="VAL-0004-17").items[0].said.label == "VAL 0004.17"
    assert code(rabat.seize, "VAL-0004-17") == "custody_label_taken"
    assert code(rabat.seize, "  ") == "custody_label"


def test_photographs_are_kept_as_they_were_taken_and_what_is_none_is_refused(
    rabat: Custodial,
) -> None:
    """REQUIREMENTS 7.4: digested, encrypted, byte for byte."""
    camera = JPEG + b"Exif\0\0 invented place"
    made = rabat.seize("PHOTO-1", photos=[camera, b"\x89PNG\r\n\x1a\n" + bytes(9)])
    (row,) = rabat.items(label="PHOTO-1").items
    kinds = [one.media_type for one in row.said.attachments]
    assert kinds == ["image/jpeg", "image/png"]
    assert rabat.photo(made, row.said.attachments[0].sha256) == camera
    with Node.open(rabat.side.lone.node) as node:
        blobs = [path.read_bytes() for path in node.blobs.folder.rglob("*") if path.is_file()]
        with node.store.reading() as tx:
            named = tx.rows(
                "SELECT address FROM ledger.blob_ref WHERE class_id = %s", (row.class_id,)
            )
    assert len(named) == 2
    assert not any(b"invented place" in one for one in blobs)
    assert code(rabat.seize, "PHOTO-2", photos=[b"GIF89a"]) == "custody_photo_kind"
    assert code(rabat.seize, "PHOTO-3", photos=[JPEG] * 13) == "custody_photo_count"
    huge = JPEG + bytes(50_000_000)
    assert code(rabat.seize, "PHOTO-4", photos=[huge]) == "custody_photo_size"


def test_a_note_that_was_wrong_stays_and_counts_no_more(rabat: Custodial) -> None:
    """Nothing is changed: corrected by a later record."""
    held = rabat.arrest()
    wrong = rabat.note(held, ArrestEvent.RELEASED)
    assert rabat.person(held).person.standing.ended is not None
    rabat.note(held, ArrestEvent.WITHDRAWN, corrects=wrong)
    seen = rabat.person(held).person
    assert seen.standing.ended is None
    assert [one.corrected for one in seen.notes] == [True, False]
    again = {"corrects": wrong}
    assert code(rabat.note, held, ArrestEvent.WITHDRAWN, **again) == "custody_corrected"


def test_what_presses_comes_first(rabat: Custodial) -> None:
    """A register is read from the top."""
    people = rabat.register().people
    running = [one for one in people if one.standing.ended is None]
    assert [one.standing.ended is None for one in people] == [True] * len(running) + [False] * (
        len(people) - len(running)
    )
    left: list[datetime] = [
        one.standing.first.due.at
        for one in running
        if one.standing.first and one.standing.first.due
    ]
    assert left
    assert {one.said.what for one in rabat.items().items} == {SeizedKind.PHONE.value}


def test_the_register_of_an_exercise_is_another_one(day: Operated, rabat: Custodial) -> None:
    """Nobody is shown among real people who was arrested in an exercise."""
    assert not rabat.register(kind="exercise").people
    drill = Custodial(drilled(day))
    held = drill.arrest(name="Player One")
    drill.seize("DRILL-1")
    assert {one.said.arrest for one in rabat.register(kind="exercise").people} == {held}
    assert held not in {one.said.arrest for one in rabat.register().people}
    assert not rabat.items(label="DRILL-1").items
    assert rabat.items(label="DRILL-1", kind="exercise").items
    assert rabat.person(held).exercise


def test_an_erasure_takes_an_arrest_with_all_that_was_noted(rabat: Custodial) -> None:
    """REQUIREMENTS 11.3: one retention class for a person held."""
    held = rabat.arrest(name="Erasable")
    rabat.note(held, ArrestEvent.DOCTOR_SAW)
    with Node.open(rabat.side.lone.node) as node, node.store.reading() as tx:
        classes = tx.rows(
            "SELECT class_id FROM custody_arrest WHERE arrest = %s"
            " UNION SELECT class_id FROM custody_note WHERE arrest = %s",
            (held, held),
        )
        files = files_of(tx, node.me, [one["class_id"] for one in classes])
    assert len(classes) == 1
    assert files == {rabat.side.where.channel}
