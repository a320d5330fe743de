"""A standing match finds what a plain comparison finds, each pair once; what is bent is refused."""

import random
import secrets
from dataclasses import dataclass, field, replace

import pytest

from tansiq.subjects import ristretto, voprf
from tansiq.subjects.rows import PART, MatchTerms, hashed, multiplied, multiplied_each
from tansiq.subjects.session import bucket
from tansiq.subjects.tags import TAG, Tags, tags
from tansiq.subjects.watching import (
    Meetings,
    RoundAsking,
    Told,
    answered,
    by_place,
    delta,
    padded,
    tags_by_place,
)
from tansiq.terms.errors import Damaged, Invalid, TansiqError

TERMS = MatchTerms("rabat", "madrid", "phone", 1, 3)
POOL = [f"+000{number}" for number in range(14)]
DAILY = 3


def code_of(what: object) -> str:
    with pytest.raises(TansiqError) as caught:
        what()  # type: ignore[operator]
    return caught.value.code


@dataclass
class Pair:
    """Both sides under one key, with small bodies: what each lists, and what was asked."""

    ours: set[str]
    theirs: set[str]
    terms: MatchTerms = TERMS
    key: bytes = field(default_factory=ristretto.random_scalar)
    asked: set[str] = field(default_factory=set)
    ever: set[str] = field(default_factory=set)
    items: dict[int, str] = field(default_factory=dict)
    met: list[str] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.ever |= self.theirs
        base = padded(Tags.of(self.tags(self.theirs).values()), secrets.token_bytes(32))
        self.meetings, self.told = Meetings(base), Told(base)
        assert len(base) == bucket(len(self.theirs))

    def tags(self, items: set[str]) -> dict[str, bytes]:
        known = sorted(items)
        row = multiplied(self.key, hashed(self.terms, known))
        return dict(zip(known, tags(row), strict=True))

    def round(self, size: int) -> None:
        self.number += 1
        self.ever |= self.theirs
        fresh = tuple(sorted(self.ours - self.asked)[:size])
        asking = RoundAsking(self.terms, fresh, size, secrets.token_bytes(32))
        answer, proofs = answered(self.key, asking.request)
        own = self.tags(self.ever)
        now = {own[one] for one in self.theirs}
        changed = delta(self.told, now, set(own.values()), DAILY, secrets.token_bytes(32))
        assert len(changed) == DAILY
        self.told.turn(changed)
        outputs = asking.opened(voprf.public(self.key), answer, proofs)
        start = 100 * self.number
        places = {start + at: one for at, one in by_place(tags_by_place(outputs)).items()}
        self.items |= {one: asking.item_at(one - start) or "" for one in places}
        before = {place: (one.since, one.until) for place, one in self.meetings.met.items()}
        self.meetings.round(self.number, places, changed)
        self.asked |= set(fresh)
        for place, one in self.meetings.met.items():
            if before.get(place, (0, 0))[0] != one.since:
                self.met.append(self.items[place])

    def live(self) -> set[str]:
        found = {self.items[one.place] for one in self.meetings.met.values() if not one.until}
        return found & self.ours


def changed_by(dice: random.Random, held: set[str]) -> set[str]:
    more = dice.sample(POOL, dice.randint(0, 3))
    less = dice.sample(sorted(held), dice.randint(0, min(2, len(held))))
    return (held | set(more)) - set(less)


@pytest.mark.parametrize("seed", range(40))
def test_a_standing_match_is_the_plain_intersection_day_by_day(seed: int) -> None:
    """2.1: 1,000 pairs of lists that grow and shrink, with days that bring more than a day's."""
    dice = random.Random(seed)
    for _ in range(25):
        pair = Pair(set(dice.sample(POOL, dice.randint(0, 6))), set(dice.sample(POOL, 4)))
        pair.round(6)
        assert pair.live() == pair.ours & pair.theirs
        assert len(pair.met) == len(set(pair.met)), "each pair meets once"
        for _ in range(dice.randint(0, 3)):
            pair.ours = changed_by(dice, pair.ours)
            pair.theirs = changed_by(dice, pair.theirs)
            pair.round(DAILY)
            assert pair.live() <= pair.ours
        for _ in range(5):
            pair.round(DAILY)
        assert pair.live() == pair.ours & pair.theirs


def test_a_new_key_meets_none_of_the_old_rows() -> None:
    old = Pair(set(POOL), set(POOL))
    old.round(len(POOL))
    new = Pair(set(POOL), set(POOL), terms=replace(TERMS, epoch=4))
    assert old.live() == set(POOL)
    kept = set(old.meetings.places)
    assert not kept & new.told.all()
    same_key = Pair(set(POOL), set(POOL), terms=replace(TERMS, epoch=4), key=old.key)
    assert not kept & same_key.told.all(), "the epoch stands in what is hashed"


