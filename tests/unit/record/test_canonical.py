from enum import StrEnum
from pathlib import Path

import pytest

from tansiq.record import canonical
from tansiq.terms.errors import Invalid


class Colour(StrEnum):
    RED = "red"


def nested(depth: int) -> object:
    box: object = "inside"
    for _ in range(depth):
        box = [box]
    return box


def code_of(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        canonical.decode(data)
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "canonical_malformed"),
        (b"{", "canonical_malformed"),
        (b"NaN", "canonical_malformed"),
        (b"Infinity", "canonical_malformed"),
        (b"\xef\xbb\xbf{}", "canonical_malformed"),
        (b'"\xff"', "canonical_malformed"),
        (b'"\xed\xa0\x80"', "canonical_malformed"),
        (b'"\\ud800"', "canonical_malformed"),
        (b'"\\udc00\\ud800"', "canonical_malformed"),
        (b"1" * 5000, "canonical_integer"),
        (b"1.0", "canonical_float"),
        (b"1e2", "canonical_float"),
        (b"[0.5]", "canonical_float"),
        (b"-0", "canonical_spelling"),
        (b" {}", "canonical_spelling"),
        (b'{"a": 1}', "canonical_spelling"),
        (b'{"b":1,"a":2}', "canonical_spelling"),
        (b'{"a":1,"a":1}', "canonical_spelling"),
        (b'"\\u0041"', "canonical_spelling"),
        (b'"\\/"', "canonical_spelling"),
        (b'"\\u001F"', "canonical_spelling"),
        (b'"\\u00e9"', "canonical_spelling"),
        (b"9007199254740992", "canonical_integer"),
        (b'{"a":[-9007199254740992]}', "canonical_integer"),
        (b"18446744073709551616", "canonical_integer"),
        (b'{"A":1}', "canonical_key"),
        (b'{"":1}', "canonical_key"),
        (b'{"a b":1}', "canonical_key"),
        (b'{"a":{"\xc3\xa9":1}}', "canonical_key"),
        (b'"e\xcc\x81"', "canonical_normal_form"),
        (b'["\\u0000"]', "canonical_nul"),
        (b"[" * 33 + b"]" * 33, "canonical_depth"),
        (b"[" * 20000 + b"]" * 20000, "canonical_depth"),
    ],
)
def test_any_other_spelling_is_refused(data: bytes, code: str) -> None:
    """DESIGN 3: whatever does not re-serialise to the same bytes is refused."""
    assert code_of(data) == code


@pytest.mark.parametrize(
    "data",
    [
        b"null",
        b"9007199254740991",
        b"-9007199254740991",
        b'{"a":"\\b\\t\\n\\f\\r\\u001f\\"\\\\","a_1":[]}',
        b'{"a":"\xc3\xa9 \xd9\x85 \xf0\x9f\x98\x80 \x7f \xe2\x80\xa8"}',
        b'"\\n\xcc\x81"',
        b'"\\\\u0000"',
        b'"1e5, 1.5, 12345678901234567890"',
        b"[" * 32 + b"]" * 32,
    ],
)
def test_the_profile_is_accepted_and_written_back(data: bytes) -> None:
    assert canonical.encode(canonical.decode(data)) == data


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "canonical_float"),
        (float("nan"), "canonical_float"),
        ({"a": [float("inf")]}, "canonical_float"),
        (2**53, "canonical_integer"),
        ({"a": -(2**53)}, "canonical_integer"),
        ({"Key": 1}, "canonical_key"),
        ({1: 1}, "canonical_key"),
        ({"\ud800": 1}, "canonical_key"),
        ("\ud800", "canonical_surrogate"),
        ({"a": "x\udfff"}, "canonical_surrogate"),
        ("e\u0301", "canonical_normal_form"),
        ("\0", "canonical_nul"),
        (b"bytes", "canonical_type"),
        ({1, 2}, "canonical_type"),
        (object(), "canonical_type"),
        (nested(33), "canonical_depth"),
    ],
)
def test_what_lies_outside_the_profile_is_never_written(value: object, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        canonical.encode(value)
    assert caught.value.code == code


def test_a_word_of_a_list_is_written_as_its_text_and_a_tuple_as_a_list() -> None:
    assert (
        canonical.encode({"c": Colour.RED, "t": (1, True, None)})
        == b'{"c":"red","t":[1,true,null]}'
    )


def test_foreign_keys_are_accepted_only_where_they_are_named() -> None:
    """in-toto brings `_type` and `predicateType`; nothing else slips in beside them."""
    data = b'{"_type":"x","predicateType":"y"}'
    assert canonical.decode(data, frozenset({"predicateType"})) == {
        "_type": "x",
        "predicateType": "y",
    }
    assert code_of(data) == "canonical_key"
    with pytest.raises(Invalid):
        canonical.decode(b'{"payloadType":1}', frozenset({"predicateType"}))


def test_a_partners_inventions_do_not_fill_memory() -> None:
    for at in range(6000):
        canonical.decode(b'{"invented_%d":1}' % at)
    assert len(canonical._known_keys) <= 4096
    assert canonical.decode(b'{"invented_5999":1}') == {"invented_5999": 1}


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_the_published_vectors_of_rfc_8785(shared_data: Path, name: str) -> None:
    """Only `arrays` lies inside our narrower profile; the others are refused, never misread."""
    folder = shared_data / "vectors" / "jcs" / "testdata"
    output = (folder / "output" / f"{name}.json").read_bytes()
    assert output == bytes.fromhex("".join((folder / "outhex" / f"{name}.txt").read_text().split()))
    if name == "arrays":
        assert canonical.encode(canonical.decode(output)) == output
    else:
        assert code_of(output) in {"canonical_key", "canonical_float", "canonical_spelling"}
    assert code_of((folder / "input" / f"{name}.json").read_bytes()).startswith("canonical_")
