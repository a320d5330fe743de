"""Foreign documents become drafts of reports; nothing is lost in silence."""

from pathlib import Path

import pytest

from tansiq.formats.ftm import read_entities
from tansiq.formats.mail import read_mail
from tansiq.formats.name_lists import read_names
from tansiq.formats.tables import read_table
from tansiq.terms.errors import Invalid


@pytest.fixture
def data(repository: Path) -> Path:
    return repository / "demo" / "data"


def test_each_row_of_a_table_becomes_a_report_with_its_mentions(data: Path) -> None:
    reading = read_table((data / "rabat_reports.csv").read_bytes())
    assert len(reading.drafts) == 8
    first = reading.drafts[0]
    assert first.grade == "europol_4x4:B2"
    assert first.mentions[0].names == ("Driss Benakourt", "إدريس بن عكورت")
    assert first.mentions[0].category == "suspect"
    assert reading.drafts[4].assessment
    assert reading.left == ()


def test_a_table_may_use_the_separator_of_its_country(data: Path) -> None:
    assert len(read_table((data / "madrid_reports.csv").read_bytes()).drafts) == 5


def test_a_column_we_do_not_know_is_named_as_left_behind() -> None:
    assert read_table(b"title,text,colour\na,b,red\n").left == ("colour",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe", "table_encoding"),
        (b"name,text\n", "table_column"),
        (b"title,text\na\n", "table_row"),
    ],
)
def test_a_broken_table_is_refused_whole(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(data)
    assert refused.value.code == code


def test_each_entity_becomes_a_report_and_its_links_are_listed(data: Path) -> None:
    reading = read_entities((data / "madrid_entities.ftm.json").read_bytes())
    assert len(reading.drafts) == 6
    assert reading.drafts[0].mentions[0].names == ("Iker Uribelarte Sanzoain", "El Relojero")
    assert reading.left == ("PF 7731 KD: owner",)


@pytest.mark.parametrize(
    "text", ["{", '{"schema":1}', '{"schema":"Person","properties":{"a":[1]}}']
)
def test_a_broken_entity_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_entities(text.encode())


def test_a_mail_keeps_itself_and_its_attachment_byte_for_byte(data: Path) -> None:
    raw = (data / "rabat_message.eml").read_bytes()
    (draft,) = read_mail(raw).drafts
    assert draft.title == "Saisie à l'atelier de la rue des Tanneurs"
    assert "إدريس بن عكورت" in draft.text
    assert draft.attachments[0].data == raw
    assert draft.attachments[1].name == "bordereau-saisie.pdf"
    assert draft.attachments[1].data.startswith(b"%PDF-")


def test_what_is_not_a_mail_is_refused() -> None:
    with pytest.raises(Invalid):
        read_mail(b"\x00\x01 not a mail")


def test_lists_of_names_give_one_report_per_listed_entity(shared_data: Path) -> None:
    files = [(shared_data / "names" / n).read_bytes() for n in ("dev.csv", "dev_pool.csv")]
    drafts = read_names(files, frozenset({"un", "ofac"})).drafts
    assert len(drafts) == 3091
    assert sum(len(one.mentions[0].names) for one in drafts) == 6437


@pytest.mark.parametrize("word", ["oui", "SÍ", "Si\u0301", "نعم", "yes", "1", "true"])
def test_an_assessment_is_told_in_any_of_the_four_languages(word: str) -> None:
    table = f"title,text,assessment\na,b,{word}\nc,d,\ne,f,non\n"
    assert [one.assessment for one in read_table(table.encode()).drafts] == [True, False, False]


@pytest.mark.parametrize("word", ["x", "2", "peut-être", "ja"])
def test_what_is_neither_assessment_nor_fact_is_refused_and_never_filed_as_fact(word: str) -> None:
    """LAW L4: facts and personal assessments are told apart."""
    with pytest.raises(Invalid, match="assessment") as caught:
        read_table(f"title,text,assessment\na,b,{word}\n".encode())
    assert (caught.value.code, caught.value.facts["row"]) == ("table_assessment", 2)
