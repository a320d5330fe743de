#!/usr/bin/env python3
"""Everything a person does with this checkout: `python3 dev.py demo`, and `python3 dev.py test`.

Promises: needs Python 3.11 and nothing else; keeps all it installs in `.venv`; installs again only
when the lock or the settings changed. Does not touch anything outside this folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMP = VENV / "tansiq-setup.json"
UV = "uv==0.13.9"

# What each purpose needs beside the product itself. `demo` stays small: it is the first command
# that a stranger runs.
DEMO: tuple[str, ...] = ("--no-default-groups", "--extra", "embedded")
WORK: tuple[str, ...] = ("--extra", "embedded", "--group", "dev", "--group", "conformance")
WORK += ("--group", "browser")
BENCH: tuple[str, ...] = (*WORK, "--group", "bench")
NODE: tuple[str, ...] = ("--no-default-groups", "--only-group", "assets")

SWEEPINGS = (
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    ".tansiq",
    "build",
    "dist",
    "assets/node_modules",
    "src/tansiq/printing/fonts",
    "src/tansiq/web/static/vendor",
    "tests/browser/node/node_modules",
    "tests/conformance/node/node_modules",
)


def say(words: str) -> None:
    """Tell the person what is going on, apart from what a command prints."""
    print(words, file=sys.stderr, flush=True)


def fingerprint() -> str:
    """One digest over whatever decides what belongs into the environment."""
    parts = [UV, sys.version, str(ROOT)]
    parts += [(ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "uv.lock")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def already_set_up(now: str) -> frozenset[str]:
    """The words of all set-ups done for this fingerprint."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(stamp["done"]) if stamp.get("fingerprint") == now else frozenset()


def make_environment() -> None:
    """Create `.venv` with uv in it, or end with what to install."""
    say("Making .venv (first run only).")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode:
        sys.exit("Python lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv")


def install_uv() -> None:
    """Put the pinned uv into `.venv`, unless it is there."""
    uv = BIN / "uv"
    if uv.exists():
        told = subprocess.run([str(uv), "--version"], capture_output=True, text=True, check=False)
        if told.stdout.split()[1:2] == [UV.partition("==")[2]]:
            return
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, UV], check=False).returncode:
        sys.exit("Could not fetch uv. Is there a network, or a package mirror in pip's settings?")


def set_up(purpose: tuple[str, ...]) -> None:
    """Bring `.venv` to what the lock says; does nothing in milliseconds when it is there."""
    now = fingerprint()
    done = already_set_up(now)
    wanted = " ".join(purpose)
    if wanted in done and (BIN / "python").exists():
        return
    started = time.monotonic()
    if not (BIN / "python").exists():
        make_environment()
    install_uv()
    say("Installing what uv.lock names.")
    # --inexact: what another purpose installed, and uv itself, may stay.
    sync = [str(BIN / "uv"), "sync", "--locked", "--inexact", "--quiet", *purpose]
    env = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV), "VIRTUAL_ENV": str(VENV)}
    if subprocess.run(sync, cwd=ROOT, env=env, check=False).returncode:
        sys.exit("uv could not install the locked packages; its own words stand above.")
    record = {"fingerprint": now, "done": sorted(done | {wanted})}
    STAMP.write_text(json.dumps(record), encoding="utf-8")
    say(f"Ready after {time.monotonic() - started:.1f} s.")


def assets(_: list[str]) -> None:
    """The fonts of pages and prints, and htmx, from npm; nothing to do once they are there."""
    bring = bringer()
    if not bring.missing():
        return
    say("Fetching the fonts and scripts of pages and prints (first run only).")
    if not bring.find_npm(BIN):
        set_up(NODE)
    try:
        bring.bring(bring.find_npm(BIN))
    except (bring.NotBrought, OSError) as problem:
        # The pages work without them, in the machine's own fonts; prints and tests do not.
        say(f"{problem} The pages will use the fonts of this machine; prints are refused.")


def bringer() -> Any:
    """The script that the build hook of the wheel uses as well."""
    spec = importlib.util.spec_from_file_location("bring", ROOT / "assets" / "bring.py")
    if spec is None or spec.loader is None:
        sys.exit("assets/bring.py is missing.")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def become(tool: str, *arguments: str) -> None:
    """Hand this process over to a tool of `.venv`, so that Ctrl-C and exit codes are its own."""
    os.chdir(ROOT)
    sys.stdout.flush()
    # The whole path as the first word too: Python finds its environment by the name it is called.
    path = str(BIN / tool)
    os.execv(path, (path, *arguments))  # noqa: S606 - a fixed tool of our own environment


