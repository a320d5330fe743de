"""A case is searched in any script and spelling; files stand by how they met."""

from collections.abc import Sequence

import pytest
from tests.unit.cases.sample import CASE, H0
from tests.unit.cases.shared_case import Shared, name

from tansiq.cases import queries
from tansiq.cases.meeting import Met, meetings
from tansiq.cases.searching import Readable
from tansiq.record.claims import Claim, EntityOpened
from tansiq.record.material import Markings
from tansiq.terms.ids import new_record_id
from tansiq.terms.naming import NameMet, NameReason

CLOSED = Markings(code="H3", conditions="direction alone")


def person(shared: Shared, *values: str, handling: Markings = H0) -> str:
    made = new_record_id()
    opened = EntityOpened(entity=made, schema="Person", category="suspect")
    said = shared.claims(*map(name, values), entity=made, handling=handling)
    assert shared.says(shared.rabat, opened, said) == []
    return made


def everything(_agency: str, _officer: str, _code: str) -> bool:
    return True


def open_codes(_agency: str, _officer: str, code: str) -> bool:
    return code != "H3"


def found(
    shared: Shared, text: str, limit: int = 50, readable: Readable = everything
) -> dict[str, tuple[Met, ...]]:
    with shared.rabat.store.reading() as tx:
        files = queries.search(tx, CASE, text, limit, readable).files
    return dict(meetings(files, text))


SPELLINGS = [
    ["محمد بن عبد الحق التازي", "Mohamed Ben Abdelhak Tazi", "Mohammed bin Abd al-Haqq al-Tazi",
     "Mohamed Abdelhak Tazi"],
    ["خالد ولد أحمد الجيلالي", "Khalid Ould Ahmed Jilali", "Jalid Uld Ahmed Yilali"],
    ["سعيد آيت العربي", "Said Ait Larbi", "Said Aït Laarbi"],
    ["عبد الرحمن الغزالي", "Abderrahmane Ghazali", "Abdurrahman al-Ghazali"],
]  # fmt: skip


@pytest.mark.parametrize("spelt", SPELLINGS, ids=lambda one: one[1])
def test_each_spelling_of_a_name_finds_the_others(shared: Shared, spelt: Sequence[str]) -> None:
    """2.4: Arabic, French, Spanish and English spellings, with their particles."""
    beside = person(shared, "Nobody Else")
    for at, stored in enumerate(spelt):
        kept = person(shared, stored)
        for asked in (*spelt[:at], *spelt[at + 1 :]):
            assert kept in found(shared, asked), (asked, stored)
            assert beside not in found(shared, asked)


def test_files_stand_by_how_they_met_and_say_why(shared: Shared) -> None:
    """2.4: written so, then sounding so, then alike; the words that differ with the reason."""
    alike = person(shared, "Husayn Tazi")
    arabic = person(shared, "حسن التازي")
    exact = person(shared, "Zz Hasan Tazi")
    why = found(shared, "Hasan Tazi")
    assert list(why) == [exact, arabic, alike]
    assert [one[0].how for one in why.values()] == [NameMet.EXACT, NameMet.SOUNDS, NameMet.ALIKE]
    assert why[exact][0].words == ()
    assert [(one.asked, one.how) for one in why[arabic][0].words] == [
        ("hasan", NameReason.UNWRITTEN),
        ("tazi", NameReason.SAME),
    ]
    assert "score" not in repr([one.words for met in why.values() for one in met])


def test_a_spelling_whose_keys_fall_short_is_found_by_its_rare_word(shared: Shared) -> None:
    kept = person(shared, "Ximena Quatrevaux Benkirane")
    other = person(shared, "Quatrevaux Pelletier")
    why = found(shared, "Jimena Quatrevaux Benkiran")
    assert kept in why
    assert other not in why
    assert found(shared, "Quatrevaux 4711") == {}, "a number asked for is not passed over"


def test_a_number_is_found_by_its_digits(shared: Shared) -> None:
    kept = new_record_id()
    opened = EntityOpened(entity=kept, schema="Person", category="suspect")
    phone = Claim(property="phone", value="+212600777123", grade="europol_4x4:B2", nature="fact")
    said = shared.claims(name("Somebody"), phone, entity=kept)
    assert shared.says(shared.rabat, opened, said) == []
    (met,) = found(shared, "٠٦٠٠٧٧٧١٢٣")[kept]
    assert (met.claim.fact.claim.property, met.words) == ("phone", ())


def test_what_may_not_be_read_neither_answers_nor_moves_anything(shared: Shared) -> None:
    """A name under a closed code changes no answer, no order and no choice among many."""
    secret = person(shared, "Amal Secretname", handling=CLOSED)
    first, second = person(shared, "Amal Aaa"), person(shared, "Amel Bbb")
    shared.says(
        shared.rabat,
        shared.claims(name("Amal Bbb"), entity=second, handling=CLOSED),
    )

    def asked(text: str, limit: int) -> list[str]:
        with shared.rabat.store.reading() as tx:
            return [one.entity for one in queries.search(tx, CASE, text, limit, open_codes).files]

    assert asked("Amal", 1) == [first]
    assert asked("Amal", 2) == [first, second], (
        "alike, not written so: the closed name moves it not"
    )
    assert secret not in asked("Amal", 2)


def test_of_many_the_first_are_those_that_are_written_so(shared: Shared) -> None:
    for one in range(6):
        person(shared, f"Husayn Aaaa{one}")
    exact = person(shared, "Zzzz Hasan")
    assert next(iter(found(shared, "Hasan", 2))) == exact
