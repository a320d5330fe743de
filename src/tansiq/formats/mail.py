"""A report from a mail message (RFC 5322 with MIME, `.eml`): subject, text, attachments.

The message itself is kept as the first attachment, byte for byte, because its headers are the
proof of where it came from. HTML is not read: a message without a plain text part becomes a report
that says so and carries the message. Attachments are passed on unopened.
"""

from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser

from tansiq.formats.draft import Attachment, DraftReport, Reading
from tansiq.terms.errors import Invalid

_MAX_PARTS = 100


def read_mail(data: bytes) -> Reading:
    """Read one message; raises Invalid `mail_unreadable` or `mail_parts`."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        parts = list(message.walk())
    except (MessageError, ValueError, LookupError, RecursionError) as problem:
        raise Invalid("mail_unreadable") from problem
    if not isinstance(message, EmailMessage) or not message.get("From"):
        raise Invalid("mail_unreadable")
    if len(parts) > _MAX_PARTS:
        raise Invalid("mail_parts", parts=len(parts), most=_MAX_PARTS)
    files = [_attachment(part) for part in message.iter_attachments()]
    original = Attachment("message.eml", "message/rfc822", data)
    text, left = _text(message)
    draft = DraftReport(
        title=str(message.get("Subject") or "").strip() or "-",
        text=text,
        language=str(message.get("Content-Language") or "").split(",")[0].strip(),
        source=str(message["From"]),
        attachments=(original, *files),
    )
    return Reading((draft,), left)


def _text(message: EmailMessage) -> tuple[str, tuple[str, ...]]:
    body = message.get_body(preferencelist=("plain",))
    if body is None:
        return "-", ("html body",)
    try:
        return str(body.get_content()).replace("\r\n", "\n").strip(), ()
    except (LookupError, UnicodeError) as problem:
        raise Invalid("mail_unreadable") from problem


def _attachment(part: object) -> Attachment:
    if not isinstance(part, EmailMessage):
        raise Invalid("mail_unreadable")
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        content = part.as_bytes()
    name = (part.get_filename() or "attachment").replace("/", "_").replace("\\", "_")
    return Attachment(name, part.get_content_type(), content)
