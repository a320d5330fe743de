import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from tests.unit.ledger.sealing import (
    CLASS,
    CLASS_KEY,
    ORIGIN,
    PUBLIC,
    TEXT,
    TIME,
    payload_of,
    resign,
    seal,
)

from tansiq.ledger import dsse, entry, sign
from tansiq.terms.errors import Damaged, Invalid, TansiqError
from tansiq.terms.ids import EntryRef


def test_an_entry_opens_to_what_was_sealed() -> None:
    sealed = seal()
    parsed = entry.parse_entry(sealed.entry)
    entry.check_signature(parsed, PUBLIC)
    assert entry.open_entry(parsed, sealed.body, CLASS_KEY) == TEXT
    header = parsed.header
    assert (header.origin, header.seq, header.kind, header.time) == (
        ORIGIN,
        7,
        "report_released",
        TIME,
    )
    assert header.after == (EntryRef(ORIGIN, 6, "ab" * 32),)
    assert (header.class_id, header.size) == (CLASS, len(sealed.body))
    assert header.extra == {"plan": "9f", "choice": "go"}
    assert parsed == sealed.parsed
    assert parsed.leaf == sealed.leaf == sha256(b"\x00" + sealed.entry).digest()
    assert parsed.key_id == sign.key_id(PUBLIC)


def test_the_payload_is_an_in_toto_statement_over_the_body_file() -> None:
    sealed = seal()
    statement = json.loads(payload_of(sealed))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://tansiq.dev/entry/v1"
    digest = sha256(sealed.body).hexdigest()
    assert statement["subject"] == [{"name": "body", "digest": {"sha256": digest}}]
    assert set(statement["predicate"]) == {
        "after", "class", "extra", "kc", "kind", "origin", "seq", "size", "time", "wrap",
    }  # fmt: skip


def test_no_word_of_the_body_stands_in_the_entry() -> None:
    sealed = seal(plaintext=b"Mohammed Example")
    assert b"Mohammed" not in payload_of(sealed)
    assert b"Mohammed" not in sealed.body


def test_an_entry_without_body_has_no_key_and_the_digest_of_nothing() -> None:
    sealed = seal(plaintext=None, class_id="", class_key=None)
    parsed = entry.parse_entry(sealed.entry)
    entry.check_body(parsed, b"")
    assert (sealed.body, parsed.header.wrap, parsed.header.kc, parsed.header.size) == (
        b"", "", "", 0,
    )  # fmt: skip
    with pytest.raises(Invalid, match="no body"):
        entry.open_entry(parsed, b"", CLASS_KEY)


def test_bodies_of_near_lengths_have_one_length() -> None:
    lengths = {len(seal(plaintext=b"x" * n).body) for n in range(1, 256)}
    assert len(lengths) == 1


@pytest.mark.parametrize("text", [b"", b"\x80", b"\x00" * 300, b"x" * 255, b"x" * 256, b"\x80\x00"])
def test_padding_is_taken_off_exactly(text: bytes) -> None:
    sealed = seal(plaintext=text)
    assert entry.open_entry(entry.parse_entry(sealed.entry), sealed.body, CLASS_KEY) == text


def test_extra_signatures_are_refused() -> None:
    sealed = seal()
    _, payload, signatures = dsse.unwrap(sealed.entry)
    doubled = dsse.wrap("application/vnd.in-toto+json", payload, [*signatures, *signatures])
    with pytest.raises(Damaged) as caught:
        entry.parse_entry(doubled)
    assert caught.value.facts == {"part": "signatures"}


