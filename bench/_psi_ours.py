"""Our own match as two processes, two threads each: every step of a first one, reveal included."""

import secrets
from collections.abc import Sequence

import msgspec
from _two_sides import Line, Steps, numbers

from tansiq.subjects import ristretto
from tansiq.subjects.rows import MatchTerms
from tansiq.subjects.session import Answering, Asking, Claim, Revealed, matches
from tansiq.subjects.tags import Tags

TERMS = MatchTerms("rabat", "madrid", "phone", 1, 1)
_encode = msgspec.msgpack.encode


def asker(first: int, end: int) -> Steps:
    """Who asks, counts, claims and learns."""
    ristretto.library()
    asking = Asking(TERMS, tuple(numbers(first, end)), secrets.token_bytes(32), workers=2)

    def steps(line: Line) -> Sequence[str]:
        line.send(asking.request)
        known, there, answer = line.receive(), Tags(line.receive()), line.receive()
        claims = matches(asking.outputs(known, answer), there)
        line.send(_encode([(one.place, one.point) for one in claims]))
        told = msgspec.msgpack.decode(line.receive(), type=Revealed)
        return asking.learn(known, answer, told, [one.place for one in claims])

    return steps


def answerer(first: int, end: int) -> Steps:
    """Who answers, checks the claims, proves and learns as much."""
    items = numbers(first, end)
    answering = Answering(TERMS, ristretto.random_scalar(), secrets.token_bytes(32), 2)

    def steps(line: Line) -> Sequence[str]:
        request = line.receive() if line.turns else b""
        own = answering.evaluated(items)
        line.send(answering.known, own.tags.row)
        request = request or line.receive()
        line.send(answering.answer(request))
        claims = msgspec.msgpack.decode(line.receive(), type=list[tuple[int, bytes]])
        told, ours = answering.reveal(request, [Claim(*one) for one in claims], own)
        line.send(_encode(told))
        return ours

    return steps
