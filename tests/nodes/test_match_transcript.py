"""2.1: whatever a partner stored and received of a match says nothing of what is not common."""

import base64
import hashlib
import random
from collections.abc import Callable, Iterator

import pytest
from tests.nodes import guessing
from tests.nodes.joint import joint
from tests.nodes.transcript import PLAN, Story, guessed, number, told

from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.subjects import queries
from tansiq.subjects.rows import hashed, multiplied
from tansiq.subjects.tags import tag

pytestmark = pytest.mark.slow

SIZE, COMMON, MORE = 2_000, 40, 3_000


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with joint(tmp_path_factory.mktemp("transcript")) as both:
        yield told(both, SIZE, COMMON)


@pytest.mark.parametrize("holder", ["rabat", "madrid"])
def test_nothing_a_partner_holds_betrays_a_number_that_is_not_common(
    story: Story, holder: str
) -> None:
    """2.1: searched for in every spelling, digest, salted digest, point and tag; nothing is found.

    The guesses are the numbers that must stay hidden and thousands of others of the plan. That the
    holder's own and the common ones are found shows that the search sees what is there.
    """
    hidden = story.others(holder)
    assert len(hidden) == SIZE - COMMON
    own = story.lists[holder]
    plan = {number(one) for one in random.Random(9).sample(range(PLAN), MORE)}
    hits = guessed(story, holder, sorted(hidden | own | plan), salted=hidden)
    assert own <= set(hits), "its own list is found in what it holds"
    assert story.common <= set(hits)
    assert set(hits) - own == set(), "and no number that it does not have itself"
    assert {one.identifier for one in story.seen(holder).hits} == story.common


def as_text(story: Story, one: str) -> bytes:
    return f"subscriber {one[4:]}".encode().replace(b"661", b"0661", 1)


def as_hexadecimal(story: Story, one: str) -> bytes:
    return hashlib.sha256(one.encode()).hexdigest().encode()


def as_base64(story: Story, one: str) -> bytes:
    return base64.b64encode(b"x" + hashlib.md5(one[1:].encode()).digest()).rstrip(b"=")


def as_salted(story: Story, one: str) -> bytes:
    return hashlib.blake2b(story.salts("madrid")[1] + one.encode()).digest()[:10]


def as_point(story: Story, one: str) -> bytes:
    return hashed(story.protocol("madrid").terms[0], [one])


def as_tag_of_the_holder(story: Story, one: str) -> bytes:
    terms = story.protocol("madrid").terms[0]
    with Node.open(story.side("madrid").lone.node) as node:
        with node.store.reading() as tx:
            epoch = queries.epoch(tx, "rabat", "phone")
        assert epoch is not None
        return tag(multiplied(match_secrets.key_of(node, epoch), hashed(terms, [one])))


@pytest.mark.parametrize(
    "trace", [as_text, as_hexadecimal, as_base64, as_salted, as_point, as_tag_of_the_holder]
)
def test_one_trace_that_is_planted_is_found_by_the_same_search(
    story: Story, trace: Callable[[Story, str], bytes]
) -> None:
    """The control: what is hidden in a file or in a row of a table is found, and nothing else."""
    hidden = sorted(story.others("madrid"))
    first, second = hidden[3], hidden[-5]
    side = story.side("madrid").lone
    noise = random.Random(1).randbytes(1_001)
    file = side.node / "planted"
    file.write_bytes(noise + trace(story, first) + noise)
    with Node.open(side.node) as node, node.store.transaction() as tx:
        tx.run("CREATE TABLE planted (data bytea)")
        tx.run("INSERT INTO planted VALUES (%s)", (noise + trace(story, second) + noise,))
    try:
        guesses = [*hidden[:20], second]
        hits = guessed(story, "madrid", guesses, salted=guesses)
    finally:
        file.unlink()
        with Node.open(side.node) as node, node.store.transaction() as tx:
            tx.run("DROP TABLE planted")
    assert set(hits) == {first, second}
    assert f"file {file}" in hits[first] or "decoded" in hits[first]
    assert any("planted" in one or one == "decoded" for one in hits[second])


def test_the_search_sees_spellings_in_any_place_and_no_middle_of_longer_numbers() -> None:
    one = "+212661000123"
    parts = {
        "national": b"x 0661000123.", "arabic": "رقم ٠٦٦١٠٠٠١٢٣".encode(),
        "wide": "0661000123".encode("utf-16-le"), "spaced": b"(06 61 00 01 23)",
        "number": b"\x01" + (212661000123).to_bytes(8, "little"), "longer": b"90661000123",
        "other": b"+212661000124",
    }  # fmt: skip
    found = guessing.found(parts, lambda: guessing.texts([one]))
    assert found == {one: set(parts) - {"longer", "other"}}