def test_another_payload_type_is_refused() -> None:
    with pytest.raises(Damaged) as caught:
        entry.parse_entry(resign(payload_of(seal()), "application/vnd.tansiq.root+json"))
    assert caught.value.facts == {"part": "payloadType"}


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p + b" ",
        lambda p: b"\n" + p,
        lambda p: p.replace(b'"seq":7', b'"seq":7,"seq":7'),
        lambda p: p.replace(b'"seq":7', b'"seq":07'),
        lambda p: p.replace(b'"seq":7', b'"seq":7.0'),
        lambda p: p.replace(b'"seq":7', b'"seq":7e0'),
        lambda p: p.replace(b'"seq":7', b'"seq": 7'),
        lambda p: p.replace(b'"seq":7', b'"seq":-7'),
        lambda p: p.replace(b'"seq":7', b'"seq":"7"'),
        lambda p: p.replace(b'"seq":7', b'"seq":9007199254740992'),
        lambda p: p.replace(b'"seq":7', b'"seq":99999999999999999999999'),
        lambda p: p.replace(b"report_released", b"report\\u005freleased"),
        lambda p: p.replace(b"report_released", b"Report_Released"),
        lambda p: p.replace(b"report_released", b"r" * 49),
        lambda p: p.replace(b"report_released", b""),
        lambda p: p.replace(b'"choice":"go"', b'"choice":1.5'),
        lambda p: p.replace(b'"choice":"go"', b'"Choice":"go"'),
        lambda p: p.replace(b'"choice":"go","plan":"9f"', b'"plan":"9f","choice":"go"'),
        lambda p: p.replace(b'"choice":"go"', b'"choice":"go","choice":"no"'),
        lambda p: p.replace(b'"choice":"go"', b'"choice":"\xed\xa0\x80"'),
        lambda p: p.replace(b'"choice":"go"', b'"choice":"\\ud800"'),
        lambda p: p.replace(b'"choice":"go"', b'"choice":"e\xcc\x81"'),
        lambda p: p.replace(b'"choice":"go"', b'"choice":9007199254740992'),
        lambda p: p.replace(b'"choice":"go"', b'"choice":' + b"[" * 40 + b"]" * 40),
        lambda p: p.replace(b"2026-11-23T12:00:00Z", b"2026-13-23T12:00:00Z"),
        lambda p: p.replace(b"2026-11-23T12:00:00Z", b"2026-11-23T12:00:00+00:00"),
        lambda p: p.replace(b"/g1/e1", b"/g01/e1"),
        lambda p: p.replace(b"desk:madrid~rabat", b"desk:rabat~madrid"),
        lambda p: p.replace(b'"name":"body"', b'"name":"other"'),
        lambda p: p.replace(b"/entry/v1", b"/entry/v2"),
        lambda p: p.replace(b"Statement/v1", b"Statement/v2"),
        lambda p: p.replace(b'"wrap":"', b'"unknown":1,"wrap":"'),
        lambda p: p.replace(b'"wrap":"', b'"wrap":"A'),
        lambda p: p.replace(b'"kc":"', b'"kc":"A'),
        lambda p: p.replace(b'"size":', b'"size":1'),
        lambda p: p.replace(CLASS.encode(), b""),
        lambda p: p.replace(b"ab" * 32, b"AB" * 32),
        lambda p: p.replace(b"ab" * 32, b"ab"),
        lambda p: p.replace(b"[{", b"[{},{"),
        lambda p: p[:-1],
        lambda _: b"null",
        lambda _: b"",
        lambda _: b"\xff\xfe",
        lambda _: b"[" * 20000,
    ],
)
def test_what_is_not_in_the_one_form_is_refused_even_when_signed(
    change: Callable[[bytes], bytes],
) -> None:
    payload = payload_of(seal())
    changed = change(payload)
    assert changed != payload
    with pytest.raises(Damaged):
        # a larger size is well formed; the body it promises is not there
        entry.check_body(entry.parse_entry(resign(changed)), seal().body)


def test_garbage_is_damaged_never_another_exception() -> None:
    for data in (b"", b"{", b"\x00" * 500, b'{"payload":"', b"[]" * 300, seal().entry[:-1]):
        with pytest.raises(Damaged) as caught:
            entry.parse_entry(data)
        assert caught.value.code.startswith("entry_")


def test_an_entry_is_at_most_65535_bytes() -> None:
    fill = {"note": "x" * 20_000, "more": "y" * 20_000}
    sealed = seal(extra=fill)
    assert len(sealed.entry) <= entry.MAX_ENTRY
    with pytest.raises(Invalid) as caught:
        seal(extra=fill | {"rest": "z" * 9_000})
    assert caught.value.code == "entry_too_large"
    with pytest.raises(Damaged) as refused:
        entry.parse_entry(sealed.entry + b" " * entry.MAX_ENTRY)
    assert refused.value.code == "entry_too_large"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "Report"},
        {"seq": -1},
        {"time": "now"},
        {"origin": "rabat"},
        {"class_id": "rc-1"},
        {"class_id": ""},
        {"extra": {"Bad": 1}},
        {"extra": {"f": 1.5}},
        {"class_key": None},
        {"after": (EntryRef(ORIGIN, 6, "xy"),)},
    ],
)
def test_what_readers_would_refuse_is_never_sealed(changes: dict[str, object]) -> None:
    with pytest.raises(TansiqError):
        seal(**changes)


def test_a_batch_is_judged_one_by_one_with_and_without_threads() -> None:
    good = [entry.parse_entry(seal(seq=n).entry) for n in range(9)]
    bad = entry.parse_entry(seal(log_seed=b"o" * 32).entry)
    batch = [*good[:4], bad, *good[4:]]
    expected = [True] * 4 + [False] + [True] * 5
    assert entry.check_batch(batch, PUBLIC) == expected
    with ThreadPoolExecutor(2) as threads:
        assert entry.check_batch(batch, PUBLIC, threads) == expected
    assert entry.check_batch([], PUBLIC) == []
