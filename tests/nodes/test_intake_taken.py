"""What comes in from outside at a real node: once for the same bytes, once for the same origin."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.taken import STORY, Taking, code, yes

from tansiq.extract.sandbox import Sandbox
from tansiq.node import intakes
from tansiq.node.compose import Node
from tansiq.node.drafting import Origin
from tansiq.node.intakes import Taken
from tansiq.terms.intake import DraftState, Kind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("taken")) as made:
        made.rabat.officer("analyst", "intelligence_analyst")
        made.rabat.decide(
            "officer", "propose", "assign", made.rabat.id_of("analyst"), "--file", "home"
        )
        yield made


@pytest.fixture(scope="module")
def rabat(both: Joint) -> Taking:
    return Taking(both.rabat)


def test_the_same_bytes_are_taken_in_once(rabat: Taking) -> None:
    """Requirement 1.1: nothing twice; whoever brings them again is told which draft it is."""
    words = "The same page. " + STORY
    first = rabat.take(words, "page.txt")
    again = rabat.take(words, "another-name.txt", who="case")
    assert (first.fresh, again.fresh) == (True, False)
    assert (again.draft, again.number) == (first.draft, first.number)
    name, kind, data = rabat.original(first.draft)
    assert (name, kind, data) == ("page.txt", "text/plain", words.encode())
    assert code(rabat.take, b"") == "draft_empty"


def test_files_taken_in_together_are_each_kept_once(rabat: Taking) -> None:
    """Requirement 1.1: several officers at once; numbers differ, the same bytes stand once."""
    pages = [f"Together {number}. Nothing is told here." for number in (1, 2, 3, 3)]
    reader = rabat.reader()
    with Node.open(rabat.lone.node) as node:

        def one(text: str) -> Taken:
            with Sandbox() as sandbox:
                given = ("together.txt", text.encode())
                return intakes.take(node, reader, given, Origin(), sandbox)

        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(one, pages))
    assert len({one.number for one in taken}) == len({one.draft for one in taken}) == 3
    assert sum(one.fresh for one in taken) == 3


def test_a_rumour_of_two_outlets_counts_once(rabat: Taking) -> None:
    """Requirement 1.5 and 3.1: one origin, however many repeat it."""
    rumour = (
        "A shop keeper said that Nadia Feltrin was seen with two men near the old bridge of "
        "Quellin, and that they bought maps of the harbour and paid in cash at noon."
    )
    first = rabat.take(f"{rumour} Reported by the Morning Post.", "post.txt", who="analyst")
    second = rabat.take(f"{rumour} Copied by the Evening Echo.", "echo.txt")
    seen = rabat.draft(second.draft)
    assert seen.head.origin == first.number
    assert [one.number for one in seen.origins] == [first.number]
    group = next(one for one in rabat.sources().origins if one.first.id == first.draft)
    assert [one.id for one in group.drafts] == [first.draft, second.draft]
    filed = rabat.judge(first.draft, yes(rabat.number(first.draft, Kind.PERSON)))
    entity = rabat.draft(first.draft).proposals[0].entity
    person = rabat.number(second.draft, Kind.PERSON)
    copied = rabat.judge(second.draft, yes(person, entity=entity))
    look = {"who": "liaison", "reason": "look"}
    (source,) = rabat.lone.ask("case", "source", CASE, copied.document, **look)["documents"]
    assert source["fact"]["record"]["repeats"] == filed.document
    file = rabat.lone.ask("entity", "show", CASE, entity, **look)
    names = next(one for one in file["properties"] if one["name"] == "name")
    assert [one["origins"] for one in names["claims"]] == [1, 1]


def test_two_origins_with_other_figures_contradict_each_other(rabat: Taking) -> None:
    """Requirement 3.2: two figures for one event stand beside each other."""
    first = rabat.take(
        "Five men were arrested in the town of Brackwater on 2 April 2026 after a search there.",
        "five.txt",
    )
    second = rabat.take(
        "In the town of Brackwater the mayor told us: eight men were arrested on 2 April 2026.",
        "eight.txt",
    )
    (beside,) = rabat.draft(second.draft).beside
    assert (beside.draft.id, beside.clash.kind.value) == (first.draft, "figures")
    arrest = rabat.number(second.draft, Kind.ARREST)
    seen = rabat.draft(second.draft)
    assert seen.proposals[arrest - 1].beside
    assert arrest not in seen.uncontradicted
    pairs = {(one.id, other.id) for one, other, _ in rabat.sources().contradictions}
    assert (second.draft, first.draft) in pairs
    rabat.set_aside(second.draft, "the mayor withdrew it")
    assert rabat.draft(first.draft).beside == ()
    assert rabat.draft(second.draft).head.set_aside == "the mayor withdrew it"
    assert code(rabat.judge, second.draft, yes(arrest)) == "draft_set_aside"
    assert [one.id for one in rabat.drafts(DraftState.SET_ASIDE)] == [second.draft]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("broken.pdf", b"%PDF-1.7\n\xff\xfe broken"),
        ("broken.docx", b"PK\x03\x04 no archive"),
        ("noise.bin", bytes(range(256)) * 4),
        ("../../etc/passwd\u202egnp.exe", b"MZ\x90\x00 no programme"),
    ],
    ids=["pdf", "docx", "noise", "name"],
)
def test_a_hostile_file_is_a_draft_with_a_named_outcome(
    rabat: Taking, name: str, data: bytes
) -> None:
    """Requirement 8.1: files in = read + failed + set aside; the original is kept all the same."""
    taken = rabat.take(data, name)
    seen = rabat.draft(taken.draft)
    assert seen.head.outcome in {"failed", "unsupported"}
    assert seen.head.trouble
    assert seen.proposals == ()
    kept, _, same = rabat.original(taken.draft)
    assert same == data
    assert "/" not in kept
    assert "\u202e" not in kept
    rabat.set_aside(taken.draft, "not readable")
