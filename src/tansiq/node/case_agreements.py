"""Agreements on joint cases at work: proposing terms, signing them, ending the work."""

from tansiq.cases import commands, queries
from tansiq.cases.agreeing import CaseNow
from tansiq.node.actions import Action
from tansiq.node.cases import in_case
from tansiq.node.compose import Node
from tansiq.node.perform import Written
from tansiq.node.signing import Signer
from tansiq.record.cases import CaseTerms
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId, new_record_id


def propose(
    node: Node, signer: Signer, channel: ChannelId, terms: CaseTerms
) -> tuple[str, tuple[Written, ...]]:
    """Put the terms of a joint case before the other parties; the new agreement's id."""
    made = new_record_id()

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        taken = queries.taken(tx, "agreement", made)
        return commands.propose_agreement(now, made, terms, taken)

    return made, in_case(node, signer, (Action.PROPOSE_AGREEMENT, channel), command)


def sign(
    node: Node, signer: Signer, channel: ChannelId, agreement: str, digest: str = ""
) -> tuple[Written, ...]:
    """Sign the terms of a case for this agency; `digest` is that of the terms it was shown."""
    with node.store.reading() as tx:
        shown = queries.agreement(tx, channel, agreement)
    wanted = digest or ("" if shown is None else shown.digest)

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        found = queries.agreement(tx, channel, agreement)
        return commands.sign_agreement(now, found, wanted)

    return in_case(node, signer, (Action.SIGN_AGREEMENT, channel), command)


def close(node: Node, signer: Signer, channel: ChannelId, reason: str) -> tuple[Written, ...]:
    """End the work of this agency on a case: it can be read only from here on."""

    def command(_tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        return commands.close_case(now, reason)

    return in_case(node, signer, (Action.DIRECT_CASE, channel), command)
