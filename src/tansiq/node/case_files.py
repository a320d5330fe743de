"""The file of an entity and its sources for people: why something is believed, what rests on what.

Promises: a source under a code that an officer may not read is a line with whom to ask, wherever
it is cited; every entity and document that is shown stands in the read log. Domain rules are the
slice's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import msgspec

from tansiq.cases import queries, resting
from tansiq.cases.boards import DocumentSeen
from tansiq.cases.facts import DocumentFact, MentionFact
from tansiq.cases.hiding import in_sight
from tansiq.cases.resting import OriginSeen
from tansiq.cases.seen import ClaimSeen, EntityFile
from tansiq.node import case_beside, reports
from tansiq.node.actions import Action
from tansiq.node.case_asking import Desk, desks
from tansiq.node.case_sources import MOST_OFFERED
from tansiq.node.cases import CaseSeen, hidden, look_at, may_read, seen
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.officers.people import Officer
from tansiq.oversight.commands import ClassNow
from tansiq.record.material import Attachment
from tansiq.store.connect import Tx
from tansiq.terms.errors import Damaged, Missing
from tansiq.terms.ids import ChannelId

DEEDS = (Action.MAKE_CLAIM, Action.JUDGE_CLAIM, Action.CHANGE_STATUS, Action.MERGE_ENTITIES,
         Action.EXPORT_PROOF, Action.EXPORT_CASE, Action.WHO_SAW)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """A file with its surroundings: the case, what it is tied to, dates, what may be done.

    `more` says that it is tied to more than was looked at.
    `locked` are the sources (agency, id) this officer may not read; `until` is when the quarantine
    of a person without category ends; `desks` are to be asked about what is hidden;
    `texts` are the sources in which machines found what waits to be judged.
    """

    case: CaseSeen
    file: EntityFile
    tied: tuple[EntityFile, ...]
    more: bool
    locked: frozenset[tuple[str, str]]
    dates: tuple[ClassNow, ...]
    since: str
    until: datetime | None
    offered: frozenset[Action]
    mentions: tuple[MentionFact, ...] = ()
    sources: tuple[DocumentFact, ...] = ()
    desks: tuple[Desk, ...] = ()
    texts: tuple[DocumentFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One claim with the chain under it; `falls` names what would go with each origin."""

    seen: FileSeen
    claim: ClaimSeen
    origins: tuple[OriginSeen, ...]
    falls: dict[tuple[str, str], tuple[tuple[ClaimSeen, ...], int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A source, what translates it, and the claims that rest on it by entity."""

    case: CaseSeen
    found: tuple[DocumentSeen, ...]
    translations: tuple[DocumentFact, ...]
    files: tuple[EntityFile, ...]
    more: bool
    offered: frozenset[Action]


def entity_page(node: Node, reader: Reader, channel: ChannelId, wanted: str) -> FileSeen:
    """The file of an entity; Missing `entity_unknown`."""

    def query(tx: Tx, officer: Officer) -> tuple[FileSeen, Sequence[str]]:
        found = _file_seen(node, tx, officer, (channel, wanted))
        return found, _ids(found)

    return look_at(node, reader, channel, query)


def why(node: Node, reader: Reader, channel: ChannelId, named: tuple[str, str]) -> Why:
    """Why a claim is believed; `named` = (entity, claim). Missing `claim_unknown` if hidden."""
    entity, claim_id = named

    def query(tx: Tx, officer: Officer) -> tuple[Why, Sequence[str]]:
        found = _file_seen(node, tx, officer, (channel, entity))
        claim = next((one for one in found.file.claims if one.fact.id == claim_id), None)
        if claim is None or claim.hidden:
            raise Missing("claim_unknown")
        unseen = frozenset(one.fact.id for one in found.file.claims if one.hidden)
        origins = resting.origins(tx, channel, claim.fact, unseen)
        shown = tuple(_origin_for(node, officer, channel, one) for one in origins)
        falls = {one.key: _falling(found.file, one.falls) for one in shown}
        more = [one.root.document for one in shown]
        return Why(seen=found, claim=claim, origins=shown, falls=falls), [*_ids(found), *more]

    return look_at(node, reader, channel, query)


def source_page(node: Node, reader: Reader, channel: ChannelId, wanted: str) -> SourcePage:
    """A source with what rests on it; Missing `document_unknown`.

    Under a code this officer may not read it is a locked line, and says whom to ask.
    """

    def query(tx: Tx, officer: Officer) -> tuple[SourcePage, Sequence[str]]:
        found = queries.document(tx, channel, wanted)
        if not found:
            raise Missing("document_unknown")
        open_ = all(may_read(node, officer, channel, one.fact) for one in found)
        near = resting.translations(tx, channel, wanted) if open_ else ()
        found_on = resting.resting_on(tx, channel, wanted) if open_ else resting.Resting((), False)
        page = SourcePage(
            case=seen(node, tx, channel),
            found=tuple(replace(one, fact=_for(node, officer, channel, one.fact)) for one in found),
            translations=tuple(one for one in near if may_read(node, officer, channel, one)),
            files=tuple(
                _resting(hidden(node, officer, channel, one), wanted) for one in found_on.files
            ),
            more=found_on.more,
            offered=_offered(node, officer, channel),
        )
        return page, [wanted, *(one.entity for one in found_on.files)]

    return look_at(node, reader, channel, query)


def attachment(
    node: Node, reader: Reader, channel: ChannelId, named: tuple[str, str]
) -> tuple[Attachment, bytes]:
    """A file of a source in the clear; `named` = (document, digest). Damaged when it differs."""
    document, digest = named

    def query(tx: Tx, officer: Officer) -> tuple[Attachment, Sequence[str]]:
        for one in queries.document(tx, channel, document):
            if may_read(node, officer, channel, one.fact):
                for each in one.fact.record.attachments:
                    if each.sha256 == digest:
                        return each, [document]
        raise Missing("attachment_unknown", name=digest[:80])

    found = look_at(node, reader, channel, query)
    data = reports.attachment(node, found)
    if sha256(data).hexdigest() != found.sha256:
        raise Damaged("attachment_differs", name=found.name)
    return found, data


def _file_seen(node: Node, tx: Tx, officer: Officer, named: tuple[ChannelId, str]) -> FileSeen:
    channel, wanted = named
    whole = queries.entity_file(tx, channel, wanted)
    if whole is None:
        raise Missing("entity_unknown")
    case = seen(node, tx, channel)
    filed = queries.documents(tx, channel)
    documents = tuple(one.fact for one in filed)
    ended = {(one.fact.agency, one.fact.document) for one in filed if one.end is not None}
    cited = [one.source.document for one in whole.claims]
    every = [*documents, *(one for one in cited if one is not None)]
    locked = frozenset(
        (one.agency, one.document) for one in every if not may_read(node, officer, channel, one)
    )
    dates = case_beside.dates(node, tx, whole)
    tied = queries.links(tx, channel, whole)
    open_ids = {one.document for one in every} - {document for _, document in locked}
    file = _sheltered(node, officer, channel, whole, open_ids)
    near = (_sheltered(node, officer, channel, one, open_ids) for one in tied.files)
    mentions = case_beside.waiting(tx, channel, whole.schema, open_ids)
    found_in = {one.document for one in mentions}
    return FileSeen(
        case=case,
        file=file,
        tied=in_sight(file, (one for one in near if not one.quarantined)),
        more=tied.more,
        locked=locked,
        dates=dates,
        since=whole.opened[0].time,
        until=case_beside.until(tx, case, whole),
        offered=_offered(node, officer, channel),
        mentions=mentions,
        sources=tuple(
            one for one in documents if (one.agency, one.document) not in (locked | ended)
        )[:MOST_OFFERED],
        desks=desks(node, tx, officer, channel, file),
        texts=tuple(one for one in every if one.document in found_in and one.document in open_ids),
    )


def _sheltered(
    node: Node, officer: Officer, channel: ChannelId, file: EntityFile, open_ids: set[str]
) -> EntityFile:
    """A file without what this officer may not read: claims, and the sources under others."""
    shown = hidden(node, officer, channel, file)
    return replace(
        shown,
        properties=tuple(
            replace(
                one, claims=tuple(_claim_for(node, officer, channel, each) for each in one.claims)
            )
            for one in shown.properties
        ),
        statuses=tuple(
            replace(
                one,
                document=None
                if one.document is None
                else _for(node, officer, channel, one.document),
            )
            for one in shown.statuses
        ),
        mentions=tuple(one for one in shown.mentions if one.document in open_ids),
    )


def _claim_for(node: Node, officer: Officer, channel: ChannelId, one: ClaimSeen) -> ClaimSeen:
    source = one.source
    return replace(
        one,
        source=replace(
            source,
            document=None
            if source.document is None
            else _for(node, officer, channel, source.document),
            root=None if source.root is None else _for(node, officer, channel, source.root),
        ),
    )


def _origin_for(node: Node, officer: Officer, channel: ChannelId, one: OriginSeen) -> OriginSeen:
    return replace(
        one,
        root=_for(node, officer, channel, one.root),
        repeats=tuple(_for(node, officer, channel, each) for each in one.repeats),
    )


def _for(node: Node, officer: Officer, channel: ChannelId, fact: DocumentFact) -> DocumentFact:
    """A source as this officer may see it: under H3 its kind, its code and whom to ask."""
    if may_read(node, officer, channel, fact):
        return fact
    bare = msgspec.structs.replace(
        fact.record, title="", reference="", authority="", dated="", summary="", release="",
        translates="", repeats="", attachments=(),
        handling=msgspec.structs.replace(fact.record.handling, conditions=""),
    )  # fmt: skip
    return replace(fact, record=bare, officer="")


def _falling(file: EntityFile, falls: frozenset[str]) -> tuple[tuple[ClaimSeen, ...], int]:
    """Of what would fall: the claims of this file that may be read, and how many others."""
    here = tuple(one for one in file.claims if one.fact.id in falls and not one.hidden)
    return here, len(falls) - len(here)


def _resting(file: EntityFile, document: str) -> EntityFile:
    """A file with only the claims from one source."""
    kept = tuple(
        replace(one, claims=tuple(each for each in one.claims if each.fact.document == document))
        for one in file.properties
    )
    return replace(file, properties=tuple(one for one in kept if one.claims), statuses=())


def _offered(node: Node, officer: Officer, channel: ChannelId) -> frozenset[Action]:
    return frozenset(one for one in DEEDS if node.may(officer, one, channel))


def _ids(found: FileSeen) -> list[str]:
    every: Iterable[EntityFile] = (found.file, *found.tied)
    entities = [member for one in every for member in one.members]
    cited = [one.fact.document for one in found.file.claims if one.fact.document]
    return list(dict.fromkeys((*entities, *cited)))
