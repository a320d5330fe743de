"""A list of names becomes keys, never of a name alone; what met is told, and nothing else."""

import csv
from pathlib import Path

import msgspec
import pytest

from tansiq.names.letters import ARABIC, LATIN
from tansiq.record.matches import (
    MatchClaim,
    MatchClaimed,
    MatchNamesTold,
    MatchPair,
    MatchRevealed,
    MatchScope,
    NamesAt,
    WrittenName,
)
from tansiq.subjects.matching import Match, Step
from tansiq.subjects.name_lists import (
    COLUMNS,
    check_written,
    items_of,
    lines_of,
    name_keys,
    name_samples,
    read_list,
    read_names,
)
from tansiq.subjects.names_told import pairs, telling, told
from tansiq.subjects.norm_samples import samples, samples_digest
from tansiq.subjects.places import place_keys
from tansiq.subjects.rows import MatchTerms
from tansiq.terms.errors import Invalid


def keys(name: str, year: str = "", place: str = "", document: str = "") -> set[str]:
    return set(name_keys(WrittenName(name=name, year=year, place=place, document=document)))


@pytest.mark.parametrize("first", ["name,year,place,document", "", "place;name;year"])
def test_lines_are_read_with_or_without_a_first_line_and_with_any_digits(first: str) -> None:
    line = {"": "يونس المثالي,١٩٨٨,طنجة,", "place;name;year": "طنجة;يونس المثالي;1988"}.get(
        first, "يونس المثالي,1988,طنجة,"
    )
    found, unread = read_names([*filter(None, [first]), line, "  "])
    assert unread == ()
    assert [one.written for one in found] == [
        WrittenName(name="يونس المثالي", year="1988", place="طنجة")
    ]
    tabbed = "Yunus Almitali\t1988\tTanger\tMA:ab 12-34"
    (one,), _ = read_names([tabbed])
    assert one.written.document == "MA:AB1234"


def test_a_name_alone_is_never_a_key() -> None:
    """findings: 10,000 names each give 17,000 chance hits; a second factor is needed."""
    lines = ["name,year,place,document", "Mohamed Tazi,,,", "Mohamed Tazi,1408,,", "王小明,1988,,",
             "Tazi,1988,Rabat,", "Tazi,,,MA:AB1234", "Mohamed Tazi,1988,??,", "Omar Tazi,1990,,!!",
             "x" * 121 + ",1988,,", "Omar Tazi,1990,,"]  # fmt: skip
    found, unread = read_names(lines)
    assert [one.written.name for one in found] == ["Omar Tazi", "Tazi"]
    assert [(one.line, one.code) for one in unread] == [
        (2, "identifier_name_alone"),
        (3, "identifier_name_year"),
        (4, "identifier_name"),
        (5, "identifier_name_alone"),
        (7, "identifier_name_place"),
        (8, "identifier_document"),
        (9, "identifier_name_long"),
    ]
    every = {key for one in found for key in one.keys}
    assert all(" " in one and one.rpartition(" ")[2][0] in "ypd" for one in every)


def test_years_that_differ_by_one_meet_and_others_do_not() -> None:
    one = keys("Younes Almithali", "1988")
    assert one & keys("يونس المثالي", "1989")
    assert one & keys("يونس المثالي", "1987")
    assert not one & keys("يونس المثالي", "1990")
    assert not one & keys("يونس المثالي", "1986")


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("Rabat", "الرباط"),
        ("Tanger", "طنجة"),
        ("Al Hoceima", "الحسيمة"),
        ("Nador", "الناظور"),
        ("Casablanca", "الدار البيضاء"),
        ("Sevilla", "إشبيلية"),
        ("Alhucemas", "Al Hoceima"),
    ],
)
def test_a_place_meets_itself_in_the_other_script(place: str, other: str) -> None:
    assert set(place_keys(place)) & set(place_keys(other))
    assert keys("Mohamed Khattabi", "", place) & keys("محمد الخطابي", "", other)


def test_a_document_meets_however_it_is_written_only_with_the_name() -> None:
    (one,), _ = read_names(["Nour Boubker,,,ma: ab 123 456"])
    assert set(one.keys) & keys("نور بوبكر", document="MA:AB123456")
    assert not set(one.keys) & keys("Omar Tazi", document="MA:AB123456")


def test_what_is_kept_gives_its_keys_and_lines_back_and_is_the_same_in_any_order() -> None:
    lines = [f"Omar Tazi {one},19{one},," for one in range(60, 90)]
    kept = read_list("name", lines)
    assert kept == read_list("name", lines[::-1])
    assert (kept.names, kept.keys) == (30, len(items_of("name", kept.kept)))
    assert kept.keys > kept.names
    assert len(lines_of(kept.kept)) == 30
    phones = read_list("phone", ["0661234567"], "MA")
    assert (items_of("phone", phones.kept), phones.names) == (("+212661234567",), 0)


def test_every_key_fits_into_what_is_hashed() -> None:
    terms = MatchTerms("a" * 40, "b" * 40, "name", 1, 1)
    longest = ("x" * 59 + " " + "x" * 60, "1988", "x" * 120)
    for key in keys(*longest):
        terms.input(key)


