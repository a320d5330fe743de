"""Opened leaves: who opens them chooses nothing; another set does not pass (REQUIREMENTS 2.2)."""

from collections import Counter

import msgspec
import pytest

from tansiq.subjects import leaves
from tansiq.subjects.commitment import Commitment
from tansiq.subjects.leaves import FORMAT, Ground, LeafFile
from tansiq.terms.errors import Invalid

MATCH = "r-" + "a" * 26
SECRET = bytes(32)
GROUND = Ground(purpose="inquiry 1", legal_basis="art. 1")


def held(size: int) -> Commitment:
    return Commitment([f"+2126612{one:05}".encode() for one in range(size)], SECRET)


def told(size: int, sample: int = 5, *, seed: str = "dice", canary: int = -1) -> LeafFile:
    made = held(size)
    return LeafFile(
        format=FORMAT, match=MATCH, type="phone", side="asker", root=made.root.hex(), size=size,
        seed=seed, sample=sample,
        leaves=tuple(
            leaves.told(made.open(one), (GROUND,), withheld=one == canary)
            for one in leaves.to_open(seed, MATCH, size, sample)
        ),
    )  # fmt: skip


def proven(file: LeafFile, root: str = "") -> list[bool]:
    return [one.proven for one in leaves.check(file, root or file.root)]


@pytest.mark.parametrize("size", [1, 2, 3, 16, 30, 127])
def test_all_leaves_of_a_set_can_be_opened(size: int) -> None:
    file = told(size, 1_000)
    assert sorted(one.place for one in file.leaves) == list(range(size))
    assert all(proven(file))
    assert leaves.from_bytes(leaves.to_bytes(file)) == file


def test_a_seed_draws_every_place_alike_and_another_seed_others() -> None:
    counted = Counter(
        place for number in range(2_000) for place in leaves.draw(f"{number}", MATCH, 20, 4)
    )
    # 8,000 draws over 20 places: 400 each, six standard deviations are 110.
    assert set(counted) == set(range(20))
    assert all(290 < one < 510 for one in counted.values())
    assert leaves.draw("a", MATCH, 500, 9) == leaves.draw("a", MATCH, 500, 9)
    assert leaves.draw("a", MATCH, 500, 9) != leaves.draw("b", MATCH, 500, 9)


def test_an_altered_leaf_is_not_proven() -> None:
    file = told(30)
    first, *rest = file.leaves
    for changed in (
        {"item": "+212611111111"},
        {"salt": "00" * 32},
        {"salt": "no hex"},
        {"path": first.path[:-1]},
        {"path": ("00" * 32, *first.path[1:])},
        {"hash": "00" * 32, "item": "", "salt": ""},
    ):
        altered = msgspec.structs.replace(first, **changed)
        assert not proven(msgspec.structs.replace(file, leaves=(altered, *rest)))[0], changed


def test_a_withheld_leaf_is_told_by_its_hash_alone() -> None:
    place = leaves.to_open("dice", MATCH, 30, 5)[0]
    file = told(30, canary=place)
    (first, *_) = leaves.check(file, file.root)
    assert (first.proven, first.withheld, first.item, first.grounds) == (True, True, "", ())
    named = msgspec.structs.replace(file.leaves[0], item="+212611111111")
    lying = msgspec.structs.replace(file, leaves=(named, *file.leaves[1:]))
    assert not proven(lying)[0], "a hash says nothing of an item beside it"


@pytest.mark.parametrize("fewer", [29, 28, 24, 17, 16])
def test_who_names_fewer_leaves_than_there_are_cannot_open_all_of_them(fewer: int) -> None:
    """Every place of the smaller set is tried with every leaf there is, by its own path."""
    made = held(30)
    opened = [leaves.told(made.open(one), (), withheld=False) for one in range(30)]
    shell = told(30)
    unopenable = 0
    for place in range(fewer):
        tries = [msgspec.structs.replace(one, place=place) for one in opened]
        file = msgspec.structs.replace(shell, size=fewer, leaves=tuple(tries))
        unopenable += not any(leaves._checked(file, one).proven for one in tries)
    assert unopenable


def test_what_is_no_file_of_leaves_is_refused() -> None:
    file = told(30)
    for data in (b"", b"{}", b"\xff", leaves.to_bytes(file).replace(FORMAT.encode(), b"x")):
        with pytest.raises(Invalid) as caught:
            leaves.from_bytes(data)
        assert caught.value.code == "leaves_malformed"
    for wish, code in (
        (("", MATCH, 30, 5), "leaves_seed"),
        (("x" * 201, MATCH, 30, 5), "leaves_seed"),
        (("dice", MATCH, 30, 1_001), "leaves_sample"),
        (("dice", MATCH, 30, -1), "leaves_sample"),
    ):
        with pytest.raises(Invalid) as caught:
            leaves.draw(*wish)
        assert caught.value.code == code
    with pytest.raises(Invalid) as caught:
        leaves.check(file, "ab" * 32)
    assert caught.value.code == "leaves_other_root"
    chosen = msgspec.structs.replace(file, leaves=file.leaves[::-1])
    with pytest.raises(Invalid) as caught:
        leaves.check(chosen, file.root)
    assert caught.value.code == "leaves_places"
