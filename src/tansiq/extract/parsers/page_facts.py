"""What a web page says of itself: title, author, outlet, when it appeared, its own address.

Promises: the page's own words, from its metadata, its linked data or its elements, in that order.
Does not: guess a date from the text.
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

_SPACE = re.compile(r"\s+")
_DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "pubdate",
)  # fmt: skip
_LINKED = ("headline", "datePublished", "author", "publisher")
_MOST_LINKED, _MOST_LINE, _MOST_DATE, _MOST_URL = 100_000, 500, 40, 2000


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Each empty where the page is silent."""

    title: str
    author: str
    outlet: str
    published: str
    url: str


def of(tree: etree._Element) -> PageFacts:
    """The facts of a page."""
    named, linked = _named(tree), _linked(tree)
    url = named.get("og:url", "") or _attribute(tree, "link", "canonical")
    date = next((named[one] for one in _DATES if named.get(one)), "")
    date = date or linked.get("datePublished", "") or _time(tree)
    title = next((one.text_content() for one in tree.iter("h1", "title")), "")
    author = named.get("author", "") or named.get("article:author", "") or linked.get("author", "")
    outlet = named.get("og:site_name", "") or linked.get("publisher", "")
    return PageFacts(
        title=_line(named.get("og:title", "") or linked.get("headline", "") or title),
        author=_line(author),
        outlet=_line(outlet or _host(url)),
        published=_line(date)[:_MOST_DATE],
        url=url[:_MOST_URL],
    )


def _named(tree: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in tree.iter("meta"):
        name = str(one.get("property") or one.get("name") or one.get("itemprop") or "").lower()
        found.setdefault(name, str(one.get("content") or "").strip())
    return found


def _attribute(tree: etree._Element, tag: str, rel: str) -> str:
    return next((str(one.get("href") or "") for one in tree.iter(tag) if one.get("rel") == rel), "")


def _time(tree: etree._Element) -> str:
    return next((str(one.get("datetime")) for one in tree.iter("time") if one.get("datetime")), "")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _linked(tree: etree._Element) -> dict[str, str]:
    """Linked data (JSON-LD), where a page carries any."""
    found: dict[str, str] = {}
    for one in tree.iter("script"):
        text = one.text or ""
        if one.get("type") != "application/ld+json" or len(text) > _MOST_LINKED:
            continue
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for thing in told if isinstance(told, list) else [told]:
            for name in _LINKED:
                value = _plain(thing.get(name)) if isinstance(thing, dict) else ""
                if value:
                    found.setdefault(name, value)
    return found


def _plain(value: object) -> str:
    """A text, or the name of the first thing."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()[:_MOST_LINE]
