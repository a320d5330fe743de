"""All foreign files of the shared data through the walls: each ends in a named outcome."""

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tansiq.extract.outcome import Extracted
from tansiq.extract.sandbox import Sandbox
from tansiq.terms.intake import ReadOutcome, ReadTrouble

FOLDERS = ("hostile", "pdf", "mail", "office", "ocr", "chat")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture(scope="module")
def evidence(shared_data: Path) -> Path:
    folder = shared_data / "evidence"
    if not folder.is_dir():
        pytest.skip(f"no evidence at {folder}; set TANSIQ_SHARED_DATA")
    return folder


@pytest.fixture(scope="module")
def outcomes(evidence: Path, sandbox: Sandbox) -> dict[str, Extracted]:
    return {
        f"{folder}/{path.name}": sandbox.read(path)
        for folder in FOLDERS
        for path in sorted((evidence / folder).iterdir())
    }


def resident() -> int:
    """KiB of this process now."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def test_each_file_has_a_named_outcome(outcomes: dict[str, Extracted]) -> None:
    """Requirement 8.1: files in = read + failed + set aside, always; each failure has a name."""
    for name, told in outcomes.items():
        unread = told.outcome in (ReadOutcome.FAILED, ReadOutcome.UNSUPPORTED, ReadOutcome.EMPTY)
        assert unread == (told.code is not None), name
        assert told.kind, name
        assert unread or told.text.strip(), name
        assert (told.outcome is ReadOutcome.PARTLY) == bool(told.left and not unread), name


def test_hostile_files_are_named_for_what_they_are(outcomes: dict[str, Extracted]) -> None:
    found = {name: one for name, one in outcomes.items() if name.startswith("hostile/")}
    assert {name: (one.kind, one.code) for name, one in found.items()} == {
        "hostile/bomb.png": ("image", ReadTrouble.KIND),
        "hostile/bomb.zip": ("archive", ReadTrouble.KIND),
        "hostile/laughs.docx": ("docx", ReadTrouble.ENTITIES),
        "hostile/slip.tar": ("archive", ReadTrouble.KIND),
        "hostile/slip.zip": ("archive", ReadTrouble.KIND),
    }


def test_mail_is_read_however_broken(outcomes: dict[str, Extracted]) -> None:
    mail = {name: one for name, one in outcomes.items() if name.startswith("mail/")}
    assert len(mail) > 60
    assert all(one.outcome in (ReadOutcome.READ, ReadOutcome.PARTLY) for one in mail.values())
    attached = mail["mail/attachment_emails_attachment_pdf_lf.eml"].attachments
    assert [one.media_type for one in attached] == ["application/pdf"]
    assert len(attached[0].sha256) == len(hashlib.sha256().hexdigest())


def test_arabic_from_pdf_is_in_reading_order(
    outcomes: dict[str, Extracted], evidence: Path
) -> None:
    """Requirement 8.4, issue: the words of each line stand as a reader says them."""
    for number in range(4):
        truth = (evidence / "ocr" / f"ar{number}.txt").read_text(encoding="utf-8").split()
        words = outcomes[f"ocr/ar{number}.pdf"].text.split()
        known = {word: at for at, word in enumerate(truth) if truth.count(word) == 1}
        places = [known[word] for word in words if word in known]
        assert len(places) > len(truth) / 3
        forward = sum(one < other for one, other in pairwise(places))
        assert forward > 0.93 * (len(places) - 1)
    assert "انواع الخطوط العربية" in outcomes["pdf/ArabicCIDTrueType.pdf"].text


def test_letters_a_font_named_wrongly_are_told(outcomes: dict[str, Extracted]) -> None:
    assert any("do not belong" in one for one in outcomes["ocr/ar0.pdf"].left)


def test_the_node_stays_flat_whatever_is_read(evidence: Path, sandbox: Sandbox) -> None:
    """Findings: no parent grows by more than 50 MB."""
    paths = sorted((evidence / "hostile").iterdir()) + sorted((evidence / "pdf").iterdir())
    for path in paths:
        sandbox.read(path)
    before = resident()
    for _ in range(10):
        for path in paths:
            sandbox.read(path)
    assert resident() - before < 10 * 1024
