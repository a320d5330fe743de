"""What a TAXII 2.1 server says to a request: read only, one API root, one collection per channel.

Promises: nothing is told to whoever names no open feed; a channel outside the feed, or one its
partner does not hear now, is as if it were not there; an unknown or malformed parameter is refused
rather than passed over. Nothing can be written here. Does not listen: `taxii_server` does.
Format: TAXII 2.1 (OASIS standard), sections 3 (HTTP), 4 (discovery, API root), 5 (collections).
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import msgspec

from tansiq.node.compose import Node
from tansiq.node.taxii_feeds import admitted, open_to
from tansiq.node.taxii_shelf import (
    MOST,
    Item,
    Page,
    Wanted,
    collection_id,
    noted,
    page,
    position,
)
from tansiq.record.officers import FeedOpened
from tansiq.store.connect import Tx
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import ChannelId

TAXII = "application/taxii+json;version=2.1"
STIX = "application/stix+json;version=2.1"
ROOT = "/releases/"
DISCOVERY = "/taxii2/"
LONGEST_QUERY = 8_000
_ACCEPTED = frozenset({TAXII, "application/taxii+json", "*/*", "application/*"})
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?Z")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,249}--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PATH = re.compile(
    r"/releases/collections/([0-9a-f-]{36})/(?:(objects|manifest)/(?:([^/]+)/(versions/)?)?)?"
)
_COMMON = frozenset({"limit", "next", "added_after", "match[version]", "match[spec_version]"})
_MATCHES = frozenset({"match[id]", "match[type]"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: method, path, query as sent, and two of its headers."""

    method: str
    path: str
    query: str = ""
    accept: str = ""
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: status, what it says, and headers beside those that every answer has."""

    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(node: Node, asked: Asked) -> Told:
    """The answer to one request; store faults are raised."""
    try:
        looks: list[Page] = []
        with node.store.reading() as tx:
            user, password = _named(asked.authorization)
            if not user:
                raise Missing("feed_unknown", feed="")
            feed = admitted(node, tx, user, password)
            told = _for(Desk(node, tx, feed, looks), asked)
        for one in looks:
            noted(node, feed, one)
        return told
    except Missing as problem:
        if problem.code == "feed_unknown":
            demand = {"WWW-Authenticate": 'Basic realm="tansiq", charset="UTF-8"'}
            return _error(401, "who asks is not known", demand)
        return _error(404, "there is nothing here")
    except Invalid as problem:
        return _error(400, f"malformed: {problem.facts.get('name', 'request')}")


def _named(header: str) -> tuple[str, str]:
    """Feed and password of an `Authorization: Basic` header (RFC 7617); empty without one."""
    scheme, _, told = header.partition(" ")
    if scheme.lower() != "basic" or len(told) > LONGEST_QUERY:
        return "", ""
    try:
        user, _, password = base64.b64decode(told.strip(), validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return user, password


@dataclass(frozen=True, slots=True)
class Desk:
    """One feed within one look at the database; `looks` gathers what the read log must hold."""

    node: Node
    tx: Tx
    feed: FeedOpened
    looks: list[Page]

    def page(self, channel: ChannelId, wanted: Wanted) -> Page:
        """What is asked for of a channel."""
        found = page(self.node, self.tx, self.feed, channel, wanted)
        self.looks.append(found)
        return found


def _for(desk: Desk, asked: Asked) -> Told:
    if not _acceptable(asked.accept):
        return _error(406, f"only {TAXII} is given")
    node = desk.node
    places = {collection_id(node.me, one): one for one in open_to(node, desk.tx, desk.feed)}
    plain = {
        DISCOVERY: lambda: _discovery(node),
        ROOT: lambda: _root(node),
        f"{ROOT}collections/": lambda: _collections(places),
    }
    if asked.path in plain:
        return plain[asked.path]() if asked.method == "GET" else _error(405, "read only")
    found = _PATH.fullmatch(asked.path)
    if found is None or found[1] not in places:
        raise Missing("feed_nothing")
    if asked.method != "GET":
        return _error(403 if asked.method in {"POST", "DELETE"} else 405, "read only")
    channel = places[found[1]]
    if not found[2]:
        return Told(200, _collection(found[1], channel))
    return _content(desk, channel, asked, (found[2], found[3] or "", bool(found[4])))


def _acceptable(header: str) -> bool:
    """Whether one of the types asked for is ours; quality and order decide nothing."""
    kinds = [one.replace(" ", "").lower() for one in header.split(",")]
    bare = {re.sub(r";q=[0-9.]+$", "", one) for one in kinds}
    return bool(bare & _ACCEPTED)


def _discovery(node: Node) -> Told:
    title = f"Tansiq {node.me}"
    return Told(200, {"title": title, "default": ROOT, "api_roots": [ROOT]})


def _root(node: Node) -> Told:
    told = {"title": f"Releases of {node.me}", "versions": [TAXII], "max_content_length": 1}
    return Told(200, told)


def _collections(places: Mapping[str, ChannelId]) -> Told:
    every = [_collection(one, channel) for one, channel in sorted(places.items())]
    return Told(200, {"collections": every} if every else {})


def _collection(named: str, channel: ChannelId) -> dict[str, object]:
    return {
        "id": named,
        "title": channel,
        "can_read": True,
        "can_write": False,
        "media_types": [STIX],
    }


def _content(desk: Desk, channel: ChannelId, asked: Asked, parts: tuple[str, str, bool]) -> Told:
    kind, named, versions = parts
    if named and (kind == "manifest" or not _ID.fullmatch(named)):
        raise Missing("feed_nothing")
    wanted = _wanted(asked.query, named)
    found = desk.page(channel, wanted)
    if named and not found.items and not wanted.after and not wanted.start.added:
        raise Missing("feed_nothing")
    if versions:
        return _given(found, "versions", lambda one: one.version)
    if kind == "manifest":
        return _given(found, "objects", _manifest)
    return _given(found, "objects", lambda one: one.data)


def _manifest(one: Item) -> object:
    return {
        "id": one.data["id"],
        "date_added": one.added,
        "version": one.version,
        "media_type": STIX,
    }


def _given(found: Page, name: str, shape: Callable[[Item], object]) -> Told:
    if not found.items:
        return Told(200, {})
    body: dict[str, object] = {name: [shape(one) for one in found.items]}
    if found.next:
        body |= {"more": True, "next": found.next}
    first, last = found.items[0].added, found.items[-1].added
    return Told(200, body, {"X-TAXII-Date-Added-First": first, "X-TAXII-Date-Added-Last": last})


def _wanted(query: str, named: str) -> Wanted:
    said = _parameters(query, named)
    limit, start = said.get("limit", str(MOST)), said.get("next", "")
    if not limit.isascii() or not limit.isdigit() or not int(limit[:9]):
        raise Invalid("taxii_asked", name="limit")
    return Wanted(
        after=_moment(said.get("added_after", "")),
        **({"start": position(start)} if start else {}),
        limit=min(int(limit[:9]), MOST),
        ids=frozenset({named}) if named else _listed(said.get("match[id]", "")),
        types=_listed(said.get("match[type]", "")),
        takes=_takes(said),
    )


def _parameters(query: str, named: str) -> dict[str, str]:
    """The parameters, each once and none that this place does not know."""
    if len(query) > LONGEST_QUERY:
        raise Invalid("taxii_asked", name="query")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as problem:
        raise Invalid("taxii_asked", name="query") from problem
    said = dict(pairs)
    known = _COMMON if named else _COMMON | _MATCHES
    if len(said) != len(pairs) or not said.keys() <= known:
        raise Invalid("taxii_asked", name="query")
    return said


def _moment(text: str) -> str:
    """A moment to the second it lies in: what came in that second counts as told."""
    if not text:
        return ""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise Invalid("taxii_asked", name="added_after")
    return f"{found[1]}Z"


def _listed(text: str) -> frozenset[str]:
    return frozenset(one for one in text.split(",") if one)


def _takes(said: Mapping[str, str]) -> Callable[[Item], bool]:
    """Whether an object's version is one of those asked for; of each object one version stands."""
    versions = _listed(said.get("match[version]", ""))
    specs = _listed(said.get("match[spec_version]", ""))

    def takes(one: Item) -> bool:
        version = not versions or bool(versions & {"all", "first", "last", one.version})
        return version and (not specs or "2.1" in specs)

    return takes


def _error(status: int, title: str, headers: Mapping[str, str] | None = None) -> Told:
    return Told(status, {"title": title, "http_status": str(status)}, headers or {})


def encoded(told: Told) -> bytes:
    """The bytes of an answer."""
    return msgspec.json.encode(told.body)
