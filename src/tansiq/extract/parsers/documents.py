"""A Word document (DOCX): paragraphs, tables, notes; heads, feet and struck text set aside.

Promises: nothing the document names outside itself is loaded, no entity is expanded; macros and
pictures are listed, not opened.
"""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from tansiq.extract.kinds import opened
from tansiq.extract.outcome import Attached, Extracted, Piece, Unreadable
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = (
    ("word/header", False), ("word/document.xml", True), ("word/footnotes.xml", True),
    ("word/endnotes.xml", True), ("word/comments.xml", True), ("word/footer", False),
)  # fmt: skip
_HEAD = 64 * 1024
_RUNS = tuple(f"{_W}{name}" for name in ("t", "delText", "tab", "br", "cr"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_INSIDE = ("word/media/", "word/embeddings/", "word/vbaProject")


def parsed(data: bytes) -> etree._Element:
    """One XML part; a document type is refused, for office files have none."""
    if b"<!DOCTYPE" in data[:_HEAD] or b"<!ENTITY" in data[:_HEAD]:
        raise Unreadable(ReadTrouble.ENTITIES)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    tree = etree.fromstring(data, parser)
    info = tree.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise Unreadable(ReadTrouble.ENTITIES)
    return tree


def read(data: bytes) -> Extracted:
    """The text in reading order."""
    with opened(data) as archive:
        names = archive.namelist()
        pieces = [
            piece
            for start, kept in _PARTS
            for name in names
            if name.startswith(start) and name.endswith(".xml")
            for piece in _part(archive.read(name), kept=kept)
        ]
        about = _about(archive, names)
        inside = tuple(_attached(archive, one) for one in names if one.startswith(_INSIDE))
    return Extracted(
        outcome=ReadOutcome.READ,
        kind="docx",
        pieces=tuple(pieces),
        attachments=inside,
        title=about.get("title", ""),
        author=about.get("creator", ""),
        published=about.get("created", ""),
    )


def _attached(archive: zipfile.ZipFile, name: str) -> Attached:
    content = archive.read(name)
    return Attached(
        name, "application/octet-stream", len(content), hashlib.sha256(content).hexdigest()
    )


def _part(data: bytes, *, kept: bool) -> Iterator[Piece]:
    for paragraph in parsed(data).iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue  # the same text box once more, for older readers
        runs = list(_runs(paragraph))
        struck = "".join(one.text or "" for one in runs if one.tag == f"{_W}delText")
        live = "".join(_live(one) for one in runs)
        if struck.strip():
            yield Piece(text=f"{struck}\n", kept=False, role="struck")
        if live.strip():
            yield Piece(text=f"{live}\n", kept=kept, role="body" if kept else "edge")


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """What is written in a paragraph itself: a text box in it has paragraphs of its own."""
    for one in paragraph.iter(*_RUNS):
        if next(one.iterancestors(f"{_W}p")) is paragraph:
            yield one


def _live(run: etree._Element) -> str:
    if run.tag == f"{_W}t":
        return str(run.text or "")
    return "" if run.tag == f"{_W}delText" else " "


def _about(archive: zipfile.ZipFile, names: list[str]) -> Mapping[str, str]:
    if "docProps/core.xml" not in names:
        return {}
    return {
        etree.QName(one).localname: (one.text or "").strip()[:500]
        for one in parsed(archive.read("docProps/core.xml"))
    }
