"""A mail message (RFC 5322 with MIME): its heads, its text, and the list of what came with it.

Promises: attachments are listed with their digest and never opened; a message without plain text is
read from its HTML by the page reader; what cannot be decoded is named.
"""

import hashlib
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from msgspec.structs import replace

from tansiq.extract.decoding import decode
from tansiq.extract.outcome import Attached, Extracted, Piece, Unreadable
from tansiq.extract.parsers import hypertext, plain
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_HEADS = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS, _NAME = 500, 200
_BROKEN = (
    MessageError,
    ValueError,
    LookupError,
    RecursionError,
    AttributeError,
    TypeError,
    AssertionError,
)


def read(data: bytes) -> Extracted:
    """The message as text."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        if not message.keys():
            told, left = decode(data)
            left = (*left, "the heads of the message")
            return Extracted(
                outcome=ReadOutcome.READ, kind="mail", pieces=plain.pieces_of(told), left=left
            )
        return _read(message)
    except _BROKEN:
        raise Unreadable(ReadTrouble.DAMAGED) from None


def _read(message: EmailMessage) -> Extracted:
    heads = {name: _head(message, name) for name in _HEADS}
    pieces = [Piece(text=f"{name}: {told}\n", role="head") for name, told in heads.items() if told]
    body, left = _body(message)
    files, more = _files(message)
    return Extracted(
        outcome=ReadOutcome.READ,
        kind="mail",
        pieces=(*pieces, Piece(text="\n", role="head"), *body),
        title=heads["Subject"],
        author=heads["From"],
        published=_sent(heads["Date"]),
        attachments=files,
        left=(*left, *more),
    )


def _head(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(_plain(str(message.get(name) or "")).split())[:1000]
    except _BROKEN:
        return ""


def _sent(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _body(message: EmailMessage) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except _BROKEN:
        part = None
    if part is None:
        return (), ("no text that can be read",)
    try:
        told = _plain(str(part.get_content())).replace("\r\n", "\n")
    except (LookupError, UnicodeError, KeyError, AttributeError):
        return (), ("text in an unknown character set",)
    left = ("characters that could not be read",) if "\ufffd" in told else ()
    if part.get_content_subtype() == "html":
        found = hypertext.of_text(told)
        return tuple(replace(one, role="body") for one in found.pieces), left
    return plain.pieces_of(told), left


def _files(message: EmailMessage) -> tuple[tuple[Attached, ...], tuple[str, ...]]:
    found: list[Attached] = []
    left: list[str] = []
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            left.append(f"parts beyond {_MOST_PARTS}")
            break
        if _is_file(part):
            found.append(_attached(part))
    return tuple(found), tuple(left)


def _is_file(part: "Message[str, str]") -> bool:
    if part.get_content_type() == "message/rfc822":
        return True
    if part.is_multipart():
        return False
    try:
        return bool(part.get_filename()) or part.get_content_maintype() not in (
            "text",
            "multipart",
            "message",
        )
    except _BROKEN:
        return True


def _attached(part: "Message[str, str]") -> Attached:
    try:
        whole = part.get_content_type() == "message/rfc822"
        content = part.as_bytes() if whole else part.get_payload(decode=True)
        name = " ".join(_plain(str(part.get_filename() or "attachment")).split())[-_NAME:]
    except _BROKEN:
        content, name = b"", "attachment"
    kept = content if isinstance(content, bytes) else b""
    return Attached(name, part.get_content_type(), len(kept), hashlib.sha256(kept).hexdigest())


def _plain(text: str) -> str:
    """Bytes that were no characters become the replacement character."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
