"""Bundles for a stick before the `age` program of the distribution, in both directions."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tansiq.ledger import age
from tansiq.terms.errors import Damaged

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(shutil.which("age") is None, reason="no age: apt-get install age"),
]

CONTENT = b"what travels on a stick\n" * 10_000


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["age", *arguments], cwd=folder, capture_output=True, check=False)


def test_age_opens_what_we_sealed_and_refuses_it_changed(tmp_path: Path) -> None:
    identity = age.new_identity()
    sealed = age.seal(CONTENT, age.recipient_of(identity))
    (tmp_path / "identity").write_text(identity + "\n")
    (tmp_path / "bundle").write_bytes(sealed)
    opened = run("-d", "-i", "identity", "bundle", folder=tmp_path)
    assert (opened.returncode, opened.stdout) == (0, CONTENT)
    changed = bytearray(sealed)
    changed[-40] ^= 1
    (tmp_path / "bundle").write_bytes(changed)
    assert run("-d", "-i", "identity", "bundle", folder=tmp_path).returncode != 0
    (tmp_path / "identity").write_text(age.new_identity() + "\n")
    (tmp_path / "bundle").write_bytes(sealed)
    assert run("-d", "-i", "identity", "bundle", folder=tmp_path).returncode != 0


def test_we_open_what_age_sealed_for_one_and_refuse_what_it_sealed_for_two(tmp_path: Path) -> None:
    identity, other = age.new_identity(), age.new_identity()
    (tmp_path / "content").write_bytes(CONTENT)
    one = ("-r", age.recipient_of(identity))
    assert run(*one, "-o", "one", "content", folder=tmp_path).returncode == 0
    assert age.open_file((tmp_path / "one").read_bytes(), identity) == CONTENT
    two = ("-r", age.recipient_of(other))
    assert run(*one, *two, "-o", "two", "content", folder=tmp_path).returncode == 0
    with pytest.raises(Damaged) as refused:
        age.open_file((tmp_path / "two").read_bytes(), identity)
    assert refused.value.code == "age_recipients"
