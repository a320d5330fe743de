"""How words are compared in a search: case, accents, vowel marks and digit shapes do not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.desk.archive import _pattern, fold


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ramón", "ramon"),
        ("ÉTÉ", "ete"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("مدرسة", "مدرسه"),
        ("على", "علي"),
        ("الـــميناء", "الميناء"),
        ("٠١٢٣", "0123"),
    ],
)
def test_what_reads_alike_folds_alike(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@given(st.text(alphabet="aeiouyncéèñçüAÉÑÇزيوآأإاهةىيكتب019xzrg", min_size=1, max_size=12))
def test_the_database_passes_over_no_word_that_would_be_found(word: str) -> None:
    """The pattern is coarser than the word: each place is the letter itself or any letter."""
    folded = fold(word)
    pattern = _pattern(folded)
    kept = word.lower() if len(word.lower()) == len(folded) else None
    if kept is None:
        return
    inner = pattern[1:-1]
    assert len(inner) == len(kept)
    for mark, letter in zip(inner, kept, strict=True):
        assert mark in ("_", letter), (pattern, kept)
