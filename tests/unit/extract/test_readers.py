"""The readers one by one, on files made here."""

import io
import json
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest
from fpdf import FPDF

from tansiq.extract.decoding import decode
from tansiq.extract.kinds import kind_of
from tansiq.extract.outcome import Unreadable
from tansiq.extract.parsers import documents, entities, hypertext, letters, pages, plain, sheets
from tansiq.terms.intake import ReadOutcome, ReadTrouble

STORY = (
    "The Norlia Coordination Directorate announced on Saturday that seven people had been "
    "arrested in Port Alder, where officers searched three flats and seized four mobile phones. "
)
PAGE = f"""<!doctype html><html><head><title>Joint operation</title>
<meta property="article:published_time" content="2026-03-15T10:00:00+01:00">
<meta property="og:site_name" content="The Greyhaven Courier">
<meta name="author" content="A. Writer">
<script>var hidden = 1;</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Joint operation against a network</h1><p>{STORY}</p>
<p>{STORY.replace("seven", "eight")}</p>
</article><aside><a href="/x">You may also like this other story</a></aside>
<footer>All rights reserved</footer></body></html>"""


def test_a_page_keeps_its_article_and_sets_its_menus_aside() -> None:
    told = hypertext.read(PAGE.encode())
    assert "seven people" in told.text
    assert "eight people" in told.text
    assert "Joint operation against a network" in told.text
    dropped = [one.text.strip() for one in told.pieces if not one.kept]
    assert {"Home", "Sport", "All rights reserved"} <= set(dropped)
    assert "hidden" not in told.raw


def test_a_page_says_what_it_says_of_itself() -> None:
    told = hypertext.read(PAGE.encode())
    assert (told.title, told.author, told.outlet) == (
        "Joint operation",
        "A. Writer",
        "The Greyhaven Courier",
    )
    assert told.published == "2026-03-15T10:00:00+01:00"


def test_linked_data_tells_a_page_without_metadata() -> None:
    linked = {"headline": "H", "datePublished": "2026-01-02", "author": [{"name": "N"}]}
    page = f"<html><script type='application/ld+json'>{json.dumps(linked)}</script><p>{STORY}</p>"
    told = hypertext.read(page.encode())
    assert (told.title, told.published, told.author) == ("H", "2026-01-02", "N")


def test_a_page_nested_without_end_is_refused() -> None:
    with pytest.raises(Unreadable) as problem:
        hypertext.read(b"<html><body>" + b"<div>" * 3_000 + b"words")
    assert problem.value.code in (ReadTrouble.NESTED, ReadTrouble.DAMAGED)


@pytest.mark.parametrize(
    ("line", "aside"),
    [
        ("Home | News | World | Sport", True),
        ("Inicio > Sucesos", False),
        ("Compartir en redes", True),
        ("Tous droits réservés © 2026", True),
        ("شارك الخبر", True),
        ("الرئيسية | أخبار | رياضة | رأي", True),
        ("Share prices fell on Monday.", False),
        ("Name | 12 March | 4 phones", False),
        ("À lire aussi : un autre article", True),
        ("وقال شهود إنهم رأوا سيارة.", False),
        ("Five arrested", False),
        ("Comparten la misma celda, dijo el fiscal.", False),
    ],
)
def test_furniture_is_known_by_its_words_not_by_its_shortness(line: str, aside: bool) -> None:
    assert plain.furniture(line) is aside


def test_pasted_text_keeps_every_character() -> None:
    text = "Home | News | World\r\n\r\nFive men were arrested.\nShare this\n\nEnd"
    told = plain.read(text.encode())
    assert told.raw == text.replace("\r\n", "\n")
    assert "Share this" not in told.text


@pytest.mark.parametrize("name", ["cp1256", "utf-16", "utf-8-sig", "cp1252"])
def test_other_character_sets_are_read(name: str) -> None:
    arabic = "أوقفت الشرطة خمسة رجال بحي الدباغين صباح اليوم وحجزت هواتف ووثائق. " * 4
    said = (
        arabic if name != "cp1252" else "La détention de cinq hommes a été annoncée à Málaga. " * 4
    )
    assert decode(said.encode(name))[0] == said


def pdf(lines: list[str]) -> bytes:
    made = FPDF()
    for _ in range(4):
        made.add_page()
        made.set_font("helvetica", size=11)
        for line in ["Model Service - confidential", *lines]:
            made.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def test_a_pdf_sets_aside_what_every_page_repeats() -> None:
    told = pages.read(pdf(["Five men were arrested in Port Alder.", "Page of text"]))
    assert told.text.count("Five men") == 4 or "Five men" in told.raw
    assert "confidential" not in told.text
    assert "confidential" in told.raw


def test_a_pdf_without_text_names_its_pages() -> None:
    made = FPDF()
    made.add_page()
    told = pages.read(bytes(made.output()))
    assert told.left == ("page 1: no text to read",)


def test_a_damaged_pdf_is_named() -> None:
    with pytest.raises(Unreadable) as problem:
        pages.read(pdf(["x"])[:300])
    assert problem.value.code is ReadTrouble.DAMAGED


def test_arabic_in_visual_order_is_turned_and_told() -> None:
    line = "أعلنت القيادة النموذجية للأمن عن توقيف 7 أشخاص في العملية المشتركة (2026)"
    seen = pages._turned(line)
    assert pages._visual([seen])
    assert not pages._visual([line])
    assert pages._turned(seen) == line


