"""A private match between two who keep to it, and one who does not."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tansiq.subjects import ristretto, voprf
from tansiq.subjects.commitment import Commitment, opens
from tansiq.subjects.rows import MatchTerms
from tansiq.subjects.session import (
    CHECKS,
    Answering,
    Asking,
    Claim,
    Revealed,
    bucket,
    matches,
)
from tansiq.subjects.tags import TAG, Tags
from tansiq.terms.errors import Damaged, Invalid, TansiqError


@contextmanager
def refused(kind: type[TansiqError], code: str) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code


TERMS = MatchTerms("rabat", "madrid", "phone", 1, 3)
POOL = [f"+000{number}" for number in range(40)]


def sides(ours: list[str], checks: int = CHECKS) -> tuple[Asking, Answering]:
    asking = Asking(TERMS, tuple(ours), secrets.token_bytes(32), checks)
    return asking, Answering(TERMS, ristretto.random_scalar(), secrets.token_bytes(32))


def whole(ours: list[str], theirs: list[str]) -> tuple[list[str], list[str], int]:
    """Every step; what each side learns, and the count that came before."""
    asking, answering = sides(ours, checks=2)
    own = answering.evaluated(theirs)
    answer = answering.answer(asking.request)
    claims = matches(asking.outputs(answering.known, answer), own.tags)
    told, learnt = answering.reveal(asking.request, claims, own)
    places = [one.place for one in claims]
    return asking.learn(answering.known, answer, told, places), learnt, len(claims)


@pytest.mark.parametrize("seed", range(40))
def test_a_match_is_the_plain_intersection(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(25):
        most = dice.choice((0, 1, 3, 8))
        ours = dice.sample(POOL, dice.randint(0, most))
        theirs = dice.sample(POOL, dice.randint(0, 10))
        common = sorted(set(ours) & set(theirs))
        mine, learnt, number = whole(ours, theirs)
        assert (sorted(mine), sorted(learnt), number) == (common, common, len(common))


def test_a_request_tells_its_bucket_and_nothing_else() -> None:
    sizes = {len(sides(POOL[:count])[0].request) for count in range(17)}
    assert sizes == {32 * (16 + CHECKS)}, "from none to sixteen, all look alike"
    assert all(count <= bucket(count) <= max(count + 16, count * 5 / 4) for count in range(5000))
    same = Asking(TERMS, tuple(POOL), b"s" * 32).request
    other = Asking(TERMS, tuple(POOL), b"t" * 32).request
    assert not set(ristretto.points(same)) & set(ristretto.points(other))


def test_what_differs_in_any_term_never_meets() -> None:
    asking, answering = sides(["+0001"])
    for changed in ({"type": "imei"}, {"norm": 2}, {"epoch": 4}, {"asker": "lisbon"}):
        other = replace(answering, terms=replace(TERMS, **changed))  # type: ignore[arg-type]
        answer = other.answer(asking.request)
        known_there = other.evaluated(["+0001"]).tags
        assert not matches(asking.outputs(other.known, answer), known_there)


def test_an_answer_with_another_key_or_an_altered_point_is_found_out() -> None:
    asking, answering = sides(POOL)
    answer = answering.answer(asking.request)
    wrong = replace(answering, key=ristretto.random_scalar())
    points = ristretto.points(answer)
    doubled = ristretto.multiply(
        ristretto.product(b"\2" + bytes(31), answering.key), asking.request
    )
    bad = {
        "another key": wrong.answer(asking.request),
        "a point short": b"".join(points[1:]),
        "one point twice": b"".join([*points[1:], points[1]]),
        "all altered": doubled,
    }
    for row in bad.values():
        with refused(Damaged, "match_answer"):
            asking.outputs(answering.known, row)
    for row in (bytes(32), b"\xff" * 32, (2**255 - 19).to_bytes(32, "little")):
        with refused(Invalid, "match_point"):
            answering.answer(asking.request[:-32] + row)
    for row in (b"x", asking.request[:40]):
        with refused(Invalid, "match_point"):
            answering.answer(row)
    with refused(Invalid, "match_point_twice"):
        answering.answer(asking.request[:32] * 2)
    with refused(Invalid, "match_point"):
        asking.outputs(bytes(32), answer)


def test_a_match_cannot_be_forged_by_the_asker() -> None:
    asking, answering = sides(["+0001", "+0002"])
    own = answering.evaluated(["+0002", "+0003"])
    answer = answering.answer(asking.request)
    outputs = asking.outputs(answering.known, answer)
    real = matches(outputs, own.tags)
    guess = ristretto.multiply(ristretto.random_scalar(), ristretto.BASE)
    miss = next(
        p for p in ristretto.points(outputs) if p not in {ristretto.IDENTITY, real[0].point}
    )
    for claims in (
        [Claim(real[0].place, guess)],
        [Claim(real[0].place, miss)],
        [*real, *real],
        [real[0], Claim(real[0].place - 1, real[0].point)],
        [replace(real[0], place=len(outputs) // 32)],
    ):
        with refused(Invalid, "match_claim"):
            answering.reveal(asking.request, claims, own)


def test_a_hit_without_its_proof_is_none() -> None:
    asking, answering = sides(POOL[:12])
    own = answering.evaluated(POOL[8:20])
    answer = answering.answer(asking.request)
    claims = matches(asking.outputs(answering.known, answer), own.tags)
    told, _ = answering.reveal(asking.request, claims, own)
    places = [one.place for one in claims]
    assert len(claims) == 4
    first, second, *rest = told.pairs
    swapped = ((first[0], second[1]), (second[0], first[1]), *rest)
    proof = told.proofs[0]
    for bad in (
        Revealed(swapped, told.proofs),
        Revealed(told.pairs, ()),
        Revealed(told.pairs, (proof[:-1] + bytes([proof[-1] ^ 1]),)),
        Revealed(told.pairs, (proof, proof)),
        Revealed(((first[0], 10**6), second, *rest), told.proofs),
        Revealed(((first[0], -1), second, *rest), told.proofs),
        Revealed(told.pairs[1:], told.proofs),
        Revealed((first, first, *rest), told.proofs),
    ):
        with refused(Damaged, "match_reveal"):
            asking.learn(answering.known, answer, bad, places)
    other = voprf.public(ristretto.random_scalar())
    with refused(Damaged, "match_reveal"):
        asking.learn(other, answer, told, places)


def test_stored_bytes_answer_no_guess() -> None:
    """Whoever keeps all that crossed, but no key, finds none of a whole plan of numbers in it."""
    asking, answering = sides(POOL)
    own = answering.evaluated(POOL[30:])
    answer = answering.answer(asking.request)
    crossed = {*ristretto.points(asking.request), *ristretto.points(answer)}
    kept = set(own.tags)
    row = voprf.hash_to_group(map(TERMS.input, POOL))
    assert not crossed & set(ristretto.points(row))
    for guess in ristretto.points(row):
        assert guess[:TAG] not in kept
    other = replace(answering, key=ristretto.random_scalar())
    assert not kept & set(other.evaluated(POOL).tags)


def test_a_committed_set_cannot_be_changed() -> None:
    items = [one.encode() for one in POOL]
    made = Commitment(items, b"k" * 32)
    for place in range(len(items)):
        leaf = made.open(place)
        assert opens(leaf, made.root, made.size)
        assert not opens(replace(leaf, item=b"+0009999"), made.root, made.size)
        assert not opens(replace(leaf, place=(place + 1) % 40), made.root, made.size)
        assert not opens(leaf, made.root, made.size * 2)
    assert Commitment(items, b"l" * 32).root != made.root, "salted: a guess proves nothing"


def test_a_point_or_tag_that_begins_like_another_is_not_taken_for_it() -> None:
    alike = [b"s" * 8 + bytes([one]) * 8 for one in range(3)]
    held = Tags(alike[0] + alike[2])
    assert held.held(alike) == [0, 2]
    asking, answering = sides(POOL)
    row = bytes(8) + asking.request[8:32] + bytes(8) + asking.request[40:64]
    with refused(Invalid, "match_point"):
        answering.answer(row)


def test_a_set_of_tags_is_sorted_and_each_once() -> None:
    _, answering = sides([])
    own = answering.evaluated(POOL).tags
    assert list(own) == sorted(own)
    assert all(one in own for one in list(own))
    assert own[0][:-1] + bytes([own[0][-1] ^ 1]) not in own
    assert own.held([b"x" * TAG, own[3], own[0], own[3][:8] + b"x" * 8]) == [1, 2]
    assert Tags().held([own[0]]) == own.held([]) == []
    for bad in (own.row[:-1], own.row[TAG:] + own.row[:TAG], own.row[:TAG] * 2):
        with refused(Invalid, "match_tags"):
            Tags(bad)
