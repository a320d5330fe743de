"""Who hears a channel: keeping its signed statements, and the one function that names recipients.

Promises: a generation counts only when every member it names has signed it; `audience` is what the
preview shows AND what delivery asks, so they cannot differ (REQUIREMENTS 1.4); nobody hears a
channel who is not both a member and enrolled here; two rival statements of one generation halt
releases until a later generation settles it, and then only members of both hear that generation.
Does not sign: an officer's act and the node's part come from the caller.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tansiq.exchange import channel_line, partners
from tansiq.ledger.membership import (
    ChannelStatement,
    check_part,
    kept_by,
    read_statement,
)
from tansiq.ledger.ring import KeyRing
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing, Refused, TansiqError
from tansiq.terms.ids import HOME, ChannelId, NodeId, node_id

MAX_PROPOSALS: Final = 256
"""Statements kept that one member signed and that are not complete, in all channels together."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One statement of a channel with the parts held; `complete` when every member signed."""

    statement: ChannelStatement
    parts: tuple[bytes, ...]
    complete: bool

    @property
    def digest(self) -> str:
        """The hex digest that parts and acts name."""
        return self.statement.digest.hex()


def audience(members: Iterable[str], me: NodeId, enrolled: Collection[str]) -> tuple[NodeId, ...]:
    """Return who will get what is written for these members: sorted, enrolled here, without me.

    An empty list is nobody, and a list without me is nobody: a channel I am not in is not mine to
    write to.
    """
    listed = set(members)
    if me not in listed:
        return ()
    return tuple(node_id(one) for one in sorted(listed) if one != me and one in enrolled)


def members_of(rivals: Sequence[Generation]) -> frozenset[str]:
    """Return the members of a generation; of rival statements, those that stand in all of them."""
    lists = [frozenset(one.statement.members) for one in rivals if one.complete]
    return frozenset.intersection(*lists) if lists else frozenset()


def recipients(tx: Tx, me: NodeId, channel: ChannelId) -> tuple[NodeId, ...]:
    """Return who will see what is written to a channel now; () for `home`.

    Refused("channel_halted") while two statements of its newest generation stand against each
    other, Missing("channel_unknown") when no statement of it is complete.
    """
    if channel == HOME:
        return ()
    newest = newest_generation(tx, channel)
    if len(newest) > 1:
        raise Refused("channel_halted", channel=channel)
    return audience(members_of(newest), me, partners.enrolled(tx))


def stop_recipients(tx: Tx, me: NodeId, channel: ChannelId) -> tuple[NodeId, ...]:
    """Return who will see a stop: as `recipients`, and never halted."""
    newest = newest_generation(tx, channel)
    return audience(members_of(newest), me, partners.enrolled(tx))


def newest_generation(tx: Tx, channel: ChannelId) -> tuple[Generation, ...]:
    """Return the complete statements of a channel's newest generation; more than one are rivals."""
    found = [one for one in generations(tx, channel) if one.complete]
    if not found:
        raise Missing("channel_unknown", channel=channel)
    newest = max(one.statement.generation for one in found)
    return tuple(one for one in found if one.statement.generation == newest)


def current(tx: Tx, channel: ChannelId) -> ChannelStatement:
    """Return the statement in force; Missing("channel_unknown"), Refused("channel_halted")."""
    newest = newest_generation(tx, channel)
    if len(newest) > 1:
        raise Refused("channel_halted", channel=channel)
    return newest[0].statement


def halted(tx: Tx, channel: ChannelId) -> bool:
    """Say whether rival statements halt releases in a channel; a stop never asks."""
    return channel != HOME and len(newest_generation(tx, channel)) > 1


def generations(tx: Tx, channel: ChannelId | None = None) -> tuple[Generation, ...]:
    """Return all statements kept, of one channel or of all, oldest generation first."""
    rows = tx.rows(
        "SELECT s.statement, s.complete, array_remove(array_agg(p.part ORDER BY p.node), NULL)"
        " AS parts FROM ledger.channel_statement s LEFT JOIN ledger.channel_part p"
        " ON p.digest = s.digest WHERE s.channel = %s OR %s::text IS NULL"
        " GROUP BY s.digest ORDER BY s.channel, s.generation, s.digest",
        (channel, channel),
    )
    return tuple(
        Generation(
            read_statement(bytes(row["statement"])),
            tuple(bytes(part) for part in row["parts"]),
            bool(row["complete"]),
        )
        for row in rows
    )


def shared_with(
    every: Iterable[Generation], me: NodeId, enrolled: Collection[str]
) -> dict[tuple[str, int], tuple[NodeId, ...]]:
    """Return {(channel, generation): audience} of all complete generations: what delivery asks."""
    grouped: dict[tuple[str, int], list[Generation]] = {}
    for one in every:
        if one.complete:
            place = one.statement.channel, one.statement.generation
            grouped.setdefault(place, []).append(one)
    return {place: audience(members_of(rivals), me, enrolled) for place, rivals in grouped.items()}


def keep(
    tx: Tx, keys: KeyRing, me: NodeId, statement: ChannelStatement, parts: Sequence[bytes]
) -> Generation:
    """Keep a statement that names me, with those parts that are valid; say where it stands.

    Which generation it follows is not judged here: nothing counts without our own officers' act
    upon this very statement, and after rival statements members hold different ones.
    Refused("channel_not_ours") when it does not name me, Refused("channel_unsigned") without any
    valid part, Refused("channel_proposals") when those who signed it left too many unfinished.
    """
    if me not in statement.members:
        raise Refused("channel_not_ours", channel=statement.channel)
    valid = _valid(statement, parts, keys)
    if not valid:
        raise Refused("channel_unsigned", channel=statement.channel)
    if me not in valid:
        _refuse_flood(tx, statement, valid)
    _insert(tx, statement)
    tx.many(
        "INSERT INTO ledger.channel_part (digest, node, part) VALUES (%s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [(statement.digest, node, part) for node, part in valid.items()],
    )
    return _settle(tx, keys, statement)


def encode_line(one: Generation) -> bytes:
    """Return a statement with its parts as one line of a bundle."""
    return channel_line.encode(one.statement, one.parts)


def _valid(statement: ChannelStatement, parts: Sequence[bytes], keys: KeyRing) -> dict[str, bytes]:
    valid: dict[str, bytes] = {}
    for part in parts[: len(statement.members) * 2]:
        try:
            valid.setdefault(check_part(statement, part, keys)[0], part)
        except TansiqError:
            continue  # a broken part counts for nobody, and does not spoil the others
    return valid


def _refuse_flood(tx: Tx, statement: ChannelStatement, signers: Collection[str]) -> None:
    """One more signed by nobody but members at their cap is refused; others' are not counted."""
    rows = tx.rows(
        "SELECT p.node, count(*) AS n FROM ledger.channel_part p"
        " JOIN ledger.channel_statement s ON s.digest = p.digest"
        " WHERE p.node = ANY(%s) AND NOT s.complete AND s.digest <> %s GROUP BY p.node",
        (sorted(signers), statement.digest),
    )
    full = {row["node"] for row in rows if row["n"] >= MAX_PROPOSALS}
    if full.issuperset(signers):
        raise Refused("channel_proposals", channel=statement.channel, limit=MAX_PROPOSALS)


def _insert(tx: Tx, statement: ChannelStatement) -> None:
    tx.run(
        "INSERT INTO ledger.channel_statement (digest, channel, generation, statement)"
        " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (statement.digest, statement.channel, statement.generation, statement.encode()),
    )


def _settle(tx: Tx, keys: KeyRing, statement: ChannelStatement) -> Generation:
    # Parts that two partners bring at the same moment must see each other.
    tx.one(
        "SELECT 1 AS one FROM ledger.channel_statement WHERE digest = %s FOR UPDATE",
        (statement.digest,),
    )
    rows = tx.rows(
        "SELECT part FROM ledger.channel_part WHERE digest = %s ORDER BY node",
        (statement.digest,),
    )
    parts = tuple(bytes(row["part"]) for row in rows)
    complete = kept_by(statement, parts, keys) == frozenset(statement.members)
    # Once complete, always complete: a key revoked later does not unmake a membership that stood.
    row = tx.one(
        "UPDATE ledger.channel_statement SET complete = complete OR %s WHERE digest = %s"
        " RETURNING complete",
        (complete, statement.digest),
    )
    return Generation(statement, parts, bool(row and row["complete"]))
