"""Work on many things in several transactions: how far it is, and what is left when it stops.

Promises: each batch is all or nothing; when a later one fails, the error keeps its family and says
how many things are done, which was the last, and where to go on. Nothing is tried twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tansiq.cli.frame import Call
from tansiq.cli.progress import Progress
from tansiq.terms.errors import TansiqError, words

Thing = TypeVar("Thing")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Work(Generic[Thing, Done]):
    """What is done with a batch, of how many things, what they are called, and each one's id."""

    what: str
    size: int
    run: Callable[[Sequence[Thing]], Sequence[Done]]
    named: Callable[[Done], str]


def in_batches(
    call: Call, work: Work[Thing, Done], things: Sequence[Thing], before: int = 0
) -> list[Done]:
    """Do all, batch by batch; `before` things of the same list were done in an earlier run."""
    done: list[Done] = []
    total = before + len(things)
    with Progress(call, total, work.what) as progress:
        for first in range(0, len(things), work.size):
            try:
                done += work.run(things[first : first + work.size])
            except TansiqError as problem:
                if not done:
                    raise
                place = (before + len(done), total)
                raise _stopped(call, problem, work.named(done[-1]), place) from problem
            progress.reached(before + len(done))
    return done


def _stopped(call: Call, problem: TansiqError, last: str, place: tuple[int, int]) -> TansiqError:
    done, total = place
    return type(problem)(
        "cli_stopped_midway",
        done=done,
        total=total,
        last=last,
        next=done + 1,
        cause=problem.code,
        why=words(problem, call.language),
    )
