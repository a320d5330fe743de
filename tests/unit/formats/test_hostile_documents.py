"""Foreign documents that are broken or meant to break us: refused by name, or read and said so."""

import random
from email.message import EmailMessage
from pathlib import Path

import pytest

from tansiq.formats import draft
from tansiq.formats.draft import Mention
from tansiq.formats.ftm import read_entities, write_entities
from tansiq.formats.mail import read_mail
from tansiq.formats.name_lists import read_names
from tansiq.formats.tables import read_table
from tansiq.terms.errors import Invalid, TansiqError


def code_of(call: object) -> str:
    with pytest.raises(TansiqError) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'title,text\na,"b"c\n', "table_quotes"),
        (b'title,text\na,"b\n', "table_quotes"),
        (b"title,text\na,b\0\n", "table_encoding"),
        ("title,text\nقال,شاهد\n".encode("cp1256"), "table_encoding"),
        (b"title,text,title\na,b,c\n", "table_column_twice"),
        (b"title,text\na,b,c\n", "table_row"),
        (b"title,text\na," + b"x" * 200_000 + b"\n", "table_quotes"),
        (b"", "table_column"),
    ],
)
def test_a_broken_table_is_refused_whole(data: bytes, code: str) -> None:
    assert code_of(lambda: read_table(data)) == code


def test_line_ends_of_any_machine_and_breaks_inside_cells_are_read() -> None:
    reading = read_table(b'\xef\xbb\xbfTitle;Text\r\na;"two\r\nlines"\r\n\r\n')
    assert [(one.title, one.text) for one in reading.drafts] == [("a", "two\r\nlines")]


@pytest.mark.parametrize(
    "data",
    [
        b"source,id,name\nun,1\n",
        b"source,id,name\nun,1,A,B\n",
        b'source,id,name\nun,1,"A"B\n',
        b"name\nA\n",
        b"source,id,name\nun,1,\xff\n",
    ],
)
def test_a_broken_list_of_names_is_refused(data: bytes) -> None:
    assert code_of(lambda: read_names([data], frozenset())).startswith("table_")


def test_what_describes_pairs_and_not_entities_is_named_as_left(shared_data: Path) -> None:
    reading = read_names([(shared_data / "names" / "dev.csv").read_bytes()], frozenset({"un"}))
    assert reading.left == ("kind", "scripts", "match")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"schema":"Person","schema":"Company","properties":{}}', "ftm_syntax"),
        ('{"schema":"","properties":{}}', "ftm_entity"),
        ('{"schema":"Person","properties":{"name":["\\ud800"]}}', "ftm_entity"),
        ('{"schema":"Person","properties":{"name":["a\\u0000"]}}', "ftm_entity"),
        ("[" * 100_000, "ftm_syntax"),
        ('[{"schema":"Person","properties":{}}, 1]', "ftm_entity"),
        ("1" * 5_000, "ftm_syntax"),
    ],
)
def test_a_hostile_entity_is_refused(text: str, code: str) -> None:
    assert code_of(lambda: read_entities(text.encode())) == code


def test_entities_round_trip_and_what_is_dropped_is_named() -> None:
    """10.5."""
    person = Mention(
        "Person", ("Driss", "إدريس"), {"birthDate": ("1980",), "idNumber": ("A1",)}, "suspect"
    )
    data, dropped = write_entities((person,))
    assert dropped == ("Driss: category",)
    (back,) = read_entities(data).drafts
    (mention,) = back.mentions
    assert (mention.schema, mention.names) == (person.schema, person.names)
    assert mention.properties == person.properties
    assert back.reference
    assert write_entities((mention,))[0] == data


def test_an_entity_keeps_its_id_as_reference_and_names_what_it_drops() -> None:
    line = b'{"id":"Q1","schema":"Person","properties":{"name":["A"]},"datasets":["x"]}'
    reading = read_entities(line)
    assert reading.drafts[0].reference == "Q1"
    assert reading.left == ("A: datasets",)


def test_every_sample_mail_is_read_or_refused_by_name(shared_data: Path) -> None:
    refused = []
    samples = sorted((shared_data / "evidence" / "mail").glob("*.eml"))
    for sample in samples:
        try:
            (found,) = read_mail(sample.read_bytes()).drafts
        except Invalid:
            refused.append(sample.name)
            continue
        assert found.attachments[0].data == sample.read_bytes()
        assert found.title
        assert found.text
    assert len(samples) > 60
    assert refused == ["rfc2822_example13.eml"]  # its fields carry spaces before the colon


def test_a_mail_of_endless_parts_is_refused() -> None:
    nested = b"From: a@b\n"
    for depth in range(3_000):
        nested += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    assert code_of(lambda: read_mail(nested)) in {"mail_unreadable", "mail_parts"}
    many = b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n"
    many += b"--x\nContent-Type: text/plain\n\na\n" * 500 + b"--x--\n"
    assert code_of(lambda: read_mail(many)) == "mail_parts"


def test_a_text_in_an_unknown_character_set_is_named_and_the_message_kept() -> None:
    raw = b"From: a@b\nSubject: x\nContent-Type: text/plain; charset=martian\n\nhello\n"
    reading = read_mail(raw)
    assert reading.drafts[0].attachments[0].data == raw
    assert reading.left == ("text in the unknown character set martian",)


def test_text_that_lies_about_its_character_set_is_read_with_a_warning() -> None:
    raw = b"From: a@b\nContent-Type: text/plain; charset=utf-8\n\ncaf\xe9\n"
    reading = read_mail(raw)
    assert reading.left == ("characters that could not be read",)


def test_a_file_name_cannot_leave_its_folder_nor_hide_its_ending() -> None:
    message = EmailMessage()
    message["From"] = "a@b"
    message.set_content("x")
    message.add_attachment(b"1", maintype="a", subtype="b", filename="../../etc/passwd")
    message.add_attachment(b"2", maintype="a", subtype="b", filename="bill\u202efdp.exe")
    (found,) = read_mail(message.as_bytes()).drafts
    names = [one.name for one in found.attachments[1:]]
    assert names == ["_.._etc_passwd", "bill⟨U+202E⟩fdp.exe"]


def test_a_document_beyond_the_cap_is_refused_before_it_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(draft, "MOST_BYTES", 10)
    for read in (read_table, read_entities, read_mail):
        assert code_of(lambda read=read: read(b"x" * 11)) == "document_large"
    assert code_of(lambda: read_names([b"x" * 11], frozenset())) == "document_large"


def test_random_damage_ends_in_a_reading_or_a_named_refusal(repository: Path) -> None:
    """One changed byte never ends in a fault of ours."""
    chance = random.Random(3)
    folder = repository / "demo" / "data"
    readers = {
        "rabat_message.eml": read_mail,
        "rabat_reports.csv": read_table,
        "madrid_entities.ftm.json": read_entities,
    }
    for name, read in readers.items():
        whole = (folder / name).read_bytes()
        for _ in range(150):
            damaged = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                read(bytes(damaged))
            except Invalid:
                continue
