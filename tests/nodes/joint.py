"""Two nodes in this process that exchange by stick and share a joint case; quick and real."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.nodes.kept import Kept, clear_away, kept
from tests.nodes.lone import Lone, found, staying_up

from tansiq.node import exchanging, match_steps
from tansiq.node.compose import Node

CASE = "case:joint"
TERMS = """
purpose = "exercise"
legal_basis = "exercise order 1"
instrument = "exercise order 1"
languages = ["ar", "en", "es"]
uses = ["team_purpose"]
starts = "2026-01-01T00:00:00Z"
ends = "2036-01-01T00:00:00Z"
names = [{ language = "en", text = "Sample" }]
parties = [
  { node = "madrid", state = "Valdoria", law = "Code of Valdoria (invented)" },
  { node = "rabat", state = "Almoria", law = "Code of Almoria (invented)" },
]
grounds = [
  { sender = "madrid", receiver = "rabat", codes = ["bilateral_treaty"] },
  { sender = "rabat", receiver = "madrid", codes = ["bilateral_treaty"] },
]

[rules]
type = "coordinated_parallel_investigations"
jurisdiction = "each party's own"
article = "1"
text_as_of = "2026-01-01"
level = "memory"
uncategorised_days = 183
"""


@dataclass(frozen=True)
class Joint:
    """Both nodes, and the folder where sticks lie."""

    rabat: Lone
    madrid: Lone
    table: Path

    def carry(self) -> None:
        """Everything both ways, once: what one wrote the other has, receipts included."""
        for sender, receiver in ((self.rabat, "madrid"), (self.madrid, "rabat")):
            stick = self.table / f"to-{receiver}.tsq"
            stick.unlink(missing_ok=True)
            sender.ask("exchange", "export", receiver, str(stick))
            other = self.madrid if receiver == "madrid" else self.rabat
            other.ask("exchange", "import", str(stick))

    def settle(self, *stepping: Lone) -> None:
        """Bundles both ways and the steps of these nodes, until nothing moves.

        Everybody stays open meanwhile, as servers do: opening takes ten times as long as a step.
        """
        still = 0
        with ExitStack() as held:
            up = [held.enter_context(Node.open(one.node)) for one in (self.rabat, self.madrid)]
            steps = [held.enter_context(Node.open(one.node)) for one in stepping]
            while still < 2:
                for sender, receiver in (up, reversed(up)):
                    stick = self.table / f"to-{receiver.me}.tsq"
                    stick.unlink(missing_ok=True)
                    exchanging.export(sender, receiver.me, stick)
                    exchanging.take_in(receiver, stick)
                # What a file holds comes a bundle later than its record.
                still = 0 if sum(map(match_steps.advance, steps)) else still + 1


@contextmanager
def joint(folder: Path) -> Iterator[Joint]:
    """Two founded nodes that have enrolled each other and opened one case."""
    made = Joint(Lone(folder / "rabat"), Lone(folder / "madrid"), folder)
    try:
        made.rabat.officers, made.madrid.officers = _founding().lay(folder)
        with staying_up(made.rabat), staying_up(made.madrid):
            yield made
    finally:
        clear_away(made.rabat.node, made.madrid.node)


@cache
def _founding() -> Kept:
    return kept(_found)


def _found(folder: Path) -> dict[Path, dict[str, Path]]:
    sides = [found(folder / name, name) for name in ("rabat", "madrid")]
    made = Joint(*sides, folder)
    with staying_up(made.rabat), staying_up(made.madrid):
        _enrol(made)
        _open(made)
    return {one.node: one.officers for one in sides}


def _enrol(made: Joint) -> None:
    sides = (made.rabat, made.madrid)
    cards = [made.table / f"card-{number}" for number in range(2)]
    digits = [
        one.ask("partner", "card", str(card))["fingerprint"]
        for one, card in zip(sides, cards, strict=True)
    ]
    for number, one in enumerate(sides):
        other = 1 - number
        one.decide(
            "partner", "enrol", str(cards[other]), "--fingerprint", digits[other],
            "--checked", "two-channels", "--by", "telephone", "--by", "courier",
        )  # fmt: skip


def _open(made: Joint) -> None:
    members = ("--member", "madrid", "--member", "rabat")
    made.rabat.decide("channel", "propose", CASE, *members, "--purpose", "joint case")
    made.carry()
    made.madrid.decide("channel", "sign", CASE)
    made.carry()
    for side in (made.rabat, made.madrid):
        for who, other in (("liaison", "case"), ("case", "liaison")):
            asked = side.act(who, "officer", "propose", "assign", side.id_of(who), "--file", CASE)
            side.act(other, "change", "approve", asked["proposal"])
    terms = made.table / "case.toml"
    terms.write_text(TERMS, encoding="utf-8")
    agreement = made.rabat.act("case", "case", "propose", CASE, str(terms))["agreement"]
    made.rabat.act("case", "case", "sign", CASE, agreement)
    made.carry()
    made.madrid.act("case", "case", "sign", CASE, agreement)
    made.carry()
