"""Entries, slots and attachments under any content and any change."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.ledger import blob, dsse, entry, sign
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.slots import class_id_of
from tansiq.terms.errors import Conflict, Damaged
from tansiq.terms.ids import EntryRef, new_class_id
from tansiq.terms.text import is_nfc

SEED = b"s" * 32
PUBLIC = sign.public_key(SEED)
CLASS, KEY = new_class_id(), b"k" * 32
ORIGINS = st.sampled_from(["rabat/home/g1/e1", "rabat/desk:madrid~rabat/g2/e3", "a/case:x/g1/e1"])
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT.filter(is_nfc),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=8,
)
EXTRA = st.dictionaries(st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True), JSON, max_size=4)
REFS = st.lists(
    st.builds(
        EntryRef, ORIGINS, st.integers(0, 2**40), st.binary(min_size=32, max_size=32).map(bytes.hex)
    ),
    max_size=3,
)


@st.composite
def sealed(draw: st.DrawFn) -> tuple[entry.Sealed, bytes]:
    text = draw(st.binary(max_size=600))
    made = entry.seal_entry(
        origin=draw(ORIGINS),
        seq=draw(st.integers(0, 2**40)),
        kind=draw(st.from_regex(r"[a-z0-9_]{1,48}", fullmatch=True)),
        time="2026-11-23T12:00:00Z",
        after=draw(REFS),
        class_id=CLASS,
        class_key=KEY,
        plaintext=text,
        extra=draw(EXTRA),
        log_seed=SEED,
    )
    return made, text


@given(sealed())
@settings(max_examples=150, deadline=None)
def test_whatever_is_sealed_opens_to_itself(made: tuple[entry.Sealed, bytes]) -> None:
    one, text = made
    parsed = entry.parse_entry(one.entry)
    entry.check_signature(parsed, PUBLIC)
    assert entry.open_entry(parsed, one.body, KEY) == text
    payload_type, payload, signatures = dsse.unwrap(one.entry)
    assert dsse.wrap(payload_type, payload, list(signatures)) == one.entry


@given(sealed(), st.data())
@settings(max_examples=150, deadline=None)
def test_no_change_of_any_byte_is_accepted(
    made: tuple[entry.Sealed, bytes], data: st.DataObject
) -> None:
    """Requirement 1.7."""
    one, _ = made
    place = data.draw(st.integers(0, len(one.entry) - 1))
    changed = bytearray(one.entry)
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        entry.check_signature(entry.parse_entry(bytes(changed)), PUBLIC)
    except Damaged:
        return
    raise AssertionError(place)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_an_entry_or_damaged(data: bytes) -> None:
    try:
        entry.parse_entry(data)
    except Damaged as error:
        assert error.code.startswith("entry_")  # noqa: PT017 - the other outcome is fine too


@given(sealed(), st.binary(max_size=40), st.integers(0, 400))
@settings(max_examples=100, deadline=None)
def test_a_signed_payload_of_any_other_spelling_is_refused(
    made: tuple[entry.Sealed, bytes], extra: bytes, place: int
) -> None:
    """An author cannot give one statement two spellings, even with its own key."""
    _, payload, _ = dsse.unwrap(made[0].entry)
    other = payload[:place] + extra + payload[place:]
    if other == payload:
        return
    raw = sign.sign(SEED, dsse.pae("application/vnd.in-toto+json", other))
    signed = dsse.wrap("application/vnd.in-toto+json", other, [(sign.key_id(PUBLIC), raw)])
    try:
        parsed = entry.parse_entry(signed)
    except Damaged:
        return
    assert parsed.payload == other  # another statement then, with its own single spelling


@given(st.binary(max_size=2000))
@settings(max_examples=100, deadline=None)
def test_any_attachment_comes_back(data: bytes) -> None:
    one = blob.seal_blob(data)
    assert blob.open_blob(one.file, one.address, one.key) == data


STEPS = st.lists(st.tuples(st.sampled_from(["put", "erase", "reopen", "tear"]), st.integers(0, 7)))


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_a_key_store_never_forgets_an_erasure_and_never_loses_a_key(
    steps: list[tuple[str, int]],
) -> None:
    """Any order of writing, erasing, opening again and torn ends of the slot file."""
    ids = [class_id_of(bytes([n]) * 16) for n in range(8)]
    kept: dict[str, bytes] = {}
    gone: set[str] = set()
    with TemporaryDirectory() as folder:
        store = KeyStore.create(Path(folder) / "keys", "rabat")
        for what, which in steps:
            one = ids[which]
            if what == "put":
                key = kept.get(one, os.urandom(32))
                try:
                    store.put_classes([(one, key)])
                    kept[one] = key
                    assert one not in gone
                except Conflict:
                    assert one in gone
            elif what == "erase":
                store.erase_classes([one])
                gone.add(one)
                kept.pop(one, None)
            else:
                store.close()
                if what == "tear":
                    with (store.path / "classes.slots").open("ab") as file:
                        file.write(os.urandom(which * 9 + 1))
                store = KeyStore.open(store.path)
            assert store.class_keys() == kept
        assert set(store.erased_classes()) == gone
        store.close()
