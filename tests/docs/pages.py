"""The written pages of the project, and the commands and links in them."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def pages() -> list[Path]:
    """Every page that a person wrote; the generated reference is tested elsewhere."""
    reference = REPOSITORY / "docs" / "reference"
    found = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]
    return sorted(page for page in found if reference not in page.parents)


def name(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def links(page: Path) -> Iterator[str]:
    """The links of a page that lead into this repository."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            yield target


def code_lines(text: str) -> Iterator[str]:
    """Lines of code: in fences, or indented by four."""
    fenced = False
    for line in text.replace("\\\n", " ").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()


def commands(page: Path, program: str) -> Iterator[list[str]]:
    """What a page tells people to type, for one program, up to a pipe, redirection or comment."""
    for line in code_lines(page.read_text(encoding="utf-8")):
        for found in re.finditer(rf"(?:^|\$\(|; |&& |\| ){program} ([^|>;)&]*)", line):
            yield shlex.split(found[1], comments=True)
