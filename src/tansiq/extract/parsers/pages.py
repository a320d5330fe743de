"""A PDF's text layer, page by page, Arabic in the order in which it is read.

Promises: letters that a font drew as shapes (presentation forms) become letters; a line whose
Arabic stands in the order of the eye is turned back and the outcome says so; lines repeated at the
edge of most pages are set aside. Does not: read pictures; a page without text is named.
"""

import re
import unicodedata
from collections import Counter

import pypdfium2
import pypdfium2.raw as pdfium

from tansiq.extract.outcome import Extracted, Piece, Unreadable
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_MOST_PAGES = 5_000
_FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]+")
_ARABIC_RUN = re.compile(r"[\u0620-\u065f\u0670-\u06d3][\u0620-\u065f\u0670-\u06d3 ،؛؟.]*")
_ARABIC_WORD = re.compile(r"[\u0620-\u065f]{2,}")
# A ligature that a font names wrongly shows as a letter of India or as a private one.
_FOREIGN = re.compile(
    r"[\u0620-\u064a][\u0900-\u0dff\ue000-\uf8ff]|[\u0900-\u0dff\ue000-\uf8ff][\u0620-\u064a]"
)
_EDGE = 2
_REPEATED = 3
_OTHER = re.compile(r"[A-Za-z0-9٠-٩À-ɏ][A-Za-z0-9٠-٩À-ɏ.,:/@+\-]*")
_MIRRORED = str.maketrans("()[]{}«»", ")(][}{»«")


def read(data: bytes) -> Extracted:
    """The text of all pages."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        code = ReadTrouble.PASSWORD if "assword" in str(problem) else ReadTrouble.DAMAGED
        raise Unreadable(code) from None
    with document:
        if len(document) > _MOST_PAGES:
            raise Unreadable(ReadTrouble.LARGE)
        told = [_page(document[number]) for number in range(len(document))]
        about = document.get_metadata_dict(skip_empty=True)
    left = [f"page {at}: no text to read" for at, lines in enumerate(told, 1) if not lines]
    turned = [at for at, lines in enumerate(told, 1) if _visual(lines)]
    left += [f"page {at}: Arabic stood in visual order and was turned" for at in turned]
    left += [
        f"page {at}: letters that do not belong in their words"
        for at, lines in enumerate(told, 1)
        if _FOREIGN.search("\n".join(lines))
    ]
    told = [
        [_turned(one) for one in lines] if at in turned else lines
        for at, lines in enumerate(told, 1)
    ]
    return Extracted(
        outcome=ReadOutcome.READ,
        kind="pdf",
        pieces=_pieces(told),
        title=str(about.get("Title", ""))[:500],
        author=str(about.get("Author", ""))[:500],
        published=_date(str(about.get("CreationDate", ""))),
        left=tuple(left),
    )


def _page(page: pypdfium2.PdfPage) -> list[str]:
    """The lines of a page with letters for shapes."""
    text = page.get_textpage()
    told = text.get_text_range() if pdfium.FPDFText_CountChars(text) > 0 else ""
    page.close()
    clean = told.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\ufffe", "")
    return [_lettered(one) for one in clean.split("\n") if one.strip()]


def _lettered(line: str) -> str:
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found.group()), line)


def _visual(lines: list[str]) -> bool:
    """Whether Arabic words stand reversed: the article then ends them."""
    words = [one for line in lines for one in _ARABIC_WORD.findall(line)]
    right = sum(one.startswith("ال") for one in words) + sum(
        one.endswith(("ة", "ى")) for one in words
    )
    wrong = sum(one.endswith("لا") for one in words) + sum(
        one.startswith(("ة", "ى")) for one in words
    )
    return bool(wrong > right and wrong > 1)


def _turned(line: str) -> str:
    """A line in the order of reading: turned as a whole, numbers and Latin words turned back."""
    if not _ARABIC_WORD.search(line):
        return line
    back = line[::-1].translate(_MIRRORED)
    return re.sub(
        r"[A-Za-z0-9٠-٩À-ɏ][A-Za-z0-9٠-٩À-ɏ.,:/@+\-]*", lambda found: found.group()[::-1], back
    )


def _pieces(pages: list[list[str]]) -> tuple[Piece, ...]:
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_bare(one) for one in (*lines[:_EDGE], *lines[-_EDGE:])})
    often = {one for one, times in edges.items() if times >= _REPEATED and times * 2 > len(pages)}
    found: list[Piece] = []
    for lines in pages:
        for at, line in enumerate(lines):
            edge = at < _EDGE or at >= len(lines) - _EDGE
            kept = not (edge and _bare(line) in often)
            _add(found, line, kept=kept, first=at == 0)
    return tuple(found)


def _add(found: list[Piece], line: str, *, kept: bool, first: bool) -> None:
    """A line joins the paragraph before it unless that has ended."""
    last = found[-1] if found else None
    ended = last is None or first or last.text.rstrip().endswith((".", "!", "?", "؟", ":"))
    if last is not None and kept and last.kept and not ended:
        found[-1] = Piece(text=f"{last.text}{line}\n", kept=True)
    else:
        found.append(Piece(text=f"{line}\n", kept=kept, role="body" if kept else "edge"))


def _bare(line: str) -> str:
    """A line without its numbers: a page's number changes, its head does not."""
    return re.sub(r"\d+", "#", line.strip())


def _date(text: str) -> str:
    """`D:20260314093000+01'00'` as ISO 8601."""
    found = re.match(
        r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?(?:([+\-Z])(\d\d)?'?(\d\d)?)?", text
    )
    if not found:
        return ""
    year, month, day, hour, minute, second, sign, hours, minutes = found.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return date
    zone = "Z" if sign in (None, "Z") else f"{sign}{hours or '00'}:{minutes or '00'}"
    return f"{date}T{hour}:{minute}:{second}{zone}"
