import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.terms import ids
from tansiq.terms.clock import ZonedTime, at_local, parse_stamp, stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.grading import Grade
from tansiq.terms.status import CitedDocument, DocumentKind, Status, change
from tansiq.terms.text import check_identifier_text, has_hidden, reveal_controls

instants = st.datetimes(
    min_value=datetime.fromisoformat("1971-01-01"),
    max_value=datetime.fromisoformat("2037-12-31"),
    timezones=st.just(UTC),
)
zones = st.sampled_from(
    [
        "Europe/Madrid",
        "Africa/Ceuta",
        "Atlantic/Canary",
        "Africa/Casablanca",
        "Africa/El_Aaiun",
        "UTC",
    ]
)
node_names = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,31}", fullmatch=True)


@given(instants)
def test_a_wire_time_reads_back_to_the_second(instant: datetime) -> None:
    assert parse_stamp(stamp(instant)) == instant.replace(microsecond=0)


@given(instants, zones)
def test_local_time_and_offset_together_give_the_instant_back(instant: datetime, zone: str) -> None:
    """6.2: nothing is lost between UTC and the wall clock, on any night of any year."""
    shown = ZonedTime(instant, zone)
    assert shown.local.replace(tzinfo=UTC) - shown.offset == instant.replace(microsecond=0)
    try:
        assert at_local(shown.local.replace(tzinfo=None), zone) == shown
    except Invalid as error:
        assert error.code == "time_twice"  # noqa: PT017 - only the repeated hour may be refused


@given(st.binary(min_size=32, max_size=32))
def test_entry_ids_and_leaves_are_the_same_thing(leaf: bytes) -> None:
    assert ids.leaf_of(ids.entry_id(leaf)) == leaf


@given(st.text(max_size=60))
def test_whatever_passes_as_entry_id_has_one_spelling(text: str) -> None:
    try:
        leaf = ids.leaf_of(ids.EntryId(text))
    except Invalid:
        return
    assert ids.entry_id(leaf) == text


@given(node_names, node_names)
def test_a_desk_channel_has_one_name_from_either_end(a: str, b: str) -> None:
    first, second = ids.node_id(a), ids.node_id(b)
    if first == second:
        with pytest.raises(Invalid):
            ids.desk_channel(first, second)
        return
    channel = ids.desk_channel(first, second)
    assert channel == ids.desk_channel(second, first)
    assert set(ids.desk_parties(channel)) == {first, second}
    origin = ids.Origin(first, channel, 1, 2)
    assert ids.Origin.parse(str(origin)) == origin


@given(st.text(max_size=40))
def test_an_origin_reads_back_or_is_refused(text: str) -> None:
    try:
        assert str(ids.Origin.parse(text)) == text
    except Invalid:
        return


@given(st.text(max_size=20))
def test_a_grade_reads_back_or_is_refused(text: str) -> None:
    try:
        assert str(Grade.parse(text)) == text
    except Invalid:
        return


@given(st.text(alphabet=st.characters(), max_size=40))
def test_revealed_text_hides_nothing_and_stays_so(text: str) -> None:
    """11.7: directions and zero-width characters cannot deceive the eye."""
    shown = reveal_controls(text)
    assert not has_hidden(shown)
    assert reveal_controls(shown) == shown
    for character in shown:
        assert unicodedata.bidirectional(character) not in {
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        }


@given(st.text(alphabet=st.characters(), max_size=20))
def test_an_identifier_that_passes_holds_no_format_character(text: str) -> None:
    """11.7: identifiers cannot be made to read as another."""
    try:
        check_identifier_text(text)
    except Invalid:
        return
    visible = {"Cf", "Cc", "Cs", "Zl", "Zp"}
    odd = [c for c in text if unicodedata.category(c) in visible]
    # Prepended signs of Arabic and Indic scripts are format characters that have a shape.
    assert all(
        unicodedata.name(c, "").startswith(("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND"))
        for c in odd
    )


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Status)), st.sampled_from(list(DocumentKind))), max_size=12
    )
)
def test_however_statuses_move_each_step_rests_on_a_fitting_document(
    steps: list[tuple[Status, DocumentKind]],
) -> None:
    """3.4: no path of refused moves ends in a conviction without a judgment."""
    now = Status.REPORTED
    judged = False
    for wanted, kind in steps:
        try:
            now = change(now, wanted, CitedDocument(kind, "1/2026", "court"))
        except Exception:  # noqa: BLE001 - a refused move leaves things as they were
            continue
        judged = judged or kind is DocumentKind.JUDGMENT
        assert now is not Status.REPORTED
        assert judged or not now.is_proven
