"""The examples printed in the specifications themselves, taken from their text."""

import base64
import re
from pathlib import Path

import pytest
from tests.conformance.judges import Judge

from tansiq.ledger import checkpoint as heads
from tansiq.ledger import note, policy, tiles
from tansiq.ledger.note import COSIGNATURE_ED25519, Verifier
from tansiq.ledger.tlog_proof import parse_proof
from tansiq.terms.errors import Invalid

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def specs(shared_data: Path) -> Path:
    """The folder of C2SP texts."""
    return shared_data / "vectors/specs"


def fenced(specs: Path, name: str) -> list[str]:
    """Give the fenced blocks of a text, in order."""
    return re.findall(r"```\n(.*?)```", (specs / name).read_text(), re.DOTALL)


def indented(specs: Path, name: str, first: str) -> str:
    """Give the indented block that starts with that line."""
    lines = (specs / name).read_text().split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("    " + first))
    block = []
    for line in lines[start:]:
        if line and not line.startswith("    "):
            break
        block.append(line[4:])
    return "\n".join(block).rstrip("\n") + "\n"


def test_the_signed_note_example_verifies_here_and_in_go(specs: Path, go: Judge) -> None:
    text = (specs / "signed-note.md").read_text()
    vkey = re.search(r"^    (example\.com/foo\+\S+)$", text, re.MULTILINE)
    assert vkey is not None
    signed = fenced(specs, "signed-note.md")[-1]
    verifier = note.parse_vkey(vkey[1])
    assert note.open_note(signed, (verifier,))[1] == ("example.com/foo",)
    assert verifier.vkey() == vkey[1]
    assert go.accepts(op="note", note=signed, vkeys=[vkey[1]])


def test_the_first_note_example_is_read_to_its_last_empty_line(specs: Path) -> None:
    parsed = note.parse(fenced(specs, "signed-note.md")[0])
    assert parsed.text.startswith("Ognuno sta solo")
    assert parsed.text.endswith("\ned è subito sera.\n")
    assert [line.name for line in parsed.signatures] == ["quasimodo.example/salvatore"]
    assert len(parsed.signatures[0].raw) == 64


@pytest.mark.parametrize("name", ["tlog-checkpoint.md", "tlog-cosignature.md"])
def test_the_checkpoint_examples_are_read(specs: Path, name: str) -> None:
    signed = fenced(specs, name)[0]
    head = heads.read_checkpoint(signed)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert head.body() == note.parse(signed).text
    assert base64.b64encode(head.root).decode() == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_cosignature_example_carries_its_time(specs: Path) -> None:
    """Its keys are not printed, so only the layout can be compared."""
    signed = fenced(specs, "tlog-cosignature.md")[0]
    line = note.parse(signed).signatures[1]
    message = indented(specs, "tlog-cosignature.md", "cosignature/v1")
    time = int.from_bytes(line.raw[:8], "big")
    assert message == f"cosignature/v1\ntime {time}\n{note.parse(signed).text}"
    assert len(line.raw) == 8 + 64


def test_the_witness_request_example_has_the_parts_we_read(specs: Path) -> None:
    request = indented(specs, "tlog-witness.md", "old 20852014")
    top, _, signed = request.partition("\n\n")
    old, *proof = top.split("\n")
    assert old == "old 20852014"
    assert {len(base64.b64decode(step)) for step in proof} == {32}
    assert heads.read_checkpoint(signed).size == 20852163
    assert len(note.parse(signed).signatures) == 2
    response = indented(specs, "tlog-witness.md", "— witness.example/w1 CMp")
    names = [note.parse_line(line).name for line in response.strip().split("\n")]
    assert names == ["witness.example/w1", "witness.example/w1", "witness.example/w2"]


def test_the_proof_example_is_read_up_to_its_shortened_signatures(specs: Path) -> None:
    """Its signature lines are cut with [...]; they are refused, and whole ones accepted."""
    printed = fenced(specs, "tlog-proof.md")[0]
    with pytest.raises(Invalid):
        parse_proof(printed)
    whole = re.sub(r"\S+\[\.\.\.\]\S+", base64.b64encode(b"k" * 68).decode(), printed)
    proof = parse_proof(whole)
    assert (proof.index, len(proof.hashes)) == (73894, 5)
    assert proof.extra is not None
    assert proof.extra.startswith(b"age-v1.2.1-darwin-arm64.tar.gz")
    head = heads.read_checkpoint(proof.checkpoint)
    assert (head.origin, head.size) == ("example.com/fancylog", 109482)
    assert len(note.parse(proof.checkpoint).signatures) == 4
    assert proof.encode() == whole


def test_the_policy_example_is_read_with_keys_filled_in(specs: Path) -> None:
    printed = fenced(specs, "tlog-policy.md")[0]
    names = iter(range(1, 100))

    def filled(line: str) -> str:
        kind = COSIGNATURE_ED25519 if line.startswith("witness") else note.ED25519
        number = next(names)
        return line.replace("<vkey>", Verifier(f"k{number}", bytes([number]) * 32, kind).vkey())

    read = policy.parse_policy("\n".join(filled(line) for line in printed.split("\n")))
    assert (len(read.logs), len(read.witnesses), read.quorum) == (1, 6, "X-and-Y")
    assert read.satisfied(frozenset({"X1", "X3", "Y2"}))
    assert not read.satisfied(frozenset({"X1", "Y1", "Y2", "Y3"}))


def test_the_tile_path_example_is_ours(specs: Path) -> None:
    text = (specs / "tlog-tiles.md").read_text()
    found = re.search(r"index (\d+) will be encoded as\n`([x0-9/]+)`", text)
    assert found is not None
    assert tiles.tile_path(0, int(found[1])) == f"tile/0/{found[2]}"
