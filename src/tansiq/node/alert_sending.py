"""Telling contacts by mail, rung by rung: the work of the node itself (REQUIREMENTS 5.3).

Promises: an attempt is on record before anything is sent, and its outcome after; whoever is killed
in between leaves an attempt without an outcome, which the next turn says, so nothing is sent twice
in silence. Several workers send no attempt twice: each is claimed under a lock, against the state
as it is then. Whether an alert still stands is looked at once more before each mail. Does not send
while no mail server is set; who warns sees that nobody is told.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tansiq.alerts import commands, ladder, queries
from tansiq.alerts.facts import Alert
from tansiq.alerts.ladder import Due, Rungs
from tansiq.node import alert_codes
from tansiq.node.alert_mail import Lead, composed
from tansiq.node.compose import Node
from tansiq.node.perform import say
from tansiq.node.smtp import hand_over
from tansiq.record.alerts import NoticeTried
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Missing, TansiqError
from tansiq.terms.ids import ClassId, new_record_id
from tansiq.terms.warning import NoticeCause, NoticeOutcome

AT_ONCE = 8
"""Mails on their way at the same time: one slow server keeps no other contact waiting."""
_TURN = 0x746E6F74


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Somebody to be mailed now about an alert at a site."""

    alert: str
    site: str
    due: Due


def set_up(node: Node) -> bool:
    """Whether this node can send mail at all."""
    return bool(node.settings.smtp_host)


def send(node: Node) -> int:
    """Tell everybody who is due now; return how many attempts were made or found cut off."""
    with node.store.reading() as tx:
        open_ = [one for one in queries.unexpired(tx, stamp(node.clock.now())) if one.current]
        ladders = [(one, each) for one in open_ for each in queries.rungs(tx, one)]
    ended = sum(_end_lost(node, alert, rungs) for alert, rungs in ladders)
    if not set_up(node):
        return ended
    waiting = [one for alert, rungs in ladders for one in _due(node, alert, rungs)]
    if not waiting:
        return ended
    with ThreadPoolExecutor(min(AT_ONCE, len(waiting)), thread_name_prefix="notices") as pool:
        return ended + sum(pool.map(lambda one: _tell(node, one), waiting))


def _due(node: Node, alert: Alert, rungs: Rungs) -> Iterator[_Waiting]:
    for one in ladder.due(rungs, node.clock.now()):
        yield _Waiting(alert.alert, rungs.site, one)


def _end_lost(node: Node, alert: Alert, rungs: Rungs) -> int:
    """Say of attempts that were cut off that nobody knows what became of them; how many."""
    class_id = alert.messages[0].class_id
    found = ladder.lost(rungs, node.clock.now())
    return sum(_ended_as_lost(node, one.notice, class_id) for one in found)


def _ended_as_lost(node: Node, notice: str, class_id: ClassId) -> int:
    def still_open(tx: Tx) -> None:
        _lock(tx)
        if tx.one("SELECT 1 AS one FROM alert_try_end WHERE notice = %s", (notice,)):
            raise Conflict("state_moved")

    outcome, cause = NoticeOutcome.UNKNOWN, NoticeCause.INTERRUPTED.value
    try:
        say(node, commands.notice_ended(notice, outcome, cause, class_id), still_open)
    except Conflict:
        return 0
    return 1


def _tell(node: Node, waiting: _Waiting) -> int:
    """Claim one attempt, send it, and say what became of it; 0 when somebody else did."""
    lead = Lead(new_record_id(), alert_codes.new_code())
    try:
        alert = _claim(node, waiting, lead)
    except (Conflict, Missing):
        return 0
    message = alert.current
    if message is None:
        return 0
    mail = composed(
        node.settings, waiting.due.contact, message.said.message, lead, node.clock.now()
    )
    handed = hand_over(node.settings, mail)
    class_id = alert.messages[0].class_id
    say(node, commands.notice_ended(lead.notice, handed.outcome, handed.cause, class_id))
    return 1


def _claim(node: Node, waiting: _Waiting, lead: Lead) -> Alert:
    """Write the attempt, unless it is not due any more; Conflict or Missing then."""
    with node.store.reading() as tx:
        alert, rungs = _now(tx, waiting)
    class_id = alert.messages[0].class_id
    tried = NoticeTried(
        notice=lead.notice,
        alert=alert.alert,
        number=rungs.number,
        site=rungs.site,
        contact=waiting.due.contact.contact,
        attempt=waiting.due.attempt,
        code_digest=alert_codes.digest(node, class_id, lead.notice, lead.code),
    )

    def still_due(tx: Tx) -> None:
        _lock(tx)
        _, found = _now(tx, waiting)
        if found.number != rungs.number or waiting.due not in ladder.due(found, node.clock.now()):
            raise Conflict("state_moved")

    say(node, commands.notice_tried(tried, class_id), still_due)
    return alert


def _now(tx: Tx, waiting: _Waiting) -> tuple[Alert, Rungs]:
    """The alert and the ladder of a site as they are; Missing `alert_unknown` when erased."""
    alert = queries.alert(tx, waiting.alert)
    found = () if alert is None else queries.rungs(tx, alert)
    rungs = next((one for one in found if one.site == waiting.site), None)
    if alert is None or rungs is None:
        raise Missing("alert_unknown")
    return alert, rungs


def _lock(tx: Tx) -> None:
    """One claim at a time, whichever process makes it, until it is committed."""
    tx.run("SELECT pg_advisory_xact_lock(%s)", (_TURN,))


def concerns(node: Node) -> bool:
    """Whether anybody could have to be told now: what wakes the work looks here first."""
    try:
        with node.store.reading() as tx:
            return bool(queries.unexpired(tx, stamp(node.clock.now())))
    except TansiqError:
        return False
