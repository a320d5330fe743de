"""Words inside JSON: what is found in the meant text cuts out its own characters of the file."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tansiq.intake.fields import draft_fields, unescaped
from tansiq.intake.values import About, Words

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
STORIES = st.lists(
    st.sampled_from(
        ("Two men were arrested in Oslo.", "أوقفت الشرطة خمسة رجال.", "\n", '"', "\\", "\t", "😀",
         "é", "He used +44 20 7946 0123.", "Sept personnes ont été interpellées.")
    ),
    max_size=8,
).map(" ".join)  # fmt: skip


@given(TEXTS, st.booleans())
def test_the_meant_text_comes_back_with_its_places(text: str, escaped: bool) -> None:
    """Requirement 7.1: escapes of either kind lose no place."""
    raw = json.dumps(text, ensure_ascii=escaped)[1:-1]
    meant, places = unescaped(raw, 7)
    assert meant == text
    assert len(places) == len(meant) + 1
    assert places == sorted(places)
    for at, char in enumerate(meant):
        piece = raw[places[at] - 7 : places[at + 1] - 7]
        assert json.loads(f'"{piece}"') == char


@given(STORIES, st.booleans())
def test_every_proposal_cuts_its_own_words(text: str, escaped: bool) -> None:
    """Requirement 7.1: spans stand in the file's own text."""
    file = json.dumps({"content": text}, ensure_ascii=escaped)
    start = file.index(": ") + 3
    made = draft_fields(file, About("2026-03-16"), (), (Words((start, len(file) - 2)),))
    for one in made.proposals:
        assert file[slice(*one.span)] == one.value
        assert start <= one.span[0] < one.span[1] <= len(file) - 2
