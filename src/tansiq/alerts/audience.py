"""Who a warning reaches: sites whose every contact can read it, and members of channels.

Promises: nobody is nobody, and is refused; whoever was told hears every later message of the same
alert; each border is crossed on a ground that the agreement accepts, or to save a life.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tansiq.alerts.facts import Alert
from tansiq.record.alerts import AlertProposed, SiteDetails
from tansiq.record.situation import ChannelNow
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.ids import HOME, ChannelId, NodeId
from tansiq.terms.legal import TransferGroundCode


@dataclass(frozen=True, slots=True)
class Hearing:
    """A channel as it is now, and the grounds its agreement accepts for each recipient.

    `shut` is the code that says why nothing is written there, empty where one may write.
    """

    channel: ChannelNow
    grounds: Mapping[str, frozenset[str]]
    shut: str = ""


def check_sites(sites: Mapping[str, SiteDetails], held: Alert | None, said: AlertProposed) -> None:
    """Somebody is warned, nobody is left out who was told, and each can read what they get."""
    if not said.audience.sites and not said.audience.channels:
        raise Refused("alert_nobody")
    before = None if held is None else held.current
    told = None if before is None else before.said.audience
    now = said.audience
    if told and not (set(told.sites) <= set(now.sites) and set(told.channels) <= set(now.channels)):
        raise Refused("alert_audience_shrinks")
    gone = set(told.sites if told else ()) - set(sites)
    if not set(now.sites) - gone <= set(sites):
        raise Missing("site_unknown")
    # A site that left the register, or was erased, has nobody whose language is to be asked for.
    _check_languages([sites[one] for one in now.sites if one not in gone], said)


def _check_languages(sites: Iterable[SiteDetails], said: AlertProposed) -> None:
    written = {one.language for one in said.message.texts}
    for details in sites:
        for contact in details.contacts:
            if contact.language not in written:
                raise Refused("alert_language_missing", language=contact.language)


def check_hearings(hearings: Mapping[ChannelId, Hearing], me: NodeId, said: AlertProposed) -> None:
    """Each channel is one where somebody hears us, each direction has its ground."""
    named = {one.direction: one for one in said.transfer_grounds}
    wanted: dict[str, frozenset[str]] = {}
    for name in said.audience.channels:
        hearing = hearings.get(ChannelId(name))
        if hearing is None or name == HOME:
            raise Missing("channel_unknown", channel=name[:80])
        if hearing.shut and not said.danger_to_life:
            raise Refused(hearing.shut, case=name)
        audience = hearing.channel.audience(me)
        if hearing.channel.halted or not audience:
            raise Refused("alert_channel_closed", channel=name)
        wanted |= {f"{me}>{one}": hearing.grounds.get(one, frozenset()) for one in audience}
    if len(named) != len(said.transfer_grounds) or named.keys() != wanted.keys():
        raise Refused("release_ground_missing", directions=", ".join(sorted(wanted)))
    for way, ground in named.items():
        code = TransferGroundCode(ground.code)
        agreed = wanted[way] | {TransferGroundCode.THREAT_TO_LIFE.value}
        if code.value not in agreed:
            choices = ", ".join(sorted(agreed))
            raise Refused(
                "release_ground_unagreed", ground=code.value, direction=way, choices=choices
            )
