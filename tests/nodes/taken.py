"""Foreign files taken in at one side of a joint case, and judged by its officers."""

from dataclasses import dataclass

import pytest
from tests.nodes.joint import CASE
from tests.nodes.lone import Lone
from tests.nodes.matching import Hand

from tansiq.extract.sandbox import Sandbox
from tansiq.ledger.acts import load_officer_key
from tansiq.node import cases, intake_judging, intakes
from tansiq.node.compose import Node
from tansiq.node.drafting import Origin
from tansiq.node.intake_judging import Judged, Judging, Verdict
from tansiq.node.intake_seen import DraftHead, DraftSeen, SourcesDesk
from tansiq.node.intakes import Taken
from tansiq.node.reading import Reader
from tansiq.record.material import Markings
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ChannelId
from tansiq.terms.intake import DraftState, Kind

HERE = ChannelId(CASE)
STORY = (
    "On Friday, 14 March 2026 police arrested Karim Belhadri in the town of Port Alder. "
    "His phone number is +34 600 11 22 33. "
    "Officers suspect that Tomas Verrick planned an attack on the Salt Market. "
    "Karim Belhadri was born on 3 February 1984. "
    "His account is ES91 2100 0418 4502 0005 1332 and his passport number is XK448120. "
    "Two knives and a mobile phone were seized in the town of Port Alder on 13 March 2026. "
)
"""Invented: a day that was no Friday, a suspicion, a birth, two things and two events."""


@dataclass(frozen=True)
class Taking:
    """One side that takes files in."""

    lone: Lone

    def hand(self, who: str = "liaison") -> Hand:
        return Hand(load_officer_key(self.lone.officers[who]))

    def reader(self, who: str = "liaison") -> Reader:
        held = self.hand(who)
        return Reader(held.officer, held.key, "sources of the day")

    def take(
        self, text: str | bytes, name: str = "page.txt", who: str = "liaison", **said: str
    ) -> Taken:
        data = text if isinstance(text, bytes) else text.encode()
        with Sandbox() as sandbox, Node.open(self.lone.node) as node:
            return intakes.take(node, self.reader(who), (name, data), Origin(**said), sandbox)

    def draft(self, wanted: str, who: str = "liaison") -> DraftSeen:
        with Node.open(self.lone.node) as node:
            return intakes.draft(node, self.reader(who), wanted)

    def drafts(
        self, state: DraftState | None = None, who: str = "liaison"
    ) -> tuple[DraftHead, ...]:
        with Node.open(self.lone.node) as node:
            return intakes.drafts(node, self.reader(who), state)

    def original(self, wanted: str, who: str = "liaison") -> tuple[str, str, bytes]:
        with Node.open(self.lone.node) as node:
            return intakes.original(node, self.reader(who), wanted)

    def sources(self) -> SourcesDesk:
        with Node.open(self.lone.node) as node:
            return intakes.sources(node, self.reader())

    def number(self, draft: str, kind: Kind, words: str = "") -> int:
        """The number of the first proposal of a kind that holds these words."""
        return next(
            one.number
            for one in self.draft(draft).proposals
            if one.kind is kind and words in one.value
        )

    def judge(
        self,
        draft: str,
        *verdicts: Verdict,
        channel: str = CASE,
        who: str = "liaison",
        nature: str = "fact",
    ) -> Judged:
        judging = Judging(
            verdicts=verdicts,
            channel=ChannelId(channel),
            grade="europol_4x4:C3",
            nature=nature,
            handling=Markings(code="H0"),
        )
        with Node.open(self.lone.node) as node:
            return intake_judging.judge(node, self.hand(who), draft, judging)

    def set_aside(self, draft: str, reason: str, who: str = "liaison") -> None:
        with Node.open(self.lone.node) as node:
            intake_judging.set_aside(node, self.hand(who), draft, reason)

    def reads(self) -> list[tuple[str, str, str, list[str]]]:
        """The read log: officer, action, reason, ids."""
        with Node.open(self.lone.node) as node, node.store.reading() as tx:
            rows = tx.rows("SELECT * FROM ledger.read_log ORDER BY number")
        return [(one["officer"], one["action"], one["reason"], one["shown"]) for one in rows]

    def claims(self, entity: str) -> dict[str, list[tuple[str, str, str, str]]]:
        """What the case says of an entity: property -> (value, nature, note, place)."""
        with Node.open(self.lone.node) as node:
            file, _ = cases.entity(node, self.reader(), HERE, entity)
        found: dict[str, list[tuple[str, str, str, str]]] = {}
        for one in file.claims:
            fact = one.fact
            said = (fact.claim.value, fact.claim.nature, fact.claim.note, fact.place)
            found.setdefault(fact.claim.property, []).append(said)
        return found


def yes(number: int, **told: str) -> Verdict:
    return Verdict(number=number, verdict="accepted", **told)


def no(number: int, reason: str = "not so") -> Verdict:
    return Verdict(number=number, verdict="rejected", reason=reason)


def code(work: object, *what: object, **told: object) -> str:
    """The code of the error that some work ends with."""
    with pytest.raises(TansiqError) as caught:
        work(*what, **told)  # type: ignore[operator]
    return caught.value.code
