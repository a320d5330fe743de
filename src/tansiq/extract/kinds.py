"""What kind of file this is, by its bytes first and its name second.

Promises: one word for every file. Looks at the head and at names inside a zip's directory; opens
nothing else.
"""

import io
import zipfile
from pathlib import PurePosixPath

from tansiq.extract.outcome import Unreadable
from tansiq.terms.intake import ReadTrouble

_HEADS = (
    (b"%PDF-", "pdf"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"), (b"BZh", "archive"), (b"\xfd7zXZ", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"), (b"\xd0\xcf\x11\xe0", "old office"), (b"SQLite format 3", "database"),
    (b"EVF\t", "disk image"), (b"QFI\xfb", "disk image"), (b"conectix", "disk image"),
    (b"{\\rtf", "rich text"), (b"MZ", "program"), (b"\x7fELF", "program"),
)  # fmt: skip
_BY_NAME = {
    "html": "html", "htm": "html", "xhtml": "html", "mht": "mail", "eml": "mail", "csv": "csv",
    "tsv": "csv", "txt": "text", "md": "text", "json": "json", "jsonl": "json", "ndjson": "json",
    "ftm": "json", "ijson": "json",
}  # fmt: skip
_HEADERS = (
    b"from:", b"received:", b"return-path:", b"message-id:", b"mime-version:", b"date:",
    b"delivered-to:", b"subject:", b"to:", b"from ",
)  # fmt: skip
_ZIP_MEMBERS, _ZIP_BYTES, _ZIP_RATIO, _ZIP_FLOOR = 5_000, 256 << 20, 200, 16 << 20


def kind_of(data: bytes, name: str) -> str:
    """The kind: one that is read (`html`, `pdf`, `mail`...), or one that is only named."""
    head = data[:4096]
    if not head.strip(b"\0\r\n\t "):
        return "empty"
    if head.startswith(b"PK"):
        return _zip(data)
    for start, kind in _HEADS:
        if head.startswith(start):
            return kind
    if data[257:262] == b"ustar":
        return "archive"
    suffix = PurePosixPath(name.lower()).suffix.lstrip(".")
    if _binary(head):
        return "binary"
    return _text(head, _BY_NAME.get(suffix, ""))


def _text(head: bytes, named: str) -> str:
    """A file that is text: by what it begins with, then by its name."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start[:1000]:
        return named if named == "mail" else "html"
    if named:
        return named
    if start.startswith((b"{", b"[")):
        return "json"
    lines = [line for line in start[:2000].splitlines() if line]
    if lines and lines[0].startswith(_HEADERS) and sum(b":" in one for one in lines[:4]) > 1:
        return "mail"
    return "text"


def _binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\0" in head


def _zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, KeyError):
        raise Unreadable(ReadTrouble.DAMAGED) from None
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else "archive"


def opened(data: bytes) -> zipfile.ZipFile:
    """An office file's zip, refused before anything is unpacked when it is a bomb."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = archive.infolist()
    size = sum(one.file_size for one in members)
    if len(members) > _ZIP_MEMBERS or size > _ZIP_BYTES:
        raise Unreadable(ReadTrouble.BOMB)
    for one in members:
        if one.file_size > _ZIP_FLOOR and one.file_size > _ZIP_RATIO * max(one.compress_size, 1):
            raise Unreadable(ReadTrouble.BOMB)
    return archive
