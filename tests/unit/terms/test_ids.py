import pytest

from tansiq.terms import ids
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import EntryId, EntryRef, NodeId, Origin


def test_fresh_identifiers_pass_their_own_check() -> None:
    assert ids.class_id(ids.new_class_id()).startswith("rc-")
    assert ids.record_id(ids.new_record_id()).startswith("r-")
    assert ids.officer_id(ids.new_officer_id()).startswith("of-")
    assert len({ids.new_record_id() for _ in range(100)}) == 100


@pytest.mark.parametrize("leaf", [bytes(32), b"\xff" * 32, bytes(range(32))])
def test_an_entry_id_gives_back_its_leaf(leaf: bytes) -> None:
    entry = ids.entry_id(leaf)
    assert ids.leaf_of(entry) == leaf
    assert ids.is_entry_id(entry)
    assert len(entry) == len("te1:") + 52


def test_an_identifier_has_one_spelling_only() -> None:
    entry = ids.entry_id(bytes(32))
    with pytest.raises(Invalid, match="valid identifier"):
        ids.leaf_of(EntryId(entry[:-1] + "b"))
    with pytest.raises(Invalid):
        ids.record_id("r-" + "a" * 25 + "b")
    with pytest.raises(Invalid):
        ids.officer_id("of-" + "a" * 12 + "b")


@pytest.mark.parametrize("name", ["rabat", "a", "0", "n.1-x", "a" * 32])
def test_node_ids(name: str) -> None:
    assert ids.node_id(name) == name


@pytest.mark.parametrize(
    "name", ["", "Rabat", "-a", "a b", "a+b", "a~b", "a/b", "a" * 33, "ra\u200bbat", "а", "a\n"]
)
def test_what_is_no_node_id_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        ids.node_id(name)
    assert caught.value.code == "id_invalid"


def test_a_desk_channel_is_the_same_from_both_ends() -> None:
    madrid, rabat = NodeId("madrid"), NodeId("rabat")
    channel = ids.desk_channel(rabat, madrid)
    assert channel == ids.desk_channel(madrid, rabat) == "desk:madrid~rabat"
    assert ids.desk_parties(channel) == (madrid, rabat)


@pytest.mark.parametrize("name", ["home", "desk:a~b", "case:c-1", "exercise:e.1"])
def test_channel_kinds(name: str) -> None:
    assert ids.channel_kind(ids.channel_id(name)) == name.partition(":")[0]


@pytest.mark.parametrize(
    "name", ["Home", "desk:b~a", "desk:a~a", "desk:a", "case:", "room:x", "home:x", "case:a/b"]
)
def test_what_is_no_channel_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        ids.channel_id(name)


def test_an_origin_reads_back_and_is_a_legal_key_name() -> None:
    text = "rabat/desk:madrid~rabat/g2/e11"
    origin = Origin.parse(text)
    assert (origin.agency, origin.channel, origin.generation, origin.epoch) == (
        "rabat",
        "desk:madrid~rabat",
        2,
        11,
    )
    assert str(origin) == text
    assert "+" not in text
    assert " " not in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rabat/home/g1",
        "rabat/home/g01/e1",
        "rabat/home/g1/e1/",
        "rabat/room/g1/e1",
        "rabat/home/g-1/e1",
        "rabat/home/g1/e1\n",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Origin.parse(text)


def test_an_entry_reference_is_checked_and_knows_its_entry() -> None:
    ref = ids.entry_ref("rabat/home/g1/e1", 7, "ab" * 32)
    assert ref.wire() == ["rabat/home/g1/e1", 7, "ab" * 32]
    assert ids.leaf_of(ref.entry_id).hex() == ref.leaf
    assert ref == EntryRef("rabat/home/g1/e1", 7, "ab" * 32)
    for origin, seq, leaf in (
        ("x", 0, "ab" * 32),
        ("rabat/home/g1/e1", -1, "ab" * 32),
        ("rabat/home/g1/e1", 0, "AB" * 32),
    ):
        with pytest.raises(Invalid):
            ids.entry_ref(origin, seq, leaf)
