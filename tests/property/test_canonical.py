"""Canonical bytes against an oracle that walks slowly and shares no code with the product."""

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.record import canonical
from tansiq.terms.errors import Invalid

rfc8785 = pytest.importorskip("rfc8785", reason="the conformance group brings rfc8785")

KEY = re.compile(r"[a-z0-9_]+")
MAX_DEPTH = 32


class OutsideError(Exception):
    """The oracle refuses."""


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise OutsideError
    return dict(pairs)


def _no_float(_text: str) -> None:
    raise OutsideError


def _in_profile(value: object, depth: int = 0) -> bool:
    match value:
        case None | bool():
            return True
        case int():
            return abs(value) < 2**53
        case str():
            whole = not any("\ud800" <= c <= "\udfff" or c == "\0" for c in value)
            return whole and unicodedata.normalize("NFC", value) == value
        case list():
            return depth < MAX_DEPTH and all(_in_profile(v, depth + 1) for v in value)
        case dict():
            keys = all(KEY.fullmatch(key) for key in value)
            return (
                keys
                and depth < MAX_DEPTH
                and all(_in_profile(v, depth + 1) for v in value.values())
            )
    return False


def oracle(data: bytes) -> object:
    """Read with the standard library, walk, write with another's RFC 8785 and compare."""
    try:
        text = data.decode("utf-8", "strict")
        value = json.loads(
            text, object_pairs_hook=_no_twins, parse_float=_no_float, parse_constant=_no_float
        )
    except (ValueError, RecursionError):
        raise OutsideError from None
    if not _in_profile(value) or rfc8785.dumps(value) != data:
        raise OutsideError
    return value


# Text that likes to be wrong: combining marks after letters and after escapes, controls,
# directions, surrogates' neighbours, quotes and backslashes.
spicy = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            'nrtbfu"\\/:,{}[]0129.eE \n\t\r\b\f\x1f\x7f\u0301\u0327\u0338\u202e\u200b\ufeff'
            "éñملحق😀\u1100\u1161"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)
nfc = spicy.map(lambda text: unicodedata.normalize("NFC", text.replace("\0", "")))
keys = st.text(alphabet="abcxyz019_", min_size=1, max_size=8)
whole = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | whole | nfc,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)
wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | spicy,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(spicy, inner, max_size=4),
    max_leaves=12,
)


def agree(data: bytes) -> None:
    try:
        expected = oracle(data)
    except OutsideError:
        with pytest.raises(Invalid):
            canonical.decode(data)
        return
    assert canonical.decode(data) == expected


@given(values)
def test_our_bytes_are_those_of_another_rfc_8785(value: object) -> None:
    data = canonical.encode(value)
    assert data == rfc8785.dumps(value)
    assert canonical.decode(data) == value
    assert oracle(data) == value


@given(wild)
def test_encode_writes_exactly_what_lies_in_the_profile(value: object) -> None:
    if _in_profile(value):
        assert canonical.decode(canonical.encode(value)) == value
    else:
        with pytest.raises(Invalid):
            canonical.encode(value)


@given(wild, st.booleans(), st.booleans())
def test_decode_agrees_with_the_oracle_on_json_from_elsewhere(
    value: object, sort: bool, raw: bool
) -> None:
    text = json.dumps(value, sort_keys=sort, separators=(",", ":"), ensure_ascii=not raw)
    agree(text.encode())


@settings(max_examples=300)
@given(values, st.data())
def test_decode_agrees_with_the_oracle_on_damaged_bytes(value: object, draw: st.DataObject) -> None:
    """1.7: one altered byte is rejected or is another value, on every reader alike."""
    data = bytearray(canonical.encode(value))
    at = draw.draw(st.integers(min_value=0, max_value=len(data) - 1))
    match draw.draw(st.sampled_from(["flip", "insert", "drop", "twice"])):
        case "flip":
            data[at] ^= 1 << draw.draw(st.integers(min_value=0, max_value=7))
        case "insert":
            data[at:at] = draw.draw(
                st.sampled_from(
                    [
                        b" ",
                        b"0",
                        b"\\",
                        b'"',
                        b"\xcc\x81",
                        b"\\u0000",
                        b"\\ud800",
                        b"\xed\xa0\x80",
                        b",",
                        b"-",
                        b".0",
                        b"9" * 16,
                    ]
                )
            )
        case "drop":
            del data[at]
        case "twice":
            data[at:at] = data[: at + 1]
    agree(bytes(data))


@given(spicy)
def test_the_quick_look_at_text_never_misses(text: str) -> None:
    """Looking at the whole document at once finds every string outside the profile."""
    data = json.dumps({"a": ["x", text, "y"]}, ensure_ascii=False, separators=(",", ":")).encode()
    bad = "\0" in text or unicodedata.normalize("NFC", text) != text
    assert canonical.suspect(data) or not bad


@given(st.binary(max_size=40))
def test_arbitrary_bytes_are_read_alike_or_refused(data: bytes) -> None:
    agree(data)


@given(st.integers(min_value=1, max_value=70), st.booleans())
def test_depth_is_judged_alike_on_every_node(depth: int, lists: bool) -> None:
    agree(b"[" * depth + b"]" * depth if lists else b'{"a":' * depth + b"1" + b"}" * depth)