def test_both_sides_exchange_what_the_coder_makes_of_public_names() -> None:
    """A wrong norm is a silent miss: the digest is part of what both approve."""
    told = " ".join(text for text, _, _ in name_samples()).casefold()
    assert set(LATIN) <= set(told)
    assert set(ARABIC) <= set(told)
    assert len(samples("name")) >= 16
    assert samples_digest("name")[:8] == "c400269a"
    assert samples_digest("name") != samples_digest("phone")


def test_samples_are_read_like_any_list() -> None:
    for text, _, _ in name_samples():
        found, unread = read_names([",".join(COLUMNS), text])
        assert len(found) == 1, text
        assert unread == (), text


SCOPE = MatchScope(
    type="name", norm=1, samples="00", size=16, root="11", case="case:joint", purpose="",
    legal_basis="art. 1", names=True,
)  # fmt: skip


def revealed(*places: int, scope: MatchScope = SCOPE) -> Match:
    return Match(
        match="m", asker="rabat", answerer="madrid", proposer="ana", scope=scope,
        claimed=MatchClaimed(
            match="m", claims=tuple(MatchClaim(place=one, point="p") for one in places)
        ),
        revealed=MatchRevealed(
            match="m", pairs=tuple(MatchPair(place=one, index=one) for one in places), proofs=()
        ),
    )  # fmt: skip


def step(agency: str, said: MatchNamesTold) -> Step:
    return Step(agency, "", "2026-11-03T00:00:00Z", "e", said)


def test_only_lines_that_met_are_told_and_a_document_only_where_it_met() -> None:
    """2.1: of what does not match the other side learns nothing."""
    lines, _ = read_names(
        ["Omar Tazi,1990,Rabat,MA:AB1234", "Omar Tazi,1990,Fes,", "Nadia Chaoui,1980,,"]
    )
    met = [(7, next(iter(keys("Omar Tazi", "1990"))))]
    said = telling("m", met, lines)
    assert isinstance(said, MatchNamesTold)
    assert [(one.name, one.place, one.document) for one in said.names] == [
        ("Omar Tazi", "Fes", ""),
        ("Omar Tazi", "Rabat", ""),
    ]
    by_document = [(7, next(iter(keys("Omar Tazi", document="MA:AB1234"))))]
    said = telling("m", by_document, lines)
    assert isinstance(said, MatchNamesTold)
    assert [one.document for one in said.names] == ["MA:AB1234"]


def test_keys_of_one_pair_of_lines_are_one_candidate() -> None:
    ours = MatchNamesTold(
        match="m", names=(WrittenName(name="a"), WrittenName(name="b")),
        at=(NamesAt(place=3, names=(0,)), NamesAt(place=5, names=(0, 1))),
    )  # fmt: skip
    theirs = MatchNamesTold(
        match="m", names=(WrittenName(name="x"),),
        at=(NamesAt(place=3, names=(0,)), NamesAt(place=5, names=(0, 9)),
            NamesAt(place=8, names=(0,))),
    )  # fmt: skip
    match = revealed(3, 5)
    said = told(match, [step("rabat", ours), step("madrid", theirs), step("lisbon", ours)])
    found = pairs(match, said)
    assert [(one.number, one.asker, one.answerer, one.places) for one in found] == [
        (0, 0, 0, (3, 5)),
        (1, 1, 0, (5,)),
    ]
    again = told(match, [step("rabat", ours), step("madrid", theirs), step("madrid", ours)])
    assert again == said, "a second word changes nothing"
    assert pairs(match, told(match, [step("rabat", ours)])) == ()


def test_nothing_is_told_in_a_match_that_was_not_approved_for_names() -> None:
    said = MatchNamesTold(match="m", names=(WrittenName(name="a"),), at=())
    for changed in ({"names": False}, {"type": "phone"}):
        scope = msgspec.structs.replace(SCOPE, **changed)
        assert told(revealed(3, scope=scope), [step("rabat", said)]) == {}


@pytest.mark.parametrize(
    "written",
    [{"name": ""}, {"name": "x" * 121}, {"name": "a", "year": "19x8"},
     {"name": "a", "year": "١٩٨٨"}, {"name": "a", "place": "x" * 121},
     {"name": "a", "document": "x" * 121}],
)  # fmt: skip
def test_a_told_name_that_no_list_could_hold_is_refused(written: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        check_written(WrittenName(**written))
    assert caught.value.code == "match_names"


def test_recall_of_keys_between_scripts_on_development_data(shared_data: Path) -> None:
    """2.4: variants across Arabic and Latin meet at a stated recall, with the year known."""
    folder = shared_data / "names"
    met = total = 0
    with (folder / "dev.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["match"] != "1" or row["name1"].isascii() == row["name2"].isascii():
                continue
            try:
                one, other = keys(row["name1"], "1980"), keys(row["name2"], "1981")
            except Invalid:
                continue
            if one and other:  # a name of one word needs more than a year
                total += 1
                met += bool(one & other)
    assert total > 1400
    assert met / total > 0.90
