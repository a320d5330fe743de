"""A saved web page: its text in order, with menus, footers and the like set aside.

Promises: the pieces joined are all the text of the page a person could see, block by block; which of
them are matter is trafilatura's judgement, checked block by block against its own extract. Scripts,
styles and attributes are no text. Loads nothing the page names.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import trafilatura
from lxml import etree, html

from tansiq.extract.decoding import decode
from tansiq.extract.outcome import Extracted, Piece, Unreadable
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "title",
        "button",
        "label",
        "textarea",
    ]
)
_SILENT = frozenset(("script", "style", "template", "noscript", "iframe", "object", "svg", "head"))
_ASIDE = frozenset(("nav", "footer", "aside", "form", "button", "select", "menu", "label"))
_HEADINGS = frozenset(("h1", "title"))
_SPACE = re.compile(r"\s+")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,40})", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_DEEP, _LONG, _COVERED = 400, 25, 0.6
_PARSER = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
_Element = etree._Element  # noqa: SLF001 - lxml gives its type no other name


def read(data: bytes) -> Extracted:
    """The text and what the page says of itself."""
    declared = _CHARSET.search(data[:4096])
    text, left = decode(data, declared[1].decode("ascii") if declared else "")
    found = of_text(text)
    return found if not left else _with_left(found, left)


def of_text(text: str) -> Extracted:
    """The same for a page that is already characters."""
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not body.strip():
        return Extracted(outcome=ReadOutcome.EMPTY, kind="html")
    try:
        tree = html.document_fromstring(body, parser=_PARSER)
    except (etree.ParserError, ValueError):
        raise Unreadable(ReadTrouble.DAMAGED) from None
    blocks = list(_blocks(tree))
    about = _about(tree)
    matter = _matter(body, blocks)
    pieces = tuple(
        Piece(text=f"{words}\n", kept=kept, role=tag)
        for (words, tag, _), kept in zip(blocks, matter, strict=True)
    )
    return Extracted(outcome=ReadOutcome.READ, kind="html", pieces=pieces, **about)


def _with_left(found: Extracted, left: tuple[str, ...]) -> Extracted:
    from msgspec.structs import replace  # noqa: PLC0415

    return replace(found, left=(*found.left, *left))


def _blocks(tree: _Element) -> Iterator[tuple[str, str, bool]]:
    """Each block's words, its tag, and whether it stands in what pages keep aside."""
    body = tree.find("body")
    yield from _walk(body if body is not None else tree)


def _walk(root: _Element) -> Iterator[tuple[str, str, bool]]:
    words: list[str] = []
    tags: list[str] = ["body"]
    aside = 0

    def flush() -> Iterator[tuple[str, str, bool]]:
        line = _SPACE.sub(" ", "".join(words)).strip()
        words.clear()
        if line:
            yield line, tags[-1], aside > 0

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _SILENT:
                continue
            if tag in _BLOCKS:
                yield from flush()
                tags.append(tag)
                aside += tag in _ASIDE
            if len(tags) > _DEEP:
                raise Unreadable(ReadTrouble.NESTED)
            words.append(_said(element))
        else:
            if tag in _BLOCKS and tag not in _SILENT:
                yield from flush()
                tags.pop()
                aside -= tag in _ASIDE
            if element is not root and not _muted(element.getparent()):
                words.append(element.tail or "")
    yield from flush()


def _said(element: _Element) -> str:
    return "" if _muted(element) else (element.text or "")


def _muted(element: _Element | None) -> bool:
    while element is not None:
        if element.tag in _SILENT:
            return True
        element = element.getparent()
    return False


def _matter(page: str, blocks: list[tuple[str, str, bool]]) -> list[bool]:
    """Which blocks are matter; without a judgement, all that no page element sets aside."""
    told = trafilatura.extract(
        page,
        output_format="txt",
        fast=True,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
    )
    plain = [not aside for _, _, aside in blocks]
    if not told or len(_WORDS.findall(told)) < 8:
        return plain
    lines = {_key(one) for one in told.splitlines() if one.strip()}
    whole = " ".join(_key(one) for one in told.splitlines())
    found = [_kept(_key(words), tag, lines, whole) for words, tag, _ in blocks]
    return found if any(found) else plain


def _kept(key: str, tag: str, lines: set[str], whole: str) -> bool:
    if tag in _HEADINGS or (key and key in lines):
        return True
    if len(key) >= _LONG and key in whole:
        return True
    inside = sum(len(one) for one in lines if len(one) >= _LONG and one in key)
    return inside > _COVERED * max(len(key), 1)


def _key(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _about(tree: _Element) -> dict[str, str]:
    """What the page says of itself: title, author, outlet, date, address."""
    named: dict[str, str] = {}
    for one in tree.iter("meta"):
        name = str(one.get("property") or one.get("name") or one.get("itemprop") or "").lower()
        named.setdefault(name, str(one.get("content") or "").strip())
    linked = _linked(tree)
    time = next((str(one.get("datetime")) for one in tree.iter("time") if one.get("datetime")), "")
    title = next((one.text_content() for one in tree.iter("h1", "title")), "")
    address = next(
        (str(one.get("href")) for one in tree.iter("link") if one.get("rel") == "canonical"), ""
    )
    url = named.get("og:url", "") or address
    published = (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dcterms.date",
        "pubdate",
    )
    date = next((named[one] for one in published if named.get(one)), "")
    return {
        "title": _line(named.get("og:title", "") or linked.get("headline", "") or title),
        "author": _line(
            named.get("author", "") or named.get("article:author", "") or linked.get("author", "")
        ),
        "outlet": _line(
            named.get("og:site_name", "")
            or linked.get("publisher", "")
            or (urlsplit(url).hostname or "")
        ),
        "published": _line(date or linked.get("datePublished", "") or time)[:40],
        "url": url[:2000],
    }


def _linked(tree: _Element) -> dict[str, str]:
    """The same from linked data, where a page carries any."""
    found: dict[str, str] = {}
    for one in tree.iter("script"):
        if one.get("type") != "application/ld+json" or len(one.text or "") > 100_000:
            continue
        try:
            told = json.loads(one.text or "")
        except (ValueError, RecursionError):
            continue
        for thing in told if isinstance(told, list) else [told]:
            for name in ("headline", "datePublished", "author", "publisher"):
                value = thing.get(name) if isinstance(thing, dict) else None
                value = value[0] if isinstance(value, list) and value else value
                value = value.get("name") if isinstance(value, dict) else value
                if isinstance(value, str):
                    found.setdefault(name, value)
    return found


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()[:500]
