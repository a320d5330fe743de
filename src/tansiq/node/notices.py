"""A notice for a contact who is nobody here: opened by link and code, and acknowledged by that.

Promises: nothing is told before the right code is typed: a link that never was, a code that is
wrong, a warning that ended are one answer, given after the same work. Typing the code is the
acknowledgement: it is on record, with its time, before a word is shown. What is shown is the text
in the contact's language as it stands now, and nothing of sites, sources or other contacts.
"""

from dataclasses import dataclass

from tansiq.alerts import commands, queries
from tansiq.alerts.facts import Alert
from tansiq.alerts.lookup import contacts_ever
from tansiq.alerts.telling import Notice
from tansiq.node import alert_codes
from tansiq.node.alert_mail import agency_name
from tansiq.node.compose import Node
from tansiq.node.perform import say
from tansiq.record.alerts import AlertMessage, AlertText, NoticeAcknowledged
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Refused, TansiqError
from tansiq.terms.ids import record_id
from tansiq.terms.languages import Language, language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeShown:
    """What a contact reads: the message that counts, in their language, and since when they know.

    `ended` says that the warning was cancelled: then the text tells why.
    """

    agency: str
    language: Language
    message: AlertMessage
    text: AlertText
    known: str
    since: str
    ended: bool


def opened(node: Node, notice: str, code: str) -> NoticeShown:
    """The notice for whoever types its code, acknowledged with that; else Refused `notice_code`."""
    typed = alert_codes.typed(code)
    with node.store.reading() as tx:
        found = _found(tx, notice)
        alert = None if found is None else queries.alert(tx, found.alert)
        kept = ("", "0" * 64) if found is None else (found.notice, found.code_digest)
        right = alert_codes.same(node, None if found is None else found.class_id, kept, typed)
        if not right or found is None or alert is None or not _told_now(node, alert):
            raise Refused("notice_code")
        contact = contacts_ever(tx, found.site).get(found.contact)
    if contact is None:
        # Erased from the register: nobody is left who could know.
        raise Refused("notice_code")
    known = _acknowledge(node, alert, found)
    return _shown(node, alert, language_of(contact.language), known)


def _found(tx: Tx, notice: str) -> Notice | None:
    try:
        return queries.notice(tx, record_id(notice))
    except TansiqError:
        return None


def _told_now(node: Node, alert: Alert) -> bool:
    """Whether the message that counts may still be read: until it expires."""
    return alert.current is not None and not alert.expired(node.clock.now())


def _acknowledge(node: Node, alert: Alert, found: Notice) -> str:
    """Have it on record, once for each message; since when this contact knows."""
    current = alert.current
    number = found.number if current is None else current.number

    def unknown_still(tx: Tx) -> None:
        if _known(tx, found, number):
            raise Conflict("state_moved")

    told = NoticeAcknowledged(
        notice=found.notice,
        alert=found.alert,
        number=number,
        site=found.site,
        contact=found.contact,
    )
    planned = commands.notice_acknowledged(told, alert.messages[0].class_id)
    try:
        written = say(node, planned, unknown_still)
    except Conflict:
        with node.store.reading() as tx:
            return _known(tx, found, number)
    return written[0].said.time


def _known(tx: Tx, found: Notice, number: int) -> str:
    """Since when the contact knows of a message, a wire time; empty when they do not."""
    for one in queries.known(tx, found.alert):
        if (one.site, one.contact, one.number) == (found.site, found.contact, number):
            return one.time
    return ""


def _shown(node: Node, alert: Alert, language: Language, known: str) -> NoticeShown:
    current = alert.current or alert.messages[0]
    message = current.said.message
    texts = {one.language: one for one in message.texts}
    return NoticeShown(
        agency=agency_name(node.settings, language),
        language=language,
        message=message,
        text=texts.get(language) or message.texts[0],
        known=known or stamp(node.clock.now()),
        since=current.since,
        ended=alert.cancelled,
    )
