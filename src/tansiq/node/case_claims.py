"""Claims at work: sources, entities, claims and what is said about them, by officers' acts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tansiq.cases import commands, queries
from tansiq.cases.agreeing import CaseNow
from tansiq.cases.claiming import Claiming, EntityNow
from tansiq.cases.mentions import Accepting
from tansiq.cases.sourcing import FileDocument
from tansiq.cases.types import is_person
from tansiq.exchange import channels
from tansiq.node.actions import Action
from tansiq.node.cases import case_dates, in_case, known
from tansiq.node.compose import Node
from tansiq.node.perform import Written, say
from tansiq.node.reports import LooseFile, sealed
from tansiq.node.signing import Signer
from tansiq.record.claims import ClaimJudged, EntityOpened, MentionExtracted
from tansiq.record.plan import NewClass, Planned, SameClass
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId, NodeId, OfficerId, desk_channel, new_record_id
from tansiq.terms.status import Status


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Why something is taken back."""

    reason: str
    explanation: str


def file_document(
    node: Node,
    signer: Signer,
    channel: ChannelId,
    document: FileDocument,
    files: Sequence[LooseFile] = (),
) -> tuple[Written, ...]:
    """File a source; its files are encrypted and durable before the record that names them."""
    attached = tuple(sealed(node, one) for one in files)
    whole = replace(document, attachments=(*document.attachments, *attached))

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        named = (whole.repeats, whole.translates)
        state = queries.state_for_filing(tx, now, whole.document, named, whole.release)
        return commands.file_document(state, whole)

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command)


def withdraw_document(
    node: Node, signer: Signer, channel: ChannelId, document: str, why: Withdrawing
) -> tuple[Written, ...]:
    """Take a source of ours back: what rests on it alone rests on nothing, at every party."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        found, ended = queries.document_to_withdraw(tx, now, document)
        return commands.withdraw_document(now, found, why.reason, why.explanation, ended=ended)

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command)


def open_entity(
    node: Node,
    signer: Signer,
    channel: ChannelId,
    opened: EntityOpened,
    retention: NewClass | None = None,
) -> tuple[Written, ...]:
    """Open an entity in a case, in a retention class of its own."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        return commands.open_entity(now, opened, queries.taken(tx, "entity", opened.entity))

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command, retention)


def open_named(
    node: Node,
    signer: Signer,
    channel: ChannelId,
    opened: EntityOpened,
    wish: Claiming,
) -> tuple[Written, ...]:
    """Open an entity with the first claims on it, all in one class: both are signed, or neither."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        first = commands.open_entity(now, opened, queries.taken(tx, "entity", opened.entity))
        fresh = EntityNow(
            entity=opened.entity,
            schema=opened.schema,
            person=is_person(opened.schema),
            categorised=bool(opened.category),
        )
        state = replace(queries.state_for_claims(tx, now, opened.entity, wish), entity=fresh)
        made = commands.make_claims(state, wish)
        return (*first, *(replace(one, retention=SameClass()) for one in made))

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command)


def claim(
    node: Node, signer: Signer, channel: ChannelId, entity: str, wish: Claiming
) -> tuple[Written, ...]:
    """Say something about an entity."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        return commands.make_claims(queries.state_for_claims(tx, now, entity, wish), wish)

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command)


def correct(
    node: Node,
    signer: Signer,
    channel: ChannelId,
    named: tuple[str, str],
    wish: Claiming,
) -> tuple[Written, ...]:
    """Put another claim in the place of one of ours; `named` = (claim, explanation)."""
    old_id, explanation = named

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        old = queries.claim_now(tx, now, old_id)
        entity = "" if old is None else old.fact.entity
        state = queries.state_for_claims(tx, now, entity, wish)
        return commands.correct_claim(state, old, wish, explanation)

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command)


def withdraw_claim(
    node: Node, signer: Signer, channel: ChannelId, claim_id: str, why: Withdrawing
) -> tuple[Written, ...]:
    """Take a claim of ours back."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        old = queries.claim_now(tx, now, claim_id)
        state = queries.state_for_judging(tx, now, old)
        return commands.withdraw_claim(state, old, why.reason, why.explanation)

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command)


def judge(
    node: Node, signer: Signer, channel: ChannelId, judged: ClaimJudged
) -> tuple[Written, ...]:
    """Support or dispute a claim, or ask for its correction."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        old = queries.claim_now(tx, now, judged.claim)
        state = queries.state_for_judging(tx, now, old, judged.document)
        return commands.judge_claim(state, old, judged)

    return in_case(node, signer, (Action.JUDGE_CLAIM, channel), command)


