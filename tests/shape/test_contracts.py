"""The import contracts hold what they promise: each is broken on purpose, in a small house."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shape.source import REPOSITORY

ROOMS = ["terms", "record", "ledger", "store", "exchange", "desk", "officers", "node", "web", "cli"]
KEPT = {
    "store/connect.py": "import psycopg",
    "ledger/sign.py": "import nacl.bindings",
    "web/pages.py": "import django.http",
    "exchange/transport_http.py": "import httpx",
    "node/worker.py": "import procrastinate",
    "cli/serve.py": "from tansiq.web import pages",
}
BREACHES = {
    "terms/a.py": ("from tansiq.record import b", "layers"),
    "desk/a.py": ("from tansiq.officers import b", "layers"),
    "node/a.py": ("import psycopg", "PostgreSQL"),
    "exchange/a.py": ("import httpx", "HTTP"),
    "store/a.py": ("import cryptography", "cryptography"),
    "cli/a.py": ("import jinja2", "web frameworks"),
    "desk/q.py": ("import procrastinate", "job queue"),
    "shed/a.py": ("", "layers"),
}


def house(folder: Path, files: dict[str, str]) -> str:
    """Build a small house, run the project's own contracts over it, and give back the verdict."""
    for room in ROOMS:
        (folder / "tansiq" / room).mkdir(parents=True)
        (folder / "tansiq" / room / "__init__.py").touch()
        (folder / "tansiq" / room / "b.py").touch()
    (folder / "tansiq" / "__init__.py").touch()
    for name, text in files.items():
        path = folder / "tansiq" / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text + "\n", encoding="utf-8")
    run = subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--no-cache",
            "--config",
            REPOSITORY / "pyproject.toml",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout + run.stderr


def broken(verdict: str) -> set[str]:
    return set(re.findall(r"^(.+) BROKEN", verdict, re.MULTILINE))


def test_a_house_in_order_keeps_every_contract(tmp_path: Path) -> None:
    verdict = house(tmp_path, KEPT)
    assert "0 broken" in verdict, verdict


@pytest.mark.parametrize("name", list(BREACHES))
def test_a_breach_is_named(tmp_path: Path, name: str) -> None:
    text, contract = BREACHES[name]
    verdict = house(tmp_path, {**KEPT, name: text})
    named = broken(verdict)
    assert len(named) == 1, verdict
    assert contract in named.pop()


def test_a_cycle_is_named(tmp_path: Path) -> None:
    cycle = {
        "desk/one.py": "from tansiq.desk import two",
        "desk/two.py": "from tansiq.desk import one",
    }
    assert broken(house(tmp_path, {**KEPT, **cycle})) == {"no cycles between packages"}
