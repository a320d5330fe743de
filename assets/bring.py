"""Brings what pages and prints load beside our own files: htmx and fonts, by npm, checked.

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
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
MANIFEST = HERE / "manifest.toml"
PRODUCT = HERE.parent / "src" / "tansiq"
FOLDERS = {
    "pages": PRODUCT / "web" / "static" / "vendor",
    "prints": PRODUCT / "printing" / "fonts",
}


class NotBrought(Exception):
    """The files could not be had; the message says in words what to do."""


def wanted(purpose: str) -> dict[str, dict[str, str]]:
    """What belongs into the folder of a purpose: name to npm path and SHA-256."""
    found: dict[str, dict[str, str]] = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["file"]
    return {name: one for name, one in found.items() if one.get("for", "pages") == purpose}


def digest(path: Path) -> str:
    """SHA-256 of a file, empty when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def missing(folders: Mapping[str, Path] = FOLDERS) -> list[Path]:
    """Files that are absent, or not what the manifest says."""
    return [
        folder / name
        for purpose, folder in folders.items()
        for name, one in wanted(purpose).items()
        if digest(folder / name) != one["sha256"]
    ]


def bring(npm: list[str], folders: Mapping[str, Path] = FOLDERS) -> int:
    """Install with npm and copy what is missing; how many files were copied."""
    lacking = missing(folders)
    if not lacking:
        return 0
    line = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(line, cwd=HERE, check=False).returncode:
        raise NotBrought("npm could not install what assets/package-lock.json names.")
    for purpose, folder in folders.items():
        files = wanted(purpose)
        folder.mkdir(parents=True, exist_ok=True)
        for path in (one for one in lacking if one.parent == folder):
            _copy(files[path.name], path)
        for stranger in folder.iterdir():
            if stranger.name not in files:
                stranger.unlink()
    return len(lacking)


def _copy(file: dict[str, str], path: Path) -> None:
    source = HERE / "node_modules" / file["from"]
    if digest(source) != file["sha256"]:
        raise NotBrought(f"{source.name} is not the file that assets/manifest.toml names.")
    shutil.copyfile(source, path)


def find_npm(environment: Path | None = None) -> list[str]:
    """The npm of this machine, else the one in a Python environment; empty when there is none."""
    found = shutil.which("npm")
    if found is None and environment is not None and (environment / "npm").exists():
        found = str(environment / "npm")
    return [] if found is None else [found]