def set_category(
    node: Node, signer: Signer, channel: ChannelId, entity: str, said: tuple[str, str]
) -> tuple[Written, ...]:
    """Say in what capacity a person appears; `said` = (category, explanation)."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        return commands.set_category(queries.state_for_person(tx, now, entity), *said)

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command)


def change_status(
    node: Node, signer: Signer, channel: ChannelId, entity: str, said: tuple[str, str, str]
) -> tuple[Written, ...]:
    """Move a person's status on a cited document; `said` = (status, document, explanation)."""
    status, document, explanation = said

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        mending = status == Status.CLEARED
        state = queries.state_for_person(tx, now, entity, document, mending=mending)
        state = replace(state, former=desks_of_former(node, tx, signer, channel))
        return commands.change_status(state, status, explanation)

    return in_case(node, signer, (Action.CHANGE_STATUS, channel), command)


def desks_of_former(
    node: Node, tx: Tx, signer: Signer, channel: ChannelId
) -> tuple[ChannelId, ...]:
    """Desks with agencies that left a case, where this officer may speak."""
    named = {
        member
        for one in channels.generations(tx, channel)
        if one.complete
        for member in one.statement.members
    }
    left = named - set(node.members(tx, channel)) - {node.me}
    files = node.officer(tx, signer.officer, signer.key).files
    desks = (desk_channel(node.me, NodeId(one)) for one in sorted(left))
    return tuple(one for one in desks if one in files and one in node.open_channels(tx))


def merge(
    node: Node, signer: Signer, channel: ChannelId, entities: tuple[str, ...], reason: str
) -> tuple[str, tuple[Written, ...]]:
    """Hold entities to be one; the id of the merge, by which it can be split again."""
    made = new_record_id()

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        state = queries.state_for_merge(tx, now, entities, made)
        return commands.merge_entities(state, made, entities, reason)

    return made, in_case(node, signer, (Action.MERGE_ENTITIES, channel), command)


def split(
    node: Node, signer: Signer, channel: ChannelId, merged: str, reason: str
) -> tuple[Written, ...]:
    """Take a merge back, exactly."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        state, meant = queries.state_for_split(tx, now, merged)
        return commands.split_entities(state, meant, reason)

    return in_case(node, signer, (Action.MERGE_ENTITIES, channel), command)


def note_mentions(
    node: Node, channel: ChannelId, document: str, found: Sequence[MentionExtracted]
) -> tuple[Written, ...]:
    """Note what a machine extracted from a document; nobody's act, and nobody's claim."""
    situation, dates = node.situation(OfficerId("")), case_dates(node)
    with node.store.reading() as tx:
        known(node, tx, channel)
        now = queries.case_now(tx, situation, node.channel_now(tx, channel), dates)
        meant, _ = queries.document_now(tx, now, document)
        planned = commands.note_mentions(now, meant, found)
    return say(node, planned)


def accept_mention(
    node: Node, signer: Signer, channel: ChannelId, named: tuple[str, str], how: Accepting
) -> tuple[Written, ...]:
    """Make a claim of what a machine found; `named` = (mention, entity)."""
    mention, entity = named

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        found, judged = queries.mention_now(tx, now, mention)
        document = "" if found is None else found.document
        wish = Claiming(document=document, handling=how.handling, claims=())
        state = queries.state_for_claims(tx, now, entity, wish, mention)
        return commands.accept_mention(state, found, how, judged=judged)

    return in_case(node, signer, (Action.MAKE_CLAIM, channel), command)


def reject_mention(
    node: Node, signer: Signer, channel: ChannelId, mention: str, reason: str
) -> tuple[Written, ...]:
    """Say that what a machine found is not so."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        found, judged = queries.mention_now(tx, now, mention)
        return commands.reject_mention(now, found, reason, judged=judged)

    return in_case(node, signer, (Action.JUDGE_CLAIM, channel), command)
