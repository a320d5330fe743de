"""A case and other people's systems: STIX and MISP files in, out, and given back.

Promises: a file that is taken in is filed whole beside the document it came with, byte for byte,
with a map of what became of each object, so that nothing of it is lost and what a case cannot say
can still be given back; what leaves is what `case_exports` lets leave, and nothing a court may not
have leaves for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

import msgspec

from tansiq.cases.sourcing import FileDocument
from tansiq.formats.edges import EdgeReading, GivenBack
from tansiq.formats.ftm_entities import read_entity_files
from tansiq.formats.ftm_export import Left
from tansiq.formats.misp_back import give_back_misp
from tansiq.formats.misp_in import read_misp
from tansiq.formats.misp_out import export_misp
from tansiq.formats.schemata import schema
from tansiq.formats.stix_back import give_back
from tansiq.formats.stix_in import read_stix
from tansiq.formats.stix_out import Frame, export_stix
from tansiq.node import case_claims, case_exports, case_files, cases
from tansiq.node.case_exports import Exported
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.node.reports import LooseFile
from tansiq.node.signing import Signer
from tansiq.record.claims import MentionExtracted
from tansiq.record.material import Attachment, Markings
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.handling import HandlingCode
from tansiq.terms.ids import ChannelId, new_record_id

MAP = "objects.json"
"""The file beside an original that says which entity stands for which of its objects."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Layout:
    """A foreign layout: how it is read and written, and what its files are called."""

    read: Callable[[bytes], EdgeReading]
    media_type: str
    version: str


LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "stix": Layout(read_stix, "application/stix+json;version=2.1", "2.1"),
        "misp": Layout(read_misp, "application/json", "core"),
    }
)


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """What the map beside an original holds."""

    layout: str
    sha256: str
    objects: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A file as it came, the document it came with, and the words to file it under."""

    layout: str
    name: str
    data: bytes
    document: str
    title: str
    language: str
    handling: Markings


def read_layout(layout: str, data: bytes) -> EdgeReading:
    """Read a file of any layout for claims; Invalid `edge_*`, `ftm_*` or `document_large`."""
    if layout in LAYOUTS:
        return LAYOUTS[layout].read(data)
    found = read_entity_files(data)
    return EdgeReading(found.drafts, found.left, (), {})


def keep(
    node: Node, signer: Signer, channel: ChannelId, original: Original, reading: EdgeReading
) -> str:
    """File the original whole, with the map of its objects; the id of the new document.

    It repeats the document it came with, so that both count as one origin.
    """
    made = new_record_id()
    layout = LAYOUTS[original.layout]
    mapped = Mapped(
        layout=original.layout,
        sha256=sha256(original.data).hexdigest(),
        objects={name: str(entity) for name, entity in reading.mapped.items()},
    )
    document = FileDocument(
        document=made,
        source="technical",
        title=original.title,
        language=original.language,
        handling=original.handling,
        repeats=original.document,
    )
    files = (
        LooseFile(original.name, layout.media_type, original.data),
        LooseFile(MAP, "application/json", msgspec.json.encode(mapped)),
    )
    case_claims.file_document(node, signer, channel, document, files)
    return made


def as_mentions(
    node: Node, channel: ChannelId, original: Original, reading: EdgeReading
) -> tuple[int, tuple[str, ...]]:
    """Note what a file says as a machine's findings, which a person accepts one by one.

    How many were noted, and what cannot be one: a finding is a value, not a tie between entities.
    """
    found: list[MentionExtracted] = []
    left: list[str] = []
    for draft in reading.drafts:
        kinds = schema(draft.schema).properties
        for name, value in draft.values:
            if kinds[name].type == "entity":
                left.append(f"{draft.foreign}: {name}")
                continue
            found.append(
                MentionExtracted(
                    mention=new_record_id(),
                    document=original.document,
                    tool=original.layout,
                    tool_version=LAYOUTS[original.layout].version,
                    schema=draft.schema,
                    property=name,
                    value=value,
                    place=draft.foreign,
                )
            )
    for start in range(0, len(found), BATCH):
        part = found[start : start + BATCH]
        case_claims.note_mentions(node, channel, original.document, part)
    return len(found), tuple(left)


def written(node: Node, layout: str, name: str, found: Exported) -> tuple[bytes, tuple[Left, ...]]:
    """What may leave a case in a layout, and all that other programs will not read of it."""
    frame = Frame(node.me, name, stamp(node.clock.now()))
    match layout:
        case "stix":
            return export_stix(case_exports.outgoing(found), frame)
        case "misp":
            return export_misp(case_exports.outgoing(found), frame)
        case _:
            return case_exports.as_ftm(found)


def given_back(
    node: Node, reader: Reader, channel: ChannelId, document: str, *, court: bool
) -> GivenBack:
    """The file that a document keeps, as the case has its entities now.

    Missing `attachment_unknown` when the document keeps none; Refused `access_court_h1`.
    """
    one, code = _kept(node, reader, channel, document)
    if court and code == HandlingCode.H1:
        raise Refused("access_court_h1")
    _, raw = case_files.attachment(node, reader, channel, (document, one[MAP].sha256))
    mapped = msgspec.json.decode(raw, type=Mapped)
    _, data = case_files.attachment(node, reader, channel, (document, mapped.sha256))
    wanted = tuple(dict.fromkeys(mapped.objects.values()))
    files = case_exports.exported(node, reader, channel, wanted, court=court) if wanted else None
    entities = tuple(case_exports.outgoing(files)) if files else ()
    if mapped.layout == "stix":
        return give_back(data, mapped.objects, entities, f"{node.me} {document}")
    return give_back_misp(data, mapped.objects, entities)


def _kept(
    node: Node, reader: Reader, channel: ChannelId, document: str
) -> tuple[Mapping[str, Attachment], str]:
    """The files of a document of ours that keeps an original, and its handling code."""
    for one in cases.document(node, reader, channel, document):
        named = {each.name: each for each in one.fact.record.attachments}
        if MAP in named and one.end is None and one.fact.agency == node.me:
            return named, one.fact.record.handling.code
    raise Missing("attachment_unknown", name=MAP)
