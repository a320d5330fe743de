"""What a form about a channel may offer: recipients, grounds, clocks and codes of its agreement.

Promises: only channels that this officer is on and in which somebody hears us; whatever is offered
comes from the agreement in force now. Shows no case content, so nothing is noted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.desk import queries
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Reader, officer_of
from tansiq.officers.queries import introduced
from tansiq.store.connect import Tx
from tansiq.terms.ids import DESK, ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One channel: who hears it, our own officers on it, and what its agreement allows.

    `grounds` and `theirs` (officers it made known here, pseudonym to roles) are by recipient,
    `languages` by the agency that is asked; `agreement` is empty when none is in force.
    """

    channel: ChannelId
    audience: tuple[str, ...]
    colleagues: tuple[str, ...]
    outside: tuple[str, ...]
    agreement: str
    legal_basis: str
    ends: str
    grounds: Mapping[str, tuple[str, ...]]
    hours: Mapping[str, int]
    languages: Mapping[str, tuple[str, ...]]
    refusals: tuple[str, ...]
    theirs: Mapping[str, Mapping[str, tuple[str, ...]]]


def choices(node: Node, reader: Reader) -> tuple[Choice, ...]:
    """The channels this officer may write to, by name; those of two desks first.

    Before all others come those whose agreement gives a ground: elsewhere nothing may be sent.
    """
    with node.store.reading() as tx:
        officer = officer_of(node, tx, reader)
        found = [
            _choice(node, tx, reader, one) for one in node.open_channels(tx) if one in officer.files
        ]
    return tuple(sorted(found, key=_by_use))


def _by_use(one: Choice) -> tuple[bool, bool, ChannelId]:
    return not any(one.grounds.values()), not one.channel.startswith(DESK), one.channel


def _choice(node: Node, tx: Tx, reader: Reader, channel: ChannelId) -> Choice:
    situation = node.situation(reader.officer)
    now = node.channel_now(tx, channel)
    audience = now.audience(node.me)
    found = queries.agreement_in_force(tx, now, situation.now)
    staff = node.staff(tx)
    return Choice(
        channel=channel,
        audience=audience,
        colleagues=tuple(
            sorted(
                one.name
                for one in staff.officers.values()
                if one.active
                and may(node.roles(one), Action.READ_REPORT, Subject(on_file=channel in one.files))
            )
        ),
        outside=tuple(sorted(staff.partners - set(audience))),
        agreement="" if found is None else found.agreement,
        legal_basis="" if found is None else found.terms.legal_basis,
        ends="" if found is None else found.terms.ends,
        grounds={
            one: tuple(sorted(found.grounds(node.me, one))) if found else () for one in audience
        },
        hours={one.urgency: one.hours for one in found.terms.hours} if found else {},
        languages={one: found.languages(one) if found else () for one in audience},
        refusals=found.terms.refusal_codes if found else (),
        theirs={one: introduced(tx, one, channel, now.generation) for one in audience},
    )
