"""Warnings as CAP 1.2 documents: of ours, of partners', and our acknowledgement of theirs.

Promises: taken out by who may read the warning, and noted; the document names the agency and random
ids, no case, no site, no source; an exercise is one in its status and in every text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tansiq.formats import cap
from tansiq.node import alert_desk, alert_partners
from tansiq.node.alert_mail import agency_name
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.record.alerts import AlertMessage, AlertText
from tansiq.terms import words
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Missing
from tansiq.terms.ids import NodeId
from tansiq.terms.languages import Language, language_of
from tansiq.terms.warning import AlertStep

_KINDS = {AlertStep.ALERT: "Alert", AlertStep.UPDATE: "Update", AlertStep.CANCEL: "Cancel"}


@dataclass(frozen=True, slots=True)
class _Said:
    """A message and the instant from which it counts."""

    message: AlertMessage
    sent: str


@dataclass(frozen=True, slots=True)
class CapDocument:
    """A document under the name it is saved by."""

    name: str
    data: bytes


def of_ours(node: Node, reader: Reader, alert: str, number: int = 0) -> CapDocument:
    """A message of an alert of ours, by default the one that counts; Missing `alert_unknown`."""
    seen = alert_desk.show(node, reader, alert)
    said = [_Said(one.said.message, one.since) for one in seen.alert.messages if one.in_force]
    return _document(node, node.me, agency_name(node.settings, "en"), _upto(said, number))


def of_theirs(
    node: Node, reader: Reader, agency: str, alert: str, *, acknowledged: bool = False
) -> CapDocument:
    """The newest message of a partner's alert, or our acknowledgement of it."""
    seen = alert_partners.show(node, reader, agency, alert)
    said = [_Said(one.message, one.time) for one in seen.messages]
    if not acknowledged:
        return _document(node, NodeId(agency), agency, said)
    if not seen.known:
        raise Missing("alert_not_acknowledged")
    return _acknowledgement(node, agency, said[-1], seen.known)


def _upto(said: Sequence[_Said], number: int) -> list[_Said]:
    found = [one for one in said if not number or one.message.number <= number]
    if not found or (number and found[-1].message.number != number):
        raise Missing("alert_unknown")
    return found


def _document(node: Node, agency: NodeId, name: str, said: Sequence[_Said]) -> CapDocument:
    newest = said[-1].message
    ours = agency == node.me
    made = cap.Message(
        identifier=_identifier(newest),
        sender=agency,
        sent=parse_stamp(said[-1].sent),
        kind=_KINDS[AlertStep(newest.step)],
        exercise=newest.exercise,
        restriction=_say("restriction", Language.EN),
        note=_say("exercise_only", Language.EN) if newest.exercise else "",
        references=tuple(_reference(agency, one) for one in said[:-1]),
        infos=tuple(
            _info(newest, one, _named(node, one.language) if ours else name, said[-1].sent)
            for one in newest.texts
        ),
    )
    return CapDocument(f"{made.identifier}.cap.xml", cap.written(made))


def _acknowledgement(node: Node, agency: str, said: _Said, known: str) -> CapDocument:
    made = cap.Message(
        identifier=f"{_identifier(said.message)}.ack-{node.me}",
        sender=node.me,
        sent=parse_stamp(known),
        kind="Ack",
        exercise=said.message.exercise,
        restriction=_say("restriction", Language.EN),
        note=_say("exercise_only", Language.EN) if said.message.exercise else "",
        references=(_reference(agency, said),),
    )
    return CapDocument(f"{made.identifier}.cap.xml", cap.written(made))


def _info(message: AlertMessage, text: AlertText, sender: str, sent: str) -> cap.Info:
    language = language_of(text.language)
    mark = f"{_say('exercise', language)} — " if message.exercise else ""
    return cap.Info(
        language=text.language,
        category=message.category,
        event=f"{mark}{words.term('threat_warning', language)}",
        responses=message.responses,
        urgency=message.urgency,
        severity=message.severity,
        certainty=message.certainty,
        effective=parse_stamp(sent),
        expires=parse_stamp(message.expiry),
        sender_name=sender,
        headline=f"{mark}{text.headline}",
        description=f"{mark}{text.description}",
        instruction=f"{mark}{text.advice}",
        area=text.area,
        onset=_onset(message),
        circles=message.circles,
        polygons=message.polygons,
    )


def _onset(message: AlertMessage) -> datetime | None:
    return parse_stamp(message.onset) if message.onset else None


def _named(node: Node, language: str) -> str:
    return agency_name(node.settings, language_of(language))


def _reference(agency: str, said: _Said) -> cap.Reference:
    return cap.Reference(agency, _identifier(said.message), parse_stamp(said.sent))


def _identifier(message: AlertMessage) -> str:
    return f"{message.alert}.{message.number}"


def _say(code: str, language: str) -> str:
    return words.say("alert_mail", code, language)
