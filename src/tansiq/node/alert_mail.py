"""The mail to a contact: that there is a notice, how urgent it is, a link and a code; nothing else.

Promises: no word of the warning, of a site or of a case is in it; it speaks the contact's language;
an exercise says so first. Its headers hold no text that anybody typed into the register but the
address, which holds no blank. Sends nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tansiq.node import alert_codes
from tansiq.node.settings import Settings
from tansiq.record.alerts import AlertMessage, SiteContact
from tansiq.terms import words
from tansiq.terms.clock import parse_stamp
from tansiq.terms.languages import Language, language_of


@dataclass(frozen=True, slots=True)
class Lead:
    """What leads a contact to a notice: the id in the link, and the code to type there."""

    notice: str
    code: str


def agency_name(settings: Settings, language: str) -> str:
    """How the agency is called in a language, else in English, else by its id; on one line."""
    named = settings.names.get(language) or settings.names.get("en") or settings.id
    return " ".join("".join(one if one.isprintable() else " " for one in named).split())


def address_of(settings: Settings, notice: str, language: str) -> str:
    """The link to a notice."""
    return f"{settings.notices}/notice/{notice}?lang={language}"


def composed(
    settings: Settings, contact: SiteContact, message: AlertMessage, lead: Lead, now: datetime
) -> EmailMessage:
    """The mail, ready to be handed over."""
    language = language_of(contact.language)
    mail = EmailMessage(policy=SMTP)
    domain = settings.smtp_sender.rpartition("@")[2]
    mail["From"] = settings.smtp_sender
    mail["To"] = contact.email
    mail["Subject"] = _subject(settings, message, language)
    mail["Date"] = format_datetime(now)
    # Neither the name of this machine nor its clock in nanoseconds.
    mail["Message-ID"] = f"<{secrets.token_hex(16)}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_text(settings, message, lead, language), cte="base64")
    mail["Content-Language"] = str(language)
    return mail


def _subject(settings: Settings, message: AlertMessage, language: Language) -> str:
    said = _say("subject", language, **_facts(settings, message, language))
    return f"{_say('exercise', language)} — {said}" if message.exercise else said


def _text(settings: Settings, message: AlertMessage, lead: Lead, language: Language) -> str:
    until = f"{parse_stamp(message.expiry):%Y-%m-%d %H:%M} UTC"
    exercise = [_say("exercise", language), _say("exercise_only", language), ""]
    return "\n".join(
        (
            *(exercise if message.exercise else ()),
            _say("waits", language, **_facts(settings, message, language)),
            "",
            _say("open", language),
            address_of(settings, lead.notice, language),
            "",
            _say("code", language, code=_apart(alert_codes.grouped(lead.code))),
            _say("until", language, until=_apart(until)),
            "",
            _say("forward", language),
            "",
        )
    )


def _facts(settings: Settings, message: AlertMessage, language: Language) -> dict[str, str]:
    return {
        "agency": agency_name(settings, language),
        "urgency": words.say("alert_urgency", message.urgency, language),
    }


def _say(sentence: str, language: Language, **facts: str) -> str:
    return words.say("alert_mail", sentence, language).format(**facts)


def _apart(text: str) -> str:
    """A unit that is read from left to right inside any text."""
    return f"\u2066{text}\u2069"