def demo(args: list[str]) -> None:
    """Two nodes on this machine; with `--check` headless, ending in one line of JSON."""
    set_up(DEMO)
    assets([])
    become("python", "demo/run.py", *args)


def test(args: list[str]) -> None:
    """The whole suite, or what the arguments of pytest name."""
    set_up(WORK)
    assets([])
    # Two more than processors, for tests that wait; each founds nodes of its own, so not too many.
    workers = str(min(8, (os.cpu_count() or 1) + 2))
    # In the order of tests/conftest.py: what takes longest begins first, and nobody waits for it.
    become("pytest", "-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", *args)


CHECKS: dict[str, tuple[str, ...]] = {
    "ruff check": ("ruff", "check", "--quiet", "--output-format", "concise", "."),
    "ruff format": ("ruff", "format", "--check", "--quiet", "."),
    "mypy": ("mypy", "--no-error-summary"),
    "lint-imports": ("lint-imports",),
    "shape": ("pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "tests/shape"),
}


def check(args: list[str]) -> None:
    """Style, types, import contracts and shape; all tools at once, each one's words if it fails."""
    set_up(WORK)
    chosen = {name: line for name, line in CHECKS.items() if not args or name in args}
    started = time.monotonic()
    running = {
        name: subprocess.Popen(
            [str(BIN / line[0]), *line[1:]],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name, line in chosen.items()
    }
    failed = []
    for name, process in running.items():
        words, _ = process.communicate()
        if process.returncode:
            failed.append(name)
            print(f"--- {name}\n{words.rstrip()}")
    took = f"{time.monotonic() - started:.1f} s"
    if failed:
        sys.exit(f"check: {', '.join(failed)} failed ({took})")
    print(f"check: {', '.join(chosen)} passed ({took})")


def fmt(args: list[str]) -> None:
    """Format, and mend what ruff can mend safely."""
    set_up(WORK)
    where = args or ["."]
    subprocess.run([str(BIN / "ruff"), "format", *where], cwd=ROOT, check=False)
    become("ruff", "check", "--fix", *where)


def bench(args: list[str]) -> None:
    """One measurement, by name, with its peers in the same run; without a name, the list."""
    names = sorted(p.stem for p in (ROOT / "bench").glob("*.py") if not p.stem.startswith("_"))
    if not args or args[0] not in names:
        sys.exit(
            f"python3 dev.py bench NAME   where NAME is one of: {', '.join(names) or '(none)'}"
        )
    set_up(BENCH)
    become("python", f"bench/{args[0]}.py", *args[1:])


def docs(args: list[str]) -> None:
    """Write docs/reference from the code; `--check` only says whether it is current."""
    set_up(WORK)
    become("python", "docs/generate.py", *args)


def messages(args: list[str]) -> None:
    """Gather the words of the pages into the catalogues; a person then translates."""
    set_up(WORK)
    become("python", "assets/messages.py", *args)


def shots(args: list[str]) -> None:
    """Pictures of the main pages into docs/images; wants a Chromium (tests/browser/install)."""
    set_up(WORK)
    assets([])
    become("python", "docs/shots.py", *args)


def clean(_: list[str]) -> None:
    """Remove whatever these commands made; nothing that is committed."""
    for name in SWEEPINGS:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ("src", "tests", "bench", "docs"):
        for cache in list((ROOT / folder).rglob("__pycache__")):
            shutil.rmtree(cache, ignore_errors=True)


_ALL = (demo, test, check, fmt, assets, bench, docs, messages, shots, clean)
COMMANDS = {f.__name__: f for f in _ALL}


def usage() -> str:
    """Each command with what it does."""
    lines = [f"  {name:9} {(do.__doc__ or '').strip()}" for name, do in COMMANDS.items()]
    return "python3 dev.py COMMAND [what its tool takes]\n\n" + "\n".join(lines)


def main(words: list[str]) -> None:
    """Do what the command line asks, or say what could be asked."""
    if not words or words[0] in {"-h", "--help", "help"}:
        print(usage())
    elif words[0] in COMMANDS:
        COMMANDS[words[0]](words[1:])
    else:
        sys.exit(f"There is no command {words[0]}.\n{usage()}")


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has less reads a word, not a traceback
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(
            f"Tansiq needs Python 3.11 or newer; this is {found}.\n"
            "On Debian 12, Ubuntu 24.04 and later it is `python3`; elsewhere see python.org."
        )
    # A shell that is not interactive lets its background jobs ignore Ctrl-C; this one must end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Where an image forbids it, each of some hundred processes would compile anew what it loads:
    # 1.4 s instead of 0.6 until a command begins. `clean` removes what is kept.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
