"""A saved web page: its text in order, with menus, footers and the like set aside.

Promises: the pieces joined are all the text of the page a person could see, block by block; which
of them are matter is trafilatura's judgement, checked block by block against its own extract.
Scripts, styles and attributes are no text. Loads nothing the page names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import trafilatura
from lxml import etree, html
from msgspec.structs import replace

from tansiq.extract.decoding import decode
from tansiq.extract.outcome import Extracted, Piece, Unreadable
from tansiq.extract.parsers import page_facts
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "button", "center", "dd",
        "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "li", "main", "nav", "ol", "option",
        "p", "pre", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot",
        "th", "thead", "title", "tr", "ul",
    )
)  # fmt: skip
_SILENT = frozenset(("head", "iframe", "noscript", "object", "script", "style", "svg", "template"))
_ASIDE = frozenset(("aside", "button", "footer", "form", "label", "menu", "nav", "select"))
_HEADINGS = frozenset(("h1", "title"))
_SPACE = re.compile(r"\s+")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_WORDS = re.compile(r"\w+")
_DEEP, _LONG, _COVERED, _FEW = 400, 25, 0.6, 8


@dataclass(frozen=True, slots=True)
class _Block:
    """The words of a block, its tag, and whether it stands in what pages keep aside."""

    words: str
    tag: str
    aside: bool


def read(data: bytes) -> Extracted:
    """The text and what the page says of itself."""
    declared = _CHARSET.search(data[:4096])
    text, left = decode(data, declared[1].decode("ascii") if declared else "")
    found = of_text(text)
    return replace(found, left=(*found.left, *left))


def of_text(text: str) -> Extracted:
    """The same for a page that is already characters."""
    body = _DECLARATION.sub("", text)
    if not body.strip():
        return Extracted(outcome=ReadOutcome.EMPTY, kind="html")
    # Without its own limit of depth, beyond which the parser drops the rest of a page in silence.
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, ValueError):
        raise Unreadable(ReadTrouble.DAMAGED) from None
    about = page_facts.of(tree)
    blocks = list(_Walk(tree).blocks())
    pieces = tuple(
        Piece(text=f"{one.words}\n", kept=kept, role=one.tag)
        for one, kept in zip(blocks, _matter(body, blocks), strict=True)
    )
    return Extracted(
        outcome=ReadOutcome.READ,
        kind="html",
        pieces=pieces,
        title=about.title,
        author=about.author,
        outlet=about.outlet,
        published=about.published,
        url=about.url,
    )


class _Walk:
    """One way through a page, from its first word to its last, without recursion."""

    def __init__(self, tree: etree._Element) -> None:
        body = tree.find("body")
        self._root = tree if body is None else body
        self._words: list[str] = []
        self._tags = ["body"]
        self._aside = 0
        self._silent = 0

    def blocks(self) -> Iterator[_Block]:
        """The blocks in order; Unreadable `nested`."""
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                yield from self._opened(element, tag)
            else:
                yield from self._closed(element, tag)
        yield from self._flushed()

    def _opened(self, element: etree._Element, tag: str) -> Iterator[_Block]:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            yield from self._flushed()
            self._tags.append(tag)
            self._aside += tag in _ASIDE
        if len(self._tags) > _DEEP:
            raise Unreadable(ReadTrouble.NESTED)
        if not self._silent:
            self._words.append(element.text or "")

    def _closed(self, element: etree._Element, tag: str) -> Iterator[_Block]:
        if tag in _BLOCKS:
            yield from self._flushed()
            self._tags.pop()
            self._aside -= tag in _ASIDE
        self._silent -= tag in _SILENT
        if element is not self._root and not self._silent:
            self._words.append(element.tail or "")

    def _flushed(self) -> Iterator[_Block]:
        line = _SPACE.sub(" ", "".join(self._words)).strip()
        self._words.clear()
        if line:
            yield _Block(line, self._tags[-1], self._aside > 0)


def _matter(page: str, blocks: list[_Block]) -> list[bool]:
    """Which blocks are matter; without a judgement, all that no page element sets aside."""
    told = trafilatura.extract(
        page,
        output_format="txt",
        fast=True,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
    )
    plain = [not one.aside for one in blocks]
    if not told or len(_WORDS.findall(told)) < _FEW:
        return plain
    keys = [_key(one) for one in told.splitlines() if one.strip()]
    lines, whole = frozenset(keys), " ".join(keys)
    long = [one for one in lines if len(one) >= _LONG]
    found = [_kept(_key(one.words), one.tag, lines, whole, long) for one in blocks]
    return found if any(found) else plain


def _kept(key: str, tag: str, lines: frozenset[str], whole: str, long: list[str]) -> bool:
    if tag in _HEADINGS or (key and key in lines):
        return True
    if len(key) >= _LONG and key in whole:
        return True
    if len(key) < _LONG:
        return False
    inside = sum(len(one) for one in long if one in key)
    return inside > _COVERED * len(key)


def _key(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))
