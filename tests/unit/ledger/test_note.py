import base64

import pytest

from tansiq.ledger import note, sign
from tansiq.ledger.note import Note, Signature, Verifier
from tansiq.terms.errors import Damaged, Invalid

SEED = b"\x11" * 32
PUBLIC = sign.public_key(SEED)
NAME = "rabat/desk:madrid~rabat/g1/e1"
TEXT = "first line\n\nthird line after an empty one\n"
SIGNED = note.compose(TEXT, (note.sign_text(TEXT, NAME, SEED, PUBLIC),))
VERIFIER = Verifier(NAME, PUBLIC)


def test_the_example_of_the_specification_verifies() -> None:
    """C2SP signed-note, section "Example"."""
    verifier = note.parse_vkey(
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    )
    text = (
        "This is an example message.\n\n— example.com/foo "
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    opened, names = note.open_note(text, (verifier,))
    assert opened.text == "This is an example message.\n"
    assert names == ("example.com/foo",)
    with pytest.raises(Damaged):
        note.open_note(text.replace("example message", "exemple message"), (verifier,))


def test_a_note_is_read_back_as_it_was_written() -> None:
    opened, names = note.open_note(SIGNED.encode(), (VERIFIER,))
    assert (opened.text, names) == (TEXT, (NAME,))
    assert note.compose(opened.text, opened.signatures) == SIGNED
    assert note.parse_vkey(VERIFIER.vkey()) == VERIFIER


def test_a_signature_of_an_unknown_key_is_ignored_even_when_damaged() -> None:
    """Names or ids shared with a known key, but not both, are unknown too."""
    strangers = (
        Signature("someone.else", b"abcd", b"x" * 64),
        Signature(NAME, b"abcd", b"x" * 64),
        Signature("someone.else", VERIFIER.key_id, b"x" * 64),
    )
    for stranger in strangers:
        _, names = note.open_note(SIGNED + stranger.line(), (VERIFIER,))
        assert names == (NAME,)


def test_a_failing_signature_of_a_known_key_voids_the_note() -> None:
    forged = Signature(NAME, VERIFIER.key_id, b"x" * 64)
    with pytest.raises(Damaged) as refused:
        note.open_note(SIGNED + forged.line(), (VERIFIER,))
    assert refused.value.code == "note_signature"


def test_a_note_without_a_known_signature_is_refused() -> None:
    with pytest.raises(Damaged):
        note.open_note(SIGNED, (Verifier("someone.else", PUBLIC),))
    with pytest.raises(Damaged):
        note.open_note(SIGNED, ())


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "text only\n",
        "text\n\n",
        "text\n\n— name",
        "text\n\n— name AAAAAAAA",
        SIGNED.removesuffix("\n"),
        SIGNED + "not a signature\n",
        SIGNED.replace("— ", "- "),
        SIGNED.replace("— ", "—  "),
        SIGNED + "— a+b AAAAAAAA\n",
        SIGNED + "— name AAAAAA==\n",
        SIGNED + "— name A*AAAAAA\n",
        SIGNED + "— name AAAA AAAA\n",
        SIGNED + "— name\u2003 AAAAAAAA\n",
        SIGNED.replace("first", "fi\trst"),
        SIGNED.replace("first", "fi\rrst"),
        SIGNED.replace("first", "\0"),
        SIGNED.replace("first", "\ud800"),
        SIGNED.encode().replace(b"first", b"\xff"),
        SIGNED + "— n AAAAAAAA\n" * 100,
        "x" * 1_000_001,
    ],
)
def test_a_note_that_breaks_the_format_is_refused(broken: str | bytes) -> None:
    with pytest.raises(Invalid):
        note.parse(broken)


def test_sixteen_and_more_signatures_are_accepted() -> None:
    many = SIGNED + "".join(Signature(f"w{n}", b"abcd", b"x" * 72).line() for n in range(60))
    assert len(note.parse(many).signatures) == 61


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+530d903a",
        "name+530d903a+",
        VERIFIER.vkey().replace("+", "-"),
        VERIFIER.vkey()[:-4],
        VERIFIER.vkey() + "=",
        VERIFIER.vkey().replace("rabat", "agadir"),
        "has space+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        Verifier("short", PUBLIC[:31]).vkey(),
        "n+00000000+" + base64.b64encode(b"").decode(),
    ],
)
def test_a_changed_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(Invalid):
        note.parse_vkey(vkey)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\x1fb"])
def test_a_key_name_holds_no_space_control_or_plus(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        note.sign_text(TEXT, name, SEED, PUBLIC)
    assert refused.value.code == "key_name"


def test_a_text_without_its_last_newline_is_not_signed() -> None:
    with pytest.raises(Invalid):
        note.compose("no newline", ())


def test_signatures_are_found_by_name_and_key_id() -> None:
    parsed: Note = note.parse(SIGNED)
    assert len(parsed.by(VERIFIER)) == 1
    assert parsed.by(Verifier(NAME, sign.public_key(b"\x12" * 32))) == ()
