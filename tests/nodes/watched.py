"""Two nodes whose matches are watched over, and those who do it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.nodes.joint import Joint, joint
from tests.nodes.matching import OURS, Side, carried, proposed

from tansiq.node import match_oversight
from tansiq.node.compose import Node
from tansiq.node.match_oversight import AuditReport, AuditWish, Overseen, QuotaWish
from tansiq.node.reading import Reader
from tansiq.subjects.session import CHECKS

POINTS = 32 + CHECKS
"""What thirty identifiers cost: their bucket and the hidden checks."""


class Watched(Side):
    """A side whose data-protection officer and oversight auditor do their work too."""

    def limits(self, daily: int, partner: str = "rabat", kind: str = "phone") -> None:
        wish = QuotaWish(partner=partner, type=kind, daily=daily, reason="agreed in March")
        with Node.open(self.lone.node) as node:
            match_oversight.set_quota(node, self.hand("dpo"), wish)

    def reader(self, who: str) -> Reader:
        hand = self.hand(who)
        return Reader(hand.officer, hand.key, "monthly audit")

    def watches(self, who: str = "dpo") -> Overseen:
        with Node.open(self.lone.node) as node:
            return match_oversight.overseen(node, self.reader(who))

    def audits(self, match: str, sample: int = 0, seed: str = "") -> AuditReport:
        with Node.open(self.lone.node) as node:
            return match_oversight.audit(
                node, self.reader("auditor"), AuditWish(match, sample, seed)
            )

    def finds(self, match: str) -> dict[str, tuple[str, str]]:
        return {one.name: (one.state, one.detail) for one in self.audits(match).checks}

    def left(self, partner: str = "rabat") -> tuple[int, int, int]:
        (one,) = (one for one in self.watches().quotas if one.partner == partner)
        return one.daily, one.spent, one.left


def watched(both: Joint) -> tuple[Watched, Watched]:
    return Watched(both.rabat), Watched(both.madrid)


@contextmanager
def overlooked(folder: Path) -> Iterator[Joint]:
    """Two nodes with those who watch over them."""
    with joint(folder) as made:
        for side in (made.rabat, made.madrid):
            side.officer("dpo", "data_protection_officer")
            side.officer("auditor", "supervisor")
        yield made


def offered(both: Joint, rabat: Side, ours: Sequence[str] = OURS) -> str:
    """A match that rabat's two officers want, and that madrid has heard of."""
    match = proposed(rabat, [rabat.listed(ours)])
    rabat.does("liaison", "approve", match)
    both.carry()
    return match


def revealed(both: Joint, rabat: Side, madrid: Side, match: str) -> None:
    """From madrid's acceptance to the reveal."""
    carried(both, rabat, madrid)
    for side in (rabat, madrid):
        side.does("liaison", "approve_reveal", match)
    carried(both, rabat, madrid)
    assert madrid.sees(match).file.match.state == "revealed"
