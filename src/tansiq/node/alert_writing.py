"""What an officer wants to warn of, and what the commands of alerts are told about the world.

Promises: the preview comes from the function that proposes; sources, sites and channels are those
the officer may see. Writes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tansiq.alerts import queries
from tansiq.alerts.issuing import IssuingState, propose_alert
from tansiq.alerts.leaks import Traces, find_leaks
from tansiq.node import alert_basis
from tansiq.node.actions import Action
from tansiq.node.alert_audience import hearings
from tansiq.node.alert_sites import usual_dates
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.record.alerts import AlertAudience, AlertMessage, AlertProposed, AlertText
from tansiq.record.material import Markings, TransferGround
from tansiq.record.plan import NewClass
from tansiq.record.situation import Situation
from tansiq.record.traces import Leak
from tansiq.store.connect import Tx
from tansiq.terms.errors import Fact, Missing, TansiqError
from tansiq.terms.ids import HOME, new_record_id
from tansiq.terms.warning import AlertStep

ABSENT = Missing("alert_unknown")
Grounds = Callable[[tuple[str, ...]], tuple[TransferGround, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """An officer's wish to warn: words, codes, who is warned, and what it rests on.

    `alert` is empty for a new one. A later message that names nobody is for those told before, and
    one that names no source rests on what the alert rested on. `bases` are written as
    `alert_basis.named_basis` reads them.
    """

    texts: tuple[AlertText, ...]
    urgency: str
    severity: str
    certainty: str
    category: str
    expiry: str
    retention: NewClass
    handling: Markings
    legal_basis: str
    grounds: Grounds
    alert: str = ""
    step: str = "alert"
    responses: tuple[str, ...] = ()
    onset: str = ""
    circles: tuple[str, ...] = ()
    polygons: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    exercise: bool = False
    danger_to_life: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPreview:
    """Who would be told and by what, what leaks, and the rule that forbids it if any."""

    sites: int
    contacts: int
    languages: tuple[str, ...]
    missing: tuple[str, ...]
    recipients: tuple[str, ...]
    leaks: tuple[Leak, ...]
    texts: tuple[AlertText, ...]
    forbidden: str
    facts: dict[str, Fact]


def preview(node: Node, reader: Reader, wish: Writing) -> AlertPreview:
    """What proposing this would do, from the function that does it; nothing is written."""
    made = wish.alert or new_record_id()
    situation = node.situation(reader.officer)

    def query(tx: Tx, officer: Officer) -> tuple[AlertPreview, Sequence[str]]:
        state, forbidden = empty_state(node, situation, wish.retention), None
        try:
            state, said = proposal_state(node, tx, (situation, officer), (made, wish))
            propose_alert(state, said)
        except TansiqError as problem:
            forbidden = problem
        return _previewed(state, wish, forbidden), (*wish.sites, *wish.bases)

    return read(node, reader, Look(action=Action.PROPOSE_ALERT, file=HOME, absent=ABSENT), query)


def _previewed(state: IssuingState, wish: Writing, forbidden: TansiqError | None) -> AlertPreview:
    people = [one for site in state.sites.values() for one in site.contacts]
    languages = tuple(sorted({one.language for one in people}))
    written = {one.language for one in wish.texts}
    me = state.situation.me
    audience = {who for one in state.hearings.values() for who in one.channel.audience(me)}
    return AlertPreview(
        sites=len(state.sites),
        contacts=len(people),
        languages=languages,
        missing=tuple(one for one in languages if one not in written),
        recipients=tuple(sorted(audience)),
        leaks=find_leaks(state.traces, wish.texts),
        texts=wish.texts,
        forbidden="" if forbidden is None else forbidden.code,
        facts={} if forbidden is None else dict(forbidden.facts),
    )


def decision_state(
    node: Node, tx: Tx, who: tuple[Situation, Officer], named: tuple[str, int]
) -> IssuingState:
    """For a decision about a message that lies here."""
    situation, officer = who
    held = queries.alert(tx, named[0])
    found = [one for one in held.messages if one.number == named[1]] if held else []
    channels = found[0].said.audience.channels if found and found[0].waiting else ()
    return replace(
        empty_state(node, situation, usual_dates(node)),
        alert=held,
        hearings=hearings(node, tx, officer, channels),
    )


def empty_state(node: Node, situation: Situation, retention: NewClass) -> IssuingState:
    """A state without alert, site, channel or source."""
    return IssuingState(
        situation=situation,
        alert=None,
        sites={},
        hearings={},
        traces=Traces(),
        retention=retention,
        exercise=node.settings.exercise,
    )


def proposal_state(
    node: Node, tx: Tx, who: tuple[Situation, Officer], named: tuple[str, Writing]
) -> tuple[IssuingState, AlertProposed]:
    """For a proposal: the state, and the proposal as it was typed."""
    (situation, officer), (made, wish) = who, named
    held = queries.alert(tx, made)
    before = None if held is None else held.current
    audience = AlertAudience(sites=wish.sites, channels=wish.channels)
    bases = alert_basis.bases_of(node, tx, officer, wish.bases)
    if before is not None and wish.step != AlertStep.ALERT:
        audience = audience if wish.sites or wish.channels else before.said.audience
        bases = bases or before.said.basis
    hear = hearings(node, tx, officer, audience.channels)
    recipients = sorted({one for each in hear.values() for one in each.channel.audience(node.me)})
    state = replace(
        empty_state(node, situation, wish.retention),
        alert=held,
        sites=queries.sites_named(tx, audience.sites),
        hearings=hear,
        traces=alert_basis.traces(node, tx, bases),
    )
    number = 1 if held is None else len(held.messages) + 1
    said = AlertProposed(
        message=_message(wish, made, number, exercise=_exercise(node, wish, audience)),
        audience=audience,
        basis=bases,
        handling=wish.handling,
        legal_basis=wish.legal_basis,
        transfer_grounds=wish.grounds(tuple(recipients)),
        danger_to_life=wish.danger_to_life,
        reason=wish.reason,
    )
    return state, said


def _exercise(node: Node, wish: Writing, audience: AlertAudience) -> bool:
    """Said so, or unmistakable: in a channel of exercises, or on a node of one."""
    kinds = {one.partition(":")[0] for one in audience.channels}
    return wish.exercise or node.settings.exercise or "exercise" in kinds


def _message(wish: Writing, made: str, number: int, *, exercise: bool) -> AlertMessage:
    return AlertMessage(
        alert=made,
        number=number,
        step=wish.step,
        exercise=exercise,
        urgency=wish.urgency,
        severity=wish.severity,
        certainty=wish.certainty,
        category=wish.category,
        responses=wish.responses,
        expiry=wish.expiry,
        texts=wish.texts,
        onset=wish.onset,
        circles=wish.circles,
        polygons=wish.polygons,
    )
