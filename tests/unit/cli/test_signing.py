"""Nothing is signed unless a person says so after seeing what it is."""

import argparse
import io
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tansiq.cli.acting import KeyFileSigner, passphrase_from_file
from tansiq.cli.frame import Call
from tansiq.ledger.acts import create_officer_key
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.ids import new_officer_id
from tansiq.terms.languages import Language


class Screen(io.StringIO):
    """A terminal that somebody looks at."""

    def isatty(self) -> bool:
        return True


def signer(folder: Path, err: io.StringIO) -> KeyFileSigner:
    held = create_officer_key(folder / "a.key", new_officer_id(), None)
    call = Call(argparse.Namespace(yes=False), Language.EN, ExitStack(), err=err)
    return KeyFileSigner(held, call)


@pytest.mark.parametrize("typed", ["", "no\n", "\n", "report release\n"])
def test_only_a_yes_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """The end of the input, another word or the next line of a batch are no agreement."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    with pytest.raises(Refused) as caught:
        signer(tmp_path, Screen()).sign(())
    assert caught.value.code == "signing_declined"


@pytest.mark.parametrize("typed", ["yes\n", "Sí\n", "نعم\n", "oui\n"])
def test_a_yes_in_any_of_the_languages_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert signer(tmp_path, Screen()).sign(()) == ()


def test_nobody_looking_on_means_no_signature(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        signer(tmp_path, io.StringIO()).sign(())
    assert caught.value.code == "signing_unattended"


def test_a_passphrase_file_that_is_no_text_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "passphrase"
    wrong.write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("TANSIQ_PASSPHRASE_FILE", str(wrong))
    with pytest.raises(Invalid) as caught:
        passphrase_from_file()
    assert caught.value.code == "cli_file_text"
