"""Groups of one origin and differing figures do not depend on the order of the files."""

from hypothesis import given
from hypothesis import strategies as st

from tansiq.intake.comparing import compare
from tansiq.intake.drafting import draft
from tansiq.intake.values import About, Draft

PLACES = ("Saltmere", "Greyhaven")
TEXTS = tuple(
    f"{many} men were arrested in {place} on {day} March 2026{by}.{more}"
    for many in ("Five", "Eight", "Six")
    for place in PLACES
    for day in (14, 15)
    for by in ("", ", according to the Merenian Press Agency", ", according to Radio Tera")
    for more in ("", " The boat was towed to the old quay before noon, and nobody was hurt there.")
)
DRAFTS = {text: draft(text, About("2026-03-16")) for text in TEXTS}
Group = frozenset[int]
Seen = tuple[frozenset[Group], frozenset[frozenset[tuple[Group, str]]]]


def seen(drafts: list[Draft], names: list[int]) -> Seen:
    """What a comparison says, by names that no order changes."""
    found = compare(drafts)
    of = {at: frozenset(names[one] for one in group) for group in found.origins for at in group}
    clashes = frozenset(
        frozenset(((of[one], clash.facts["one"]), (of[other], clash.facts["other"])))
        for one, other, clash in found.contradictions
    )
    return frozenset(of.values()), clashes


@given(st.lists(st.sampled_from(TEXTS), max_size=9).flatmap(
    lambda texts: st.tuples(st.just(texts), st.permutations(range(len(texts))))
))  # fmt: skip
def test_the_order_of_files_changes_nothing(drawn: tuple[list[str], list[int]]) -> None:
    """Requirement 7.4: groups and contradictions are of the texts, not of their order."""
    texts, order = drawn
    given_ = [DRAFTS[text] for text in texts]
    straight = seen(given_, list(range(len(texts))))
    assert seen([given_[at] for at in order], list(order)) == straight


@given(st.lists(st.sampled_from(TEXTS), max_size=9))
def test_every_file_is_in_one_group_and_clashes_have_two_figures(texts: list[str]) -> None:
    """Requirement 7.4: none is lost, and none contradicts itself."""
    drafts = [DRAFTS[text] for text in texts]
    found = compare(drafts)
    assert sorted(at for group in found.origins for at in group) == list(range(len(texts)))
    for one, other, clash in found.contradictions:
        assert one != other
        assert clash.facts["one"] != clash.facts["other"]
        assert drafts[one].text[slice(*clash.spans[0])]
        assert drafts[other].text[slice(*clash.spans[1])]
