"""A partner that bends a step is refused or found out, with what it sent kept (REQUIREMENTS 2.1).

Each test lets one side say, under its own log key, what a changed node would; the other is honest.
"""

from collections.abc import Iterator
from hashlib import sha256

import msgspec
import pytest
from tests.nodes.joint import Joint, joint
from tests.nodes.matching import OURS, SCOPE, THEIRS, Side, begun, carried, forged, proposed

from tansiq.ledger import base64
from tansiq.node import match_epochs, match_secrets
from tansiq.node.compose import Node
from tansiq.record.base import Record
from tansiq.record.matches import MatchAnswered, MatchAsked, MatchClaim
from tansiq.record.material import Attachment
from tansiq.record.watches import (
    MatchRekeyed,
    MatchRoundAnswered,
    MatchRoundAsked,
    MatchRoundFound,
)
from tansiq.subjects import ristretto, voprf
from tansiq.subjects.matching import Match
from tansiq.subjects.session import CHECKS
from tansiq.subjects.watching import answered
from tansiq.terms.errors import Invalid, Missing

pytestmark = pytest.mark.slow

WATCH = msgspec.structs.replace(SCOPE, mode="watch", daily=16, tells=True)
POINTS = 32 + CHECKS
NOT_CANONICAL = (2**255 - 19).to_bytes(32, "little")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("foul")) as made:
        yield made


def accepted(both: Joint, scope: object = SCOPE) -> tuple[Side, Side, str]:
    """A match that madrid has accepted and in which nothing was asked yet."""
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    match = proposed(rabat, [rabat.listed(OURS)], scope)  # type: ignore[arg-type]
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    both.carry()
    both.carry()
    return rabat, madrid, match


def bytes_of(side: Side, rows: tuple[Attachment, ...]) -> bytes:
    with Node.open(side.lone.node) as node:
        return match_secrets.joined(node, rows)


def points(count: int) -> bytes:
    row = b"".join(ristretto.reduced(bytes([7, n]) + bytes(62)) for n in range(1, count + 1))
    return ristretto.multiples_of_base(row)


def over(both: Joint, honest: Side, match: str, code: str) -> Match:
    """The honest side ends it with this code, and what was sent to it is still here."""
    carried(both, honest)
    for side in (Side(both.rabat), Side(both.madrid)):
        assert side.stands(match).ended == code
    return honest.stands(match)


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (NOT_CANONICAL, "match_point"),
        (bytes(32), "match_point"),
        (points(1), "match_point_twice"),
        (points(POINTS + 1)[-64:], "match_more_than_committed"),
    ],
)
def test_a_request_that_is_none_is_not_answered(both: Joint, last: bytes, code: str) -> None:
    _, madrid, match = accepted(both)
    request = points(POINTS - 1) + last
    forged(Side(both.rabat), match, MatchAsked(match=match, count=POINTS), rows=request)
    seen = over(both, madrid, match, code)
    assert seen.answered is None
    assert seen.asked is not None
    assert bytes_of(madrid, seen.asked.rows) == request


def test_more_than_was_committed_to_counts_for_nothing(both: Joint) -> None:
    rabat, madrid, match = accepted(both)
    grown = MatchAsked(match=match, count=POINTS + 1)
    forged(rabat, match, grown, rows=points(POINTS + 1))
    carried(both, madrid)
    seen = madrid.stands(match)
    assert (seen.state, seen.answered) == ("accepted", None)
    assert [one.code for one in seen.faults] == ["match_more_than_committed"]
    rabat.does("liaison", "end", match, "x")


def test_an_answer_that_is_bent_or_that_was_given_before_ends_the_match(both: Joint) -> None:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    first = begun(both, rabat, madrid)
    carried(both, rabat, madrid)
    old = madrid.stands(first).answered
    assert old is not None
    for bend, code in (("replayed", "match_answer"), ("altered", "match_answer"),
                       ("no point", "match_answer"), ("short", "match_answer")):  # fmt: skip
        match = begun(both, rabat, madrid)
        both.carry()
        asked = madrid.stands(match).asked
        assert asked is not None
        request = bytes_of(madrid, asked.rows)
        digest = sha256(request).hexdigest()
        answer = bytes_of(madrid, old.rows)
        if bend != "replayed":
            with Node.open(madrid.lone.node) as node:
                stands = madrid.stands(match)
                session = match_secrets.answering(
                    node, stands, match_secrets.our_epoch(node, stands)
                )
                answer = session.answer(request)
        if bend == "altered":
            answer = ristretto.multiply(b"\2" + bytes(31), answer)
        elif bend == "no point":
            answer = NOT_CANONICAL * 2 + answer[64:]
        elif bend == "short":
            answer = answer[32:]
        told = MatchAnswered(match=match, count=POINTS, asked=digest)
        forged(madrid, match, told, rows=answer)
        seen = over(both, rabat, match, code)
        assert seen.answered is not None, bend
        assert bytes_of(rabat, seen.answered.rows) == answer
        assert rabat.sees(match).hits == ()


def in_round(both: Joint) -> tuple[Side, Side, str, bytes, bytes]:
    """A standing match whose first round madrid has been asked and not answered; its key."""
    rabat, madrid, match = accepted(both, WATCH)
    rabat.advance()
    both.carry()
    both.carry()
    asked = madrid.stands(match).spans[0].rounds[0].asked
    with Node.open(madrid.lone.node) as node:
        stands = madrid.stands(match)
        key = match_secrets.key_of(node, match_secrets.our_epoch(node, stands))
    return rabat, madrid, match, bytes_of(madrid, asked.rows), key