def test_presentation_forms_become_letters() -> None:
    assert pages._lettered("ﺍﻟﻌﻤﻠﻴﺔ ﻻ") == "العملية لا"


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, head: str = "", more: dict[str, str] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return made.getvalue()


def test_a_document_sets_struck_text_and_heads_aside() -> None:
    header = f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>Letterhead</w:t></w:r></w:p></w:hdr>'
    body = (
        "<w:p><w:r><w:t>Five men </w:t></w:r><w:r><w:t>were arrested.</w:t></w:r>"
        "<w:del><w:r><w:delText>Six men</w:delText></w:r></w:del></w:p>"
    )
    told = documents.read(docx(body, more={"word/header1.xml": header}))
    assert told.text == "Five men were arrested.\n"
    assert {one.text for one in told.pieces if not one.kept} == {"Six men\n", "Letterhead\n"}


def test_a_text_box_is_read_once() -> None:
    inner = "<w:p><w:r><w:t>In the box.</w:t></w:r></w:p>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    both = f"<x:Choice>{inner}</x:Choice><x:Fallback>{inner}</x:Fallback>"
    box = f'<x:AlternateContent xmlns:x="{mc}">{both}</x:AlternateContent>'
    body = f"<w:p><w:r><w:t>Outside.</w:t>{box}</w:r></w:p>"
    assert documents.read(docx(body)).text == "Outside.\nIn the box.\n"


def test_a_message_inside_a_message_is_listed() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], outer["From"] = "Inside", "a@example.org"
    inner.set_content("Words inside.")
    outer.set_content("See below.")
    outer.add_attachment(inner)
    assert [one.media_type for one in letters.read(outer.as_bytes()).attachments] == [
        "message/rfc822"
    ]


def test_a_document_that_declares_entities_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(Unreadable) as problem:
        documents.read(docx("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", head=bomb))
    assert problem.value.code is ReadTrouble.ENTITIES


def test_an_office_file_that_is_a_bomb_is_refused_unopened() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (64 << 20))
    with pytest.raises(Unreadable) as problem:
        documents.read(made.getvalue())
    assert problem.value.code is ReadTrouble.BOMB


def test_a_message_lists_what_came_with_it() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Mara <mara@example.org>", "Tip"
    message["Date"] = "Sat, 14 Mar 2026 08:31:07 +0100"
    message.set_content("Five men were arrested.")
    message.add_attachment(b"\x89PNG...", maintype="image", subtype="png", filename="photo.png")
    told = letters.read(message.as_bytes())
    assert told.published == "2026-03-14T08:31:07+01:00"
    assert "Five men were arrested." in told.text
    assert [(one.name, one.size) for one in told.attachments] == [("photo.png", 7)]


def test_a_message_in_html_alone_is_read_as_a_page() -> None:
    message = EmailMessage()
    message["From"] = "a@example.org"
    message.set_content(PAGE, subtype="html")
    assert "seven people" in letters.read(message.as_bytes()).text


def test_columns_are_known_by_their_heads() -> None:
    told = sheets.read_csv("Nombre;Teléfono;Nota\nMara Velin;600000123;x\n".encode())
    words = {(told.pieces[one.piece].text[one.start : one.end], one.type) for one in told.marks}
    assert words == {("Mara Velin", "person"), ("600000123", "phone")}


def test_a_workbook_gives_its_values_and_dates() -> None:
    import datetime as dt

    made = openpyxl.Workbook()
    made.active.append(["Name", "Date"])
    made.active.append(["Mara Velin", dt.date(2026, 3, 14)])
    stream = io.BytesIO()
    made.save(stream)
    told = sheets.read_workbook(stream.getvalue())
    assert "Mara Velin\t2026-03-14" in told.text
    assert {one.type for one in told.marks} == {"person", "date"}


def test_entities_are_marked_by_what_they_are() -> None:
    lines = [
        {"id": "a", "schema": "Person", "properties": {"name": ["Mara Velin"], "phone": ["+1"]}},
        {"id": "b", "schema": "Company", "properties": {"name": ["Oak Ltd"]}},
    ]
    told = entities.read("\n".join(map(json.dumps, lines)).encode())
    words = [(told.pieces[one.piece].text[one.start : one.end], one.type) for one in told.marks]
    assert words == [("Mara Velin", "person"), ("+1", "phone"), ("Oak Ltd", "organisation")]


def test_bundles_of_other_systems_are_recognised_and_kept_whole() -> None:
    for document, kind in (({"type": "bundle", "objects": []}, "stix"), ({"Event": {}}, "misp")):
        data = json.dumps(document).encode()
        told = entities.read(data)
        assert (told.outcome, told.kind, told.raw.encode()) == (ReadOutcome.RECOGNISED, kind, data)


def test_json_nested_without_end_is_named() -> None:
    with pytest.raises(Unreadable) as problem:
        entities.read(b"[" * 200_000)
    assert problem.value.code is ReadTrouble.NESTED


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7", "a.txt", "pdf"),
        (b"\x89PNG\r\n", "a.pdf", "image"),
        (b"  <!DOCTYPE html><p>", "page", "html"),
        (b"From: a@b\nSubject: x\n\nhello", "message", "mail"),
        (b"a,b\n1,2\n", "t.csv", "csv"),
        (b'{"type": "bundle"}', "x", "json"),
        (b"plain words", "x", "text"),
        (b"\0\1\2\3binary", "x.txt", "binary"),
        (b"", "x", "empty"),
        (b"SQLite format 3\0", "x", "database"),
    ],
)
def test_a_file_is_known_by_its_bytes_first(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind
