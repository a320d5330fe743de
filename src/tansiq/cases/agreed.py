"""Which agreement binds a case: the newest that every party signed, in force or over."""

from collections.abc import Iterable

from tansiq.cases.agreeing import Agreement, CaseNow
from tansiq.cases.bounds import Agreed, Bounds, Word, bounds_of
from tansiq.cases.rows import Row, agreement_in, terms_in
from tansiq.exchange import channels
from tansiq.record.plan import NewClass
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId


def agreements(tx: Tx, channel: str) -> tuple[Agreement, ...]:
    """Every agreement proposed for a case, newest first, with who signed and who ended it."""
    rows = tx.rows(
        "SELECT * FROM case_agreement WHERE channel = %s ORDER BY time DESC, origin DESC, seq DESC",
        (channel,),
    )
    return tuple(_with_signatures(tx, channel, row) for row in rows)


def _with_signatures(tx: Tx, channel: str, row: Row) -> Agreement:
    signed = tx.rows(
        "SELECT DISTINCT agency FROM case_signature WHERE channel = %s AND agreement = %s"
        " AND proposer = %s AND digest = %s",
        (channel, row["agreement"], row["agency"], row["digest"]),
    )
    found = agreement_in(row, frozenset(one["agency"] for one in signed), "")
    ended = tx.one(
        "SELECT time FROM case_end WHERE channel = %s AND agreement = %s AND agency = ANY(%s)"
        " ORDER BY time, origin, seq LIMIT 1",
        (channel, row["agreement"], sorted(found.parties)),
    )
    return found if ended is None else agreement_in(row, found.signed, ended["time"])


def bounds(tx: Tx, channel: str) -> Bounds:
    """What the agreements of a case bear: who, in which generation, from when until when."""
    proposed = tx.rows("SELECT * FROM case_agreement WHERE channel = %s", (channel,))
    if not proposed:
        return Bounds(channel)
    signed = tx.rows("SELECT * FROM case_signature WHERE channel = %s", (channel,))
    ended = tx.rows("SELECT * FROM case_end WHERE channel = %s", (channel,))
    found = (
        Agreed(
            terms_in(row),
            _words(one for one in signed if _same(one, row)),
            _words(one for one in ended if one["agreement"] == row["agreement"]),
        )
        for row in proposed
    )
    return bounds_of(channel, found, _members(tx, channel))


def inside(set_by: Bounds, told: str) -> tuple[str, dict[str, object]]:
    """The same as a condition on a table of facts, `told` being its name, and its values."""
    parts, values = ["false"], dict[str, object]()
    for number, one in enumerate(set_by.windows):
        part = (
            f"{told}.agency = %(b{number}_agency)s AND {told}.time >= %(b{number}_since)s"
            f" AND {told}.time < %(b{number}_until)s"
            f" AND NOT ({told}.origin = %(b{number}_at)s AND {told}.seq < %(b{number}_from)s)"
        )
        values |= {
            f"b{number}_agency": one.agency,
            f"b{number}_since": one.since,
            f"b{number}_until": one.until,
            f"b{number}_at": one.first.origin,
            f"b{number}_from": one.first.seq,
        }
        if one.generation:
            part += f" AND split_part({told}.origin, '/', 3) = %(b{number}_generation)s"
            values[f"b{number}_generation"] = one.generation
        if one.last is not None:
            part += (
                f" AND NOT ({told}.origin = %(b{number}_end)s AND {told}.seq > %(b{number}_to)s)"
            )
            values |= {f"b{number}_end": one.last.origin, f"b{number}_to": one.last.seq}
        parts.append(part)
    return " OR ".join(f"({one})" for one in parts), values


def unjudged(set_by: Bounds) -> tuple[str, dict[str, object]]:
    """The condition that nobody judged a mention, `told` being its row, and its values.

    A verdict outside the agreement is none.
    """
    borne, values = inside(set_by, "e")
    verdict = "SELECT 1 FROM case_mention_end e WHERE e.channel = told.channel"
    return f"NOT EXISTS ({verdict} AND e.mention = told.mention AND ({borne}))", values


def _same(signature: Row, agreement: Row) -> bool:
    meant = (agreement["agreement"], agreement["agency"], agreement["digest"])
    return (signature["agreement"], signature["proposer"], signature["digest"]) == meant


def _words(rows: Iterable[Row]) -> tuple[Word, ...]:
    return tuple(Word(one["agency"], one["time"], one["origin"], one["seq"]) for one in rows)


def _members(tx: Tx, channel: str) -> dict[int, list[frozenset[str]]]:
    """Who hears each generation of the channel, as all of them signed it."""
    found: dict[int, list[frozenset[str]]] = {}
    for one in channels.generations(tx, ChannelId(channel)):
        if one.complete:
            found.setdefault(one.statement.generation, []).append(frozenset(one.statement.members))
    return found


def agreement(tx: Tx, channel: str, wanted: str) -> Agreement | None:
    """One agreement by its id; of two agencies' use of one id, the first by name."""
    found = [one for one in agreements(tx, channel) if one.agreement == wanted]
    return min(found, key=lambda one: (one.proposer, one.time), default=None)


def binding(tx: Tx, channel: str) -> Agreement | None:
    """The newest agreement that every party signed."""
    return binding_of(agreements(tx, channel), ())


def binding_of(found: Iterable[Agreement], members: Iterable[str]) -> Agreement | None:
    """Of agreements, newest first, the one that binds these members of the case.

    Some of them cannot set aside by an agreement of their own what all of them signed.
    """
    complete = [one for one in found if one.complete]
    whole = frozenset(members)
    return next((one for one in complete if one.parties == whole), None) or next(
        iter(complete), None
    )


def case_now(tx: Tx, situation: Situation, channel: ChannelNow, retention: NewClass) -> CaseNow:
    """A case as a command finds it."""
    return CaseNow(
        situation=situation,
        channel=channel,
        agreement=binding_of(agreements(tx, channel.channel), channel.members),
        retention=retention,
    )
