"""Doors to outside verifiers: programs started once, asked by one JSON line at a time.

Promises that every verdict comes from the other side. Decides nothing itself.
"""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import IO, cast

HERE = Path(__file__).resolve().parent
GOPATH = Path("/usr/share/gocode")
SUMDB = GOPATH / "src/golang.org/x/mod/sumdb/note"


class Judge:
    """A running verifier program."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def ask(self, **question: object) -> dict[str, object]:
        """Put one question; bytes travel as base64."""
        told = cast("IO[bytes]", self._process.stdin)
        heard = cast("IO[bytes]", self._process.stdout)
        told.write(json.dumps(question, default=_packed).encode() + b"\n")
        told.flush()
        line = heard.readline()
        assert line, "the outside verifier ended"
        return cast("dict[str, object]", json.loads(line))

    def accepts(self, **question: object) -> bool:
        """Put one question and give the verdict alone."""
        return self.ask(**question)["ok"] is True

    def close(self) -> None:
        """End the program by closing its input."""
        cast("IO[bytes]", self._process.stdin).close()
        self._process.wait(timeout=10)
        cast("IO[bytes]", self._process.stdout).close()


def _packed(value: object) -> str:
    assert isinstance(value, bytes)
    return base64.b64encode(value).decode("ascii")


def missing_go() -> str | None:
    """Say what is absent for the Go judge, or None."""
    if shutil.which("go") is None:
        return "no Go: apt-get install golang-go golang-golang-x-mod-dev"
    if not SUMDB.is_dir():
        return f"no golang.org/x/mod at {GOPATH}: apt-get install golang-golang-x-mod-dev"
    return None


def build_go(folder: Path) -> Judge:
    """Compile and start the Go judge, offline, from Debian's sources."""
    cache = os.environ.get("GOCACHE") or str(folder / "cache")
    settings = {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOFLAGS": "", "GOCACHE": cache}
    source = HERE / "go" / "main.go"
    subprocess.run(
        ["go", "build", "-o", str(folder / "judge"), str(source)],
        env={**os.environ, **settings},
        cwd=folder,
        check=True,
        timeout=300,
    )
    return Judge([str(folder / "judge")], folder)


def missing_node() -> str | None:
    """Say what is absent for the Node judge, or None."""
    if shutil.which("node") is None:
        return "no Node.js: apt-get install nodejs npm"
    if not (HERE / "node/node_modules/@sigstore/core").is_dir():
        return "no @sigstore/core: run tests/conformance/install"
    return None


def start_node() -> Judge:
    """Start the Node judge."""
    return Judge(["node", "judge.mjs"], HERE / "node")