def reply(match: str, request: bytes, proofs: tuple[bytes, ...], number: int = 1) -> Record:
    return MatchRoundAnswered(
        match=match,
        round=number,
        count=32,
        asked=sha256(request).hexdigest(),
        proofs=tuple(base64.to_text(one) for one in proofs),
    )


def test_an_answer_of_a_round_that_is_bent_ends_the_match(both: Joint) -> None:
    tags = b"".join(bytes([n]) + bytes(15) for n in range(1, 17))
    for bend, code in (("key", "match_answer"), ("swapped", "match_answer"),
                       ("no proof", "match_answer"), ("another request", "match_answer"),
                       ("tags", "match_tags"), ("order of tags", "match_tags")):  # fmt: skip
        rabat, madrid, match, request, key = in_round(both)
        used = ristretto.random_scalar() if bend == "key" else key
        answer, proofs = answered(used, request)
        row, of, changed = answer, request, tags
        if bend == "swapped":
            row = answer[32:64] + answer[:32] + answer[64:]
        elif bend == "no proof":
            proofs = ()
        elif bend == "another request":
            of = request[32:] + request[:32]
        elif bend == "tags":
            changed = tags[16:]
        elif bend == "order of tags":
            changed = tags[16:] + tags[:16]
        forged(madrid, match, reply(match, of, proofs), rows=row, tags=changed)
        seen = over(both, rabat, match, code)
        kept = seen.spans[0].rounds[0].answered
        assert kept is not None, bend
        assert bytes_of(rabat, kept.rows) == row
        assert rabat.stands(match).state == "ended"


def test_a_round_that_asks_what_is_no_point_or_too_much_is_not_answered(both: Joint) -> None:
    for last, code in (
        (NOT_CANONICAL, "match_point"),
        (points(1), "match_point_twice"),
        (points(40)[-64:], "match_more_than_committed"),
    ):
        rabat, madrid, match = accepted(both, WATCH)
        request = points(31) + last
        told = MatchRoundAsked(match=match, round=1, epoch=1, count=32, root="00")
        forged(rabat, match, told, rows=request)
        seen = over(both, madrid, match, code)
        assert seen.spans[0].rounds[0].answered is None
        assert bytes_of(madrid, seen.spans[0].rounds[0].asked.rows) == request
    rabat, madrid, match = accepted(both, WATCH)
    for count, number in ((33, 1), (32, 2)):
        told = MatchRoundAsked(match=match, round=number, epoch=1, count=count, root="00")
        forged(rabat, match, told, rows=points(count))
    carried(both, madrid)
    seen = madrid.stands(match)
    assert [len(one.rounds) for one in seen.spans] == [0]
    assert {one.code for one in seen.faults} == {"match_more_than_committed", "match_step_early"}
    rabat.does("liaison", "end", match, "x")


def test_a_claim_of_a_round_that_is_no_match_ends_the_match(both: Joint) -> None:
    rabat, madrid, match = accepted(both, WATCH)
    rabat.advance()
    carried(both, madrid)
    assert madrid.stands(match).spans[0].rounds[0].answered is not None
    guess = base64.to_text(ristretto.multiples_of_base(ristretto.random_scalar()))
    claims = (MatchClaim(place=3, point=guess),)
    forged(rabat, match, MatchRoundFound(match=match, round=1, claims=claims))
    seen = over(both, madrid, match, "match_claim")
    assert seen.spans[0].rounds[0].found is not None
    assert madrid.sees(match).hits == ()


def test_a_new_key_with_a_set_of_another_size_ends_the_match(both: Joint) -> None:
    rabat, madrid, match = accepted(both, WATCH)
    carried(both, rabat, madrid)
    key = ristretto.random_scalar()
    told = MatchRekeyed(
        match=match, after=1, epoch=2, key=voprf.public(key).hex(), size=48, root="00"
    )
    forged(madrid, match, told, rows=bytes(15) + b"\1" + bytes(15) + b"\2")
    carried(both, rabat)
    carried(both, rabat, madrid)
    seen = rabat.stands(match)
    assert seen.ended == "match_tags"
    assert match_epochs.LASTS.days == 91


def test_a_row_is_not_opened_unless_its_parts_make_what_was_told(both: Joint) -> None:
    """A record of a few bytes that names one file ten thousand times fills no memory."""
    broken = Invalid("match_more_than_committed")
    with Node.open(both.rabat.node) as node:
        (here,) = match_secrets.sealed_parts(node, "points", bytes(64))
        # It is not here: whoever tried to open it would be told so instead.
        away = msgspec.structs.replace(here, blob="0" * 64)
        for rows, size in (
            ((away,) * 10_000, 640_000),
            ((away, msgspec.structs.replace(away, size=32)), 96),
            ((away,), 32),
            ((msgspec.structs.replace(away, size=1 << 40),), 1 << 40),
            ((away,), 1 << 62),
            ((), 64),
            ((msgspec.structs.replace(here, size=32),), 32),
        ):
            with pytest.raises(Invalid) as caught:
                match_secrets.told_row(node, rows, size, broken)
            assert caught.value.code == "match_more_than_committed"
        assert match_secrets.told_row(node, (here,), 64, broken) == bytes(64)
        assert match_secrets.told_row(node, (), 0, broken) == b""
        with pytest.raises(Missing):
            match_secrets.told_row(node, (away,), 64, broken)
