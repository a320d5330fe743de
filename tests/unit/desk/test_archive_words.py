"""How words are compared in a search: case, accents, vowel marks and digit shapes do not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.desk.wording import fold, pattern


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
        ("ٱلرَّحْمٰن", "الرحمن"),
        ("إلى آخر", "الي اخر"),
        ("کریم", "كريم"),
        ("مح\u200dمد", "محمد"),
    ],
)
def test_what_reads_alike_folds_alike(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@given(st.text(max_size=40), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    """Folding both sides by themselves loses no match, and no letter becomes a wild card."""
    start = data.draw(st.integers(0, len(text)))
    kept = fold(text[start:])
    assert fold(text).endswith(kept)
    assert len(pattern(kept)) == 2 + len(kept) + sum(kept.count(one) for one in "%_\\")
