"""Our canonical bytes before the rfc8785 package and the published JCS examples."""

import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.record import canonical
from tansiq.terms.errors import Invalid
from tansiq.terms.text import is_nfc

pytestmark = pytest.mark.conformance

KEYS = st.from_regex(r"[a-z0-9_]{1,12}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(is_nfc)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(value=VALUES)
def test_what_our_profile_admits_is_written_as_rfc_8785_writes_it(value: object) -> None:
    ours = canonical.encode(value)
    assert ours == rfc8785.dumps(value)  # type: ignore[arg-type]
    assert canonical.decode(ours) == value


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_the_published_examples_are_written_the_same_or_refused(
    shared_data: Path, name: str
) -> None:
    """Only `arrays` lies inside our profile: the others hold floats, other keys or loose text."""
    folder = shared_data / "vectors/jcs/testdata"
    wanted = (folder / "output" / f"{name}.json").read_bytes()
    if name == "arrays":
        assert canonical.decode(wanted) == json.loads(wanted)
        assert canonical.encode(json.loads((folder / "input/arrays.json").read_text())) == wanted
        return
    with pytest.raises(Invalid):
        canonical.decode(wanted)
