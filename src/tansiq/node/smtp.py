"""Handing a mail to the agency's mail server: the one place where SMTP is spoken.

Promises: under TLS, with the server's certificate checked, except to this very machine; what the
server said is brought to one of a few codes, and none of its words is kept. Success means that the
server took the mail, no more. Where the line broke while the mail was on its way, nobody knows
whether it was taken, and that is what is said. Does not try again.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from stat import S_IMODE

from tansiq.node.settings import Settings
from tansiq.terms.errors import Refused
from tansiq.terms.warning import NoticeCause, NoticeOutcome

PATIENCE = 20.0
"""Seconds that one answer of the mail server is waited for."""
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one attempt."""

    outcome: NoticeOutcome
    cause: str = ""


def hand_over(settings: Settings, mail: EmailMessage) -> Handed:
    """Give a mail to the mail server of the settings; never raises for what that one does."""
    try:
        password, context = _password(settings), _context(settings)
    except (OSError, ValueError, Refused):
        return _failed(NoticeCause.SET_UP)
    try:
        line = _connected(settings, context)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError):
        return _failed(NoticeCause.TLS)
    except (OSError, smtplib.SMTPException):
        return _failed(NoticeCause.CONNECT)
    try:
        if settings.smtp_username:
            line.login(settings.smtp_username, password)
    except (OSError, smtplib.SMTPException, ValueError):
        _left(line)
        return _failed(NoticeCause.LOGIN)
    try:
        return _sent(line, mail)
    finally:
        _left(line)


def _connected(settings: Settings, context: ssl.SSLContext) -> smtplib.SMTP:
    """A line under TLS; it names the sender's domain and not this machine."""
    named = settings.smtp_sender.rpartition("@")[2]
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_tls == "implicit":
        return smtplib.SMTP_SSL(*where, named, timeout=PATIENCE, context=context)
    line = smtplib.SMTP(*where, named, timeout=PATIENCE)
    if settings.smtp_tls == "starttls":
        try:
            line.starttls(context=context)
        except smtplib.SMTPResponseException as problem:
            line.close()
            raise smtplib.SMTPNotSupportedError from problem
        except BaseException:
            # A line that broke in the middle of the handshake answers no goodbye.
            line.close()
            raise
    return line


def _sent(line: smtplib.SMTP, mail: EmailMessage) -> Handed:
    try:
        line.send_message(mail)
    except smtplib.SMTPRecipientsRefused as problem:
        code = next(iter(problem.recipients.values()))[0]
        if code >= _PERMANENT:
            return Handed(NoticeOutcome.REFUSED, NoticeCause.RECIPIENT.value)
        return _failed(NoticeCause.RECIPIENT)
    except smtplib.SMTPResponseException:
        return _failed(NoticeCause.MESSAGE)
    except (OSError, smtplib.SMTPException, ValueError):
        return Handed(NoticeOutcome.UNKNOWN, NoticeCause.CUT.value)
    return Handed(NoticeOutcome.HANDED_OVER)


def _left(line: smtplib.SMTP) -> None:
    """End the line; how it ends changes nothing."""
    try:
        line.quit()
    except (OSError, smtplib.SMTPException):
        line.close()


def _failed(cause: NoticeCause) -> Handed:
    return Handed(NoticeOutcome.FAILED, cause.value)


def _context(settings: Settings) -> ssl.SSLContext:
    named = settings.smtp_ca_file
    context = ssl.create_default_context(cafile=str(settings.folder / named) if named else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _password(settings: Settings) -> str:
    """The password from its private file; Refused `folder_open_to_others` when others may read."""
    if not settings.smtp_password_file:
        return ""
    path = Path(settings.folder / settings.smtp_password_file)
    if S_IMODE(path.stat().st_mode) & 0o077:
        raise Refused("folder_open_to_others", folder=path.name)
    return path.read_text(encoding="utf-8").strip("\r\n")
