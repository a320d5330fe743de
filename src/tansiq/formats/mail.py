"""A report from a mail message (RFC 5322 with MIME, `.eml`): subject, text, attachments.

The message itself is kept as the first attachment, byte for byte, because its headers are the
proof of where it came from. HTML is not read: a message without a plain text part becomes a report
that says so and carries the message. Attachments are passed on unopened. Whatever of the text could
not be read is named in `left`, never guessed.
"""

from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser

from tansiq.formats.draft import Attachment, DraftReport, Reading, check_size
from tansiq.terms.errors import Invalid
from tansiq.terms.text import reveal_controls

_MAX_PARTS = 100
_NAME_LIMIT = 200
# What the standard library raises on messages that break the rules it parses by.
_BROKEN = (
    MessageError,
    ValueError,
    LookupError,
    RecursionError,
    AttributeError,
    TypeError,
    AssertionError,
)


def read_mail(data: bytes) -> Reading:
    """Read one message; Invalid `document_large`, `mail_unreadable` or `mail_parts`."""
    check_size(data)
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        parts = _count(message)
        if not message.get("From"):
            raise Invalid("mail_unreadable")
        if parts > _MAX_PARTS:
            raise Invalid("mail_parts", parts=parts, most=_MAX_PARTS)
        return _reading(message, data)
    except _BROKEN as problem:
        raise Invalid("mail_unreadable") from problem


def _count(message: "Message[str, str]") -> int:
    """Parts of a message, counted no further than needed to refuse it."""
    number = 0
    for number, _ in enumerate(message.walk(), start=1):
        if number > _MAX_PARTS:
            break
    return number


def _reading(message: EmailMessage, data: bytes) -> Reading:
    text, left = _text(message)
    original = Attachment("message.eml", "message/rfc822", data)
    files = [_attachment(part) for part in message.iter_attachments()]
    draft = DraftReport(
        title=_line(message.get("Subject")) or "-",
        text=text,
        language=_line(message.get("Content-Language")).split(",")[0].strip(),
        source=_line(message.get("From")),
        attachments=(original, *files),
    )
    return Reading((draft,), left)


def _text(message: EmailMessage) -> tuple[str, tuple[str, ...]]:
    body = message.get_body(preferencelist=("plain",))
    if body is None:
        return "-", ("html body",)
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeError):
        return "-", (f"text in the unknown character set {_line(body.get_content_charset())}",)
    text = _plain(content).replace("\r\n", "\n").strip() or "-"
    return text, ("characters that could not be read",) if "\ufffd" in text else ()


def _attachment(part: object) -> Attachment:
    if not isinstance(part, EmailMessage):
        raise Invalid("mail_unreadable")
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        content = part.as_bytes()
    name = _line(part.get_filename()) or "attachment"
    safe = name.replace("/", "_").replace("\\", "_").strip(".") or "attachment"
    return Attachment(safe[-_NAME_LIMIT:], part.get_content_type(), content)


def _line(value: object) -> str:
    """A header as one line whose hidden characters can be seen."""
    return reveal_controls(" ".join(_plain(str(value or "")).split()))


def _plain(text: str) -> str:
    """Bytes that were no characters become the replacement character."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
