"""Desk agreements at work: proposing terms, signing them, showing who has signed."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tansiq.desk import commands, queries
from tansiq.desk.agreed import signers
from tansiq.desk.agreeing import terms_digest
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.node.recalls import Noted, Spot, in_channel, notice_dates
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.desk import DeskAgreementProposed
from tansiq.record.material import AgreementTerms
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, new_record_id


@dataclass(frozen=True, slots=True)
class AgreementSeen:
    """An agreement with its terms and who has signed them."""

    agreement: str
    proposer: str
    digest: str
    signed: tuple[str, ...]
    in_force: bool
    terms: AgreementTerms


def propose(node: Node, signer: Signer, channel: ChannelId, terms: AgreementTerms) -> Noted:
    """Put terms before the other members of a channel."""
    made = new_record_id()

    def command(
        tx: Tx, situation: Situation, now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        state = queries.state_for_proposal(tx, situation, now, made, dates)
        return commands.propose_agreement(state, made, terms)

    return in_channel(node, signer, Action.PROPOSE_AGREEMENT, Spot(channel, made), command)


def sign(node: Node, signer: Signer, channel: ChannelId, agreement: str) -> Noted:
    """Sign the terms of an agreement for this agency."""
    situation, dates = node.situation(signer.officer), notice_dates(node)
    with node.store.reading() as tx:
        proposer = _proposer(tx, channel, agreement)
        now = node.channel_now(tx, channel)
        what = (proposer, agreement)
        terms = queries.state_for_signing(tx, situation, now, what, dates).terms
    if terms is None:
        raise Missing("agreement_unknown")
    digest = terms_digest(terms)

    def command(
        tx: Tx, situation: Situation, now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        state = queries.state_for_signing(tx, situation, now, what, dates)
        return commands.sign_agreement(state, digest)

    return in_channel(node, signer, Action.SIGN_AGREEMENT, Spot(channel, agreement), command)


def _proposer(tx: Tx, channel: ChannelId, agreement: str) -> str:
    row = tx.one(
        "SELECT agency FROM desk_agreement WHERE agreement = %s AND channel = %s"
        " ORDER BY generation, epoch, seq LIMIT 1",
        (agreement, channel),
    )
    if row is None:
        raise Missing("agreement_unknown")
    return str(row["agency"])


def listed(node: Node, reader: Reader, channel: ChannelId) -> tuple[AgreementSeen, ...]:
    """Agreements of a channel, newest first."""
    now = node.clock.now()

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[AgreementSeen, ...], Sequence[str]]:
        standing = queries.agreement_in_force(tx, node.channel_now(tx, channel), now)
        rows = tx.rows(
            "SELECT * FROM desk_agreement WHERE channel = %s ORDER BY time DESC, origin, seq",
            (channel,),
        )
        found = tuple(
            AgreementSeen(
                row["agreement"],
                row["agency"],
                row["digest"],
                tuple(sorted(signers(tx, row))),
                standing is not None and standing.agreement == row["agreement"],
                msgspec.json.decode(row["record"], type=DeskAgreementProposed).terms,
            )
            for row in rows
        )
        return found, [one.agreement for one in found]

    return read(node, reader, Look(action=Action.LIST_REPORTS, file=channel), query)
