import json

import pytest

from tansiq.ledger import dsse
from tansiq.terms.errors import Damaged


def test_pae_is_the_one_of_the_standard() -> None:
    """DSSE protocol 1.0.2, "Test Vectors"."""
    signed = dsse.pae("http://example.com/HelloWorld", b"hello world")
    assert signed == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_pae_counts_bytes_of_the_type() -> None:
    assert dsse.pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


def test_an_envelope_gives_back_what_was_wrapped() -> None:
    envelope = dsse.wrap("text/plain", b"\x00\xff", [("k1", b"a" * 64), ("k2", b"b" * 64)])
    assert dsse.unwrap(envelope) == (
        "text/plain",
        b"\x00\xff",
        (("k1", b"a" * 64), ("k2", b"b" * 64)),
    )


def test_the_envelope_is_one_line_with_sorted_keys() -> None:
    envelope = dsse.wrap("t", b"x", [("k", b"s")])
    written = json.dumps(json.loads(envelope), sort_keys=True, separators=(",", ":"))
    assert envelope.decode() == written


ENVELOPE = dsse.wrap("text/plain", b"hello", [("k", b"s" * 64)])


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"{}",
        b"[]",
        ENVELOPE + b"\n",
        b" " + ENVELOPE,
        ENVELOPE.replace(b":", b": ", 1),
        ENVELOPE.replace(b'"payload":', b'"payload":"","payload":', 1),
        ENVELOPE.replace(b'"payloadType"', b'"extra":1,"payloadType"'),
        ENVELOPE.replace(b"text/plain", b"text\\/plain"),
        ENVELOPE.replace(b"aGVsbG8=", b"aGVsbG9="),
        ENVELOPE.replace(b"aGVsbG8=", b"aGVsbG8"),
        ENVELOPE.replace(b"aGVsbG8=", b"aGVs bG8="),
        dsse.wrap("text/plain", b"hello", []),
        ENVELOPE[:-5],
        b"\xff" + ENVELOPE,
        ENVELOPE.replace(b"text", b"te\xfft"),
        dsse.wrap("t", b"x" * (1 << 20), [("k", b"s")]),
    ],
)
def test_a_second_spelling_is_refused(other: bytes) -> None:
    with pytest.raises(Damaged):
        dsse.unwrap(other)
