"""Brings what the pages load beside our own files: htmx and the Noto fonts, by npm, checked.

Promises: a file is copied only when its SHA-256 is the one in `manifest.toml`; when all files are
there and right, nothing is fetched and Node is not asked for; no script of a package is run.
Does not bundle or change a file, and commits none. Standard library only: `dev.py` and the build
hook of the wheel call the same function.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
MANIFEST = HERE / "manifest.toml"
TARGET = HERE.parent / "src" / "tansiq" / "web" / "static" / "vendor"


class NotBrought(Exception):
    """The files could not be had; the message says in words what to do."""


def wanted() -> dict[str, dict[str, str]]:
    """What belongs into the target folder: name to npm path and SHA-256."""
    found: dict[str, dict[str, str]] = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["file"]
    return found


def digest(path: Path) -> str:
    """SHA-256 of a file, empty when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def missing(target: Path = TARGET) -> list[str]:
    """Names that are absent, or not what the manifest says."""
    return [name for name, one in wanted().items() if digest(target / name) != one["sha256"]]


def bring(npm: list[str], target: Path = TARGET) -> int:
    """Install with npm and copy what is missing; how many files were copied."""
    names = missing(target)
    if not names:
        return 0
    line = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(line, cwd=HERE, check=False).returncode:
        raise NotBrought("npm could not install what assets/package-lock.json names.")
    files = wanted()
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        source = HERE / "node_modules" / files[name]["from"]
        if digest(source) != files[name]["sha256"]:
            raise NotBrought(f"{source.name} is not the file that assets/manifest.toml names.")
        shutil.copyfile(source, target / name)
    for stranger in target.iterdir():
        if stranger.name not in files:
            stranger.unlink()
    return len(names)


def find_npm(environment: Path | None = None) -> list[str]:
    """The npm of this machine, else the one in a Python environment; empty when there is none."""
    found = shutil.which("npm")
    if found is None and environment is not None and (environment / "npm").exists():
        found = str(environment / "npm")
    return [] if found is None else [found]
