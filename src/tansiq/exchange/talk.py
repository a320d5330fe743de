"""What two nodes last said to each other, loaded once per transaction and written where it changed.

Promises: what a partner says of itself replaces what it said before, so a partner restored from a
backup is simply served again; losing all of this costs one round of asking. Counts entries, never
times. Does not decide what to send.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from tansiq.exchange.content import Manifest
from tansiq.exchange.timing import CLOCK, ClockSample, read_sample, replaces
from tansiq.store.connect import Tx
from tansiq.terms.ids import NodeId

MANIFEST = "manifest"
COMPOSED = "composed"
AHEAD = "ahead"
REFUSED = "refused"
READ = "read"
BODIES = "bodies"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a partner said last: what it holds and what it wants."""

    have: Mapping[str, int] = field(default_factory=dict)
    want: frozenset[str] = frozenset()
    roots: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    blobs: tuple[str, ...] = ()
    bodies: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Talk:
    """The state of the conversation with one partner, as this transaction sees it."""

    partner: NodeId
    have: dict[str, int]
    values: dict[str, dict[str, object]]

    @classmethod
    def load(cls, tx: Tx, partner: NodeId) -> Self:
        """Read it; empty for a partner that never spoke."""
        have = tx.rows("SELECT origin, received FROM link.position WHERE partner = %s", (partner,))
        values = tx.rows("SELECT name, value FROM link.value WHERE partner = %s", (partner,))
        return cls(
            partner,
            {row["origin"]: int(row["received"]) for row in have},
            {row["name"]: dict(row["value"]) for row in values},
        )

    def value(self, name: str) -> Mapping[str, object]:
        """Return a kept value, empty when there is none."""
        return self.values.get(name, {})

    def keep(self, tx: Tx, name: str, data: dict[str, object]) -> None:
        """Keep a value in place of the one before."""
        if self.values.get(name, {}) == data:
            return
        self.values[name] = data
        tx.run(
            "INSERT INTO link.value (partner, name, value) VALUES (%s, %s, %s)"
            " ON CONFLICT (partner, name) DO UPDATE SET value = excluded.value",
            (self.partner, name, data),
        )

    @property
    def asked(self) -> Asked:
        """What the partner said last."""
        said = self.value(MANIFEST)
        return Asked(
            have=self.have,
            want=frozenset(strings(said.get("want"))),
            roots=counts(said.get("roots")),
            channels=counts(said.get("channels")),
            blobs=tuple(strings(said.get("blobs"))),
            bodies=counts(said.get("bodies")),
        )

    @property
    def refused(self) -> dict[str, str]:
        """Which logs we did not take from the partner's last bundle, and why."""
        return {origin: str(code) for origin, code in self.value(REFUSED).items()}

    def hear(self, tx: Tx, manifest: Manifest, now: datetime) -> None:
        """Keep what the partner says it holds and wants, and that it was heard from."""
        # A log that is not named is not held: the partner may have lost it. One that is not held
        # here is not kept either: what a partner invents fills no table.
        rows = tx.tuples(
            "SELECT origin FROM ledger.log WHERE origin = ANY(%s)", (list(manifest.have),)
        )
        told = {origin: manifest.have[origin] for (origin,) in rows}
        holds = {**dict.fromkeys(self.have, 0), **told}
        news = [(self.partner, o, n) for o, n in holds.items() if self.have.get(o) != n]
        if news:
            tx.many(
                "INSERT INTO link.position (partner, origin, received) VALUES (%s, %s, %s)"
                " ON CONFLICT (partner, origin) DO UPDATE SET received = excluded.received",
                news,
            )
        self.have = holds
        self.keep(tx, MANIFEST, _said(manifest))
        tx.run(
            "INSERT INTO link.partner (partner, last_contact) VALUES (%s, %s) ON CONFLICT (partner)"
            " DO UPDATE SET last_contact = excluded.last_contact, failure = '', facts = '{}'",
            (self.partner, now),
        )

    def note_composed(self, tx: Tx, stamp: str) -> None:
        """Keep when the newest of the partner's bundles was packed, by the partner's clock.

        An old bundle that comes late, or twice, is no newer word for that.
        """
        if stamp > str(self.value(COMPOSED).get("at", "")):
            self.keep(tx, COMPOSED, {"at": stamp})

    def clock(self, tx: Tx, sample: ClockSample | None) -> None:
        """Keep a measurement of the partner's clock, when it is worth it."""
        if sample is not None and replaces(sample, read_sample(self.value(CLOCK))):
            self.keep(tx, CLOCK, sample.wire())

    def note_sent(self, tx: Tx, ends: Mapping[str, int]) -> None:
        """Keep up to where each log was sent."""
        if ends:
            tx.many(
                "INSERT INTO link.position (partner, origin, sent) VALUES (%s, %s, %s)"
                " ON CONFLICT (partner, origin) DO UPDATE"
                " SET sent = greatest(link.position.sent, excluded.sent)",
                [(self.partner, origin, end) for origin, end in ends.items()],
            )

    def ahead(self, have: Mapping[str, int]) -> tuple[str, ...]:
        """Return the logs of which the partner showed more than we hold."""
        shown = counts(self.value(AHEAD))
        return tuple(sorted(o for o, size in shown.items() if have.get(o, 0) < size))


def strings(items: object) -> Iterable[str]:
    """Return the texts of a kept list."""
    return [one for one in items if isinstance(one, str)] if isinstance(items, list) else []


def counts(items: object) -> dict[str, int]:
    """Return the numbers of a kept map."""
    if not isinstance(items, Mapping):
        return {}
    return {str(key): count for key, count in items.items() if isinstance(count, int)}


def _said(manifest: Manifest) -> dict[str, object]:
    return {
        "want": list(manifest.want),
        "roots": manifest.roots,
        "channels": manifest.channels,
        "blobs": list(manifest.blobs_wanted),
        "bodies": manifest.bodies,
        "refused": manifest.refused,
        "more": manifest.more,
        "software": manifest.software,
        "zone": manifest.zone,
        "tzdata": manifest.tzdata,
    }
