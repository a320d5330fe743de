"""The source as the shape tests read it: files, trees and functions."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCT = REPOSITORY / "src" / "tansiq"


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file, read once."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(REPOSITORY).as_posix()


@cache
def modules(folder: Path) -> tuple[Module, ...]:
    """Every Python file under a folder of this repository, caches left out."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        if "node_modules" in path.parts or "__pycache__" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, text, ast.parse(text, filename=str(path))))
    return tuple(found)


def scripts() -> tuple[Module, ...]:
    """The Python files outside the product that people run."""
    text = (REPOSITORY / "dev.py").read_text(encoding="utf-8")
    dev = Module(REPOSITORY / "dev.py", text, ast.parse(text))
    folders = ("bench", "demo", "docs")
    return (dev, *(module for name in folders for module in modules(REPOSITORY / name)))


def functions(module: Module) -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, from its first decorator to its last statement."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            yield f"{module.name}:{node.lineno} {node.name}", (node.end_lineno or first) - first + 1


@cache
def committed() -> tuple[Path, ...]:
    """Every file that git keeps; without git, every file outside hidden folders."""
    asked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=False
    )
    if asked.returncode == 0:
        names = [name for name in asked.stdout.decode().split("\0") if name]
        return tuple(p for p in (REPOSITORY / name for name in names) if p.is_file())
    return tuple(
        p
        for p in REPOSITORY.rglob("*")
        if p.is_file() and not any(part.startswith(".") for part in p.parts)
    )


def none_of(found: Iterable[object]) -> None:
    """Fail with every finding on a line of its own."""
    listed = "\n".join(sorted(map(str, found)))
    assert not listed, "\n" + listed
