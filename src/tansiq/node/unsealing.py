"""An attachment in the clear, for an officer who may read the record that names it.

Promises: the read is on record before the file is written, as for the record itself; what is
written has the digest its author signed; no file is ever overwritten.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tansiq.ledger import private_files
from tansiq.node import releases, reports
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.record.material import Attachment, Content
from tansiq.terms.errors import Conflict, Damaged, Missing

SHORTEST_DIGEST = 8
"""Digits of a digest that may stand for a name which two attachments share."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """An attachment as it was written to a file."""

    name: str
    media_type: str
    size: int
    sha256: str
    file: str


def unseal(node: Node, reader: Reader, report: str, name: str, out: Path) -> Unsealed:
    """Write one attachment of a report (or of AGENCY/RELEASE) to a new file.

    Missing("attachment_unknown"), Conflict("attachment_name_twice"), Damaged("attachment_differs"),
    and what reading the record refuses.
    """
    found, data = opened(node, reader, report, name)
    if out.exists():
        raise Conflict("attachment_file_exists", file=out.name)
    private_files.create(out, data)
    return Unsealed(found.name, found.media_type, len(data), found.sha256, str(out))


def opened(node: Node, reader: Reader, report: str, name: str) -> tuple[Attachment, bytes]:
    """The same as bytes, written nowhere."""
    found = _named(_content(node, reader, report), name)
    data = reports.attachment(node, found)
    if sha256(data).hexdigest() != found.sha256:
        raise Damaged("attachment_differs", name=found.name)
    return found, data


def _content(node: Node, reader: Reader, report: str) -> Content:
    agency, slash, release = report.partition("/")
    if slash:
        return releases.show(node, reader, agency, release).content
    return reports.show(node, reader, report).content


def _named(content: Content, name: str) -> Attachment:
    found = {
        one.sha256: one
        for one in content.attachments
        if one.name == name or (len(name) >= SHORTEST_DIGEST and one.sha256.startswith(name))
    }
    if not found:
        raise Missing("attachment_unknown", name=name[:80])
    if len(found) > 1:
        raise Conflict("attachment_name_twice", name=name[:80])
    return next(iter(found.values()))
