"""Who will read it, and on what ground it crosses each border: asked before anything leaves.

Promises: the recipients an officer signs are exactly those the channel's log is served to; nobody
is nobody; every direction names a ground that the agreement in force accepts (LAW L30, L37).
"""

from tansiq.desk.situation import Agreement, Charter
from tansiq.record.material import TransferGround
from tansiq.record.situation import ChannelNow
from tansiq.terms.errors import Refused
from tansiq.terms.ids import HOME, NodeId


def check_audience(channel: ChannelNow, me: NodeId, recipients: tuple[str, ...]) -> None:
    """The named recipients are the members besides us, or Refused (REQUIREMENTS 1.3, 1.4)."""
    if channel.channel == HOME:
        raise Refused("release_into_home")
    if channel.halted:
        raise Refused("release_halted", channel=channel.channel)
    if not recipients:
        raise Refused("release_no_recipients")
    audience = channel.audience(me)
    if tuple(sorted(recipients)) != audience:
        named, members = ", ".join(sorted(recipients)), ", ".join(audience)
        raise Refused("release_recipients_differ", named=named, members=members)


def check_charter(charter: Charter | None, recipients: tuple[str, ...]) -> None:
    """Nothing is sent outside the recipients that our charter names (LAW L28)."""
    for one in recipients:
        if charter is not None and one not in charter.recipients:
            raise Refused("charter_recipient", recipient=one[:40])


def check_transfer_grounds(
    agreement: Agreement | None,
    me: str,
    grounds: tuple[TransferGround, ...],
    recipients: tuple[str, ...],
) -> Agreement:
    """The agreement, when each direction names a ground that it accepts; else Refused."""
    if agreement is None:
        raise Refused("desk_no_agreement")
    named = {one.direction: one for one in grounds}
    wanted = {direction(me, recipient): recipient for recipient in recipients}
    if len(named) != len(grounds) or named.keys() != wanted.keys():
        raise Refused("release_ground_missing", directions=", ".join(sorted(wanted)))
    for way, ground in named.items():
        agreed = agreement.grounds(me, wanted[way])
        if ground.code not in agreed:
            choices = ", ".join(sorted(agreed))
            raise Refused(
                "release_ground_unagreed", ground=ground.code, direction=way, choices=choices
            )
    return agreement


def direction(sender: str, receiver: str) -> str:
    """How a transfer ground names its direction."""
    return f"{sender}>{receiver}"