def test_rows_have_one_size_and_hide_their_items_each_by_itself() -> None:
    key = ristretto.random_scalar()
    rows = [
        RoundAsking(TERMS, tuple(POOL[:count]), 14, secrets.token_bytes(32)).request
        for count in (0, 1, 14)
    ]
    assert {len(one) for one in rows} == {14 * 32}
    twice = RoundAsking(TERMS, tuple(POOL), 14, secrets.token_bytes(32))
    again = RoundAsking(TERMS, tuple(POOL), 14, secrets.token_bytes(32))
    assert not set(ristretto.points(twice.request)) & set(ristretto.points(again.request))
    plain = dict(zip(POOL, ristretto.points(hashed(TERMS, POOL)), strict=True))
    factors = set()
    for place in range(14):
        sent = twice.request[place * 32 : place * 32 + 32]
        item = twice.item_at(place)
        assert item is not None
        index = POOL.index(item)
        factor = twice._factors[index * 32 : index * 32 + 32]
        assert ristretto.multiply(factor, plain[item]) == sent
        factors.add(factor)
    assert len(factors) == 14
    told = Told(Tags())
    for held in (set(), {secrets.token_bytes(TAG)}, {secrets.token_bytes(TAG) for _ in range(9)}):
        assert len(delta(told, held, held, DAILY, secrets.token_bytes(32)).row) == DAILY * TAG
    assert code_of(lambda: RoundAsking(TERMS, tuple(POOL), 13, key)) == "match_more_than_committed"


def test_a_bent_answer_is_found_out() -> None:
    key, asking = ristretto.random_scalar(), RoundAsking(TERMS, tuple(POOL), 20, b"s" * 32)
    known = voprf.public(key)
    answer, proofs = answered(key, asking.request)
    assert asking.opened(known, answer, proofs)
    other = ristretto.random_scalar()
    wrong, of_wrong = answered(other, asking.request)
    points = ristretto.points(answer)
    swapped = b"".join([points[1], points[0], *points[2:]])
    one_wrong = b"".join([wrong[:32], *points[1:]])
    bent = proofs[0][:-1] + bytes([proofs[0][-1] ^ 1])
    for row, told in (
        (wrong, of_wrong), (wrong, proofs), (answer, of_wrong), (swapped, proofs),
        (one_wrong, proofs), (answer[32:], proofs), (answer, ()), (answer, (bent,)),
        (answer, (*proofs, *proofs)), (bytes(32) + answer[32:], proofs),
        (b"\xff" * 32 + answer[32:], proofs),
    ):  # fmt: skip
        with pytest.raises((Damaged, Invalid)) as caught:
            asking.opened(known, row, told)
        assert caught.value.code == "match_answer"
    for row in (bytes(32), b"\xff" * 32, (2**255 - 19).to_bytes(32, "little")):
        bad = asking.request[:-32] + row
        assert code_of(lambda bad=bad: answered(key, bad)) == "match_point"
    assert code_of(lambda: answered(key, asking.request[:32] * 2)) == "match_point_twice"


def test_cutting_and_threads_change_nothing() -> None:
    count = PART + 3
    row = ristretto.multiples_of_base(b"".join(n.to_bytes(32, "little") for n in range(1, 4))) * (
        count // 3 + 1
    )
    row = row[: count * 32]
    factors = b"".join(ristretto.reduced(secrets.token_bytes(64)) for _ in range(count))
    whole = ristretto.multiply_each(factors, row)
    cuts = (multiplied_each(factors, row, workers) for workers in (1, 2, 0))
    assert all(one == whole for one in cuts)
    assert whole[-32:] == ristretto.multiply(factors[-32:], row[-32:])


def test_what_does_not_fit_into_a_day_waits_and_removals_go_first() -> None:
    old = [bytes([9, number]) + bytes(14) for number in range(5)]
    new = {bytes([1, number]) + bytes(14) for number in range(5)}
    told = Told(Tags.of(old))
    left = set(old[:3])
    first = delta(told, left | new, set(old) | new, DAILY, b"s" * 32)
    assert set(old[3:]) <= set(first)
    told.turn(first)
    second = delta(told, left | new, set(old) | new, DAILY, b"t" * 32)
    told.turn(second)
    third = delta(told, left | new, set(old) | new, DAILY, b"u" * 32)
    told.turn(third)
    assert told.all() >= left | new
    assert not told.all() & set(old[3:])
