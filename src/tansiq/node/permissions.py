"""Leave to pass on what a partner released: asking, giving, refusing."""

from dataclasses import dataclass

from tansiq.desk import commands, queries
from tansiq.desk.duties import Duty
from tansiq.desk.permitting import AskPermission, DecideState, GivePermission
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Reader, unknown
from tansiq.node.recalls import Noted, Spot, found_release, in_channel, notice_dates
from tansiq.node.requests import duties
from tansiq.node.signing import Signer
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, new_record_id


@dataclass(frozen=True, slots=True)
class Asking:
    """An officer's wish to pass a partner's release on, or to use it in court."""

    agency: str
    release: str
    recipients: tuple[str, ...]
    purpose: str
    court: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """An officer's leave for a partner."""

    agency: str
    permission: str
    recipients: tuple[str, ...]
    expiry: str
    court: bool = False
    conditions: str = ""


def ask(node: Node, signer: Signer, wish: Asking) -> Noted:
    """Ask the originator."""
    fact = found_release(node, signer, Action.ASK_PERMISSION, (wish.agency, wish.release))
    made = new_record_id()
    request = AskPermission(
        permission=made, recipients=wish.recipients, purpose=wish.purpose, court=wish.court
    )
    what = queries.PartnerRelease(wish.agency, wish.release)

    def command(
        tx: Tx, situation: Situation, now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        state = queries.state_for_asking(tx, situation, now, what, (made, dates))
        return commands.ask_permission(state, request)

    spot = Spot(fact.channel, made, Missing("release_unknown"))
    return in_channel(node, signer, Action.ASK_PERMISSION, spot, command)


def give(node: Node, signer: Signer, wish: Giving) -> Noted:
    """Give leave, never more than was asked."""
    request = GivePermission(
        recipients=wish.recipients,
        expiry=wish.expiry,
        court=wish.court,
        conditions=wish.conditions,
    )
    what = (wish.agency, wish.permission)

    def command(
        tx: Tx, situation: Situation, _now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        state = queries.state_for_deciding(tx, situation, *what, dates)
        return commands.give_permission(state, request)

    spot = _spot(node, signer, Action.GIVE_PERMISSION, what)
    return in_channel(node, signer, Action.GIVE_PERMISSION, spot, command)


def refuse(node: Node, signer: Signer, agency: str, permission: str, why: tuple[str, str]) -> Noted:
    """Refuse leave with a reason code and an explanation."""
    what = (agency, permission)

    def command(
        tx: Tx, situation: Situation, _now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        state = queries.state_for_deciding(tx, situation, *what, dates)
        return commands.refuse_permission(state, *why)

    spot = _spot(node, signer, Action.REFUSE_PERMISSION, what)
    return in_channel(node, signer, Action.REFUSE_PERMISSION, spot, command)


def _spot(node: Node, signer: Signer, action: Action, what: tuple[str, str]) -> Spot:
    absent = Missing("permission_unknown")
    with node.store.reading() as tx:
        state: DecideState = queries.state_for_deciding(
            tx, node.situation(signer.officer), *what, notice_dates(node)
        )
    if state.release is None:
        raise unknown(node, signer, action, absent)
    return Spot(state.release.channel, what[1], absent)


def listed(node: Node, reader: Reader, channel: ChannelId) -> tuple[Duty, ...]:
    """Permissions asked of us and by us in a channel."""
    return duties(node, reader, channel, "permission")
