"""The import contracts hold what they promise: each is broken on purpose, in a small house."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.shape.source import REPOSITORY

ROOMS = [
    "terms", "record", "ledger", "store", "compute", "exchange", "desk", "officers", "subjects",
    "node", "web", "cli",
]  # fmt: skip
KEPT = {
    "store/connect.py": "import psycopg",
    "ledger/sign.py": "import nacl.bindings",
    "web/pages.py": "import django.http",
    "exchange/transport_http.py": "import httpx",
    "node/worker.py": "import procrastinate",
    "node/smtp.py": "import smtplib",
    "cli/serve.py": "from tansiq.web import pages",
    "compute/executors.py": "",
    "subjects/rows.py": "from tansiq.compute import executors",
    "extract/reading.py": "import lxml.etree",
}
BREACHES = {
    "terms/a.py": ("from tansiq.record import b", "tansiq.terms.a -> tansiq.record.b"),
    "desk/a.py": ("from tansiq.officers import b", "tansiq.desk.a -> tansiq.officers.b"),
    "node/a.py": ("import psycopg", "tansiq.node.a -> psycopg"),
    "exchange/a.py": ("import httpx", "tansiq.exchange.a -> httpx"),
    "store/a.py": ("import cryptography", "tansiq.store.a -> cryptography"),
    "cli/a.py": ("import jinja2", "tansiq.cli.a -> jinja2"),
    "subjects/a.py": ("from tansiq.compute import b", "tansiq.subjects.a -> tansiq.compute.b"),
    "desk/q.py": ("import procrastinate", "tansiq.desk.q -> procrastinate"),
    "node/mail.py": ("import smtplib", "tansiq.node.mail -> smtplib"),
    "desk/x.py": ("import lxml.etree", "tansiq.desk.x -> lxml"),
    "node/q.py": ("import openpyxl", "tansiq.node.q -> openpyxl"),
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


def test_a_house_in_order_keeps_every_contract(tmp_path: Path) -> None:
    verdict = house(tmp_path, KEPT)
    assert "0 broken" in verdict, verdict


def test_every_breach_is_named_and_nothing_else(tmp_path: Path) -> None:
    breaches = {name: text for name, (text, _) in BREACHES.items()}
    verdict = house(tmp_path, {**KEPT, **breaches})
    named = set(re.findall(r"-\s+(tansiq\.\S+ -> \S+) \(l\.", verdict))
    assert named == {found for _, found in BREACHES.values()}, verdict


def test_a_package_without_a_layer_is_named(tmp_path: Path) -> None:
    verdict = house(tmp_path, {**KEPT, "shed/a.py": ""})
    assert "1 broken" in verdict
    assert "shed" in verdict, verdict


def test_a_cycle_is_named(tmp_path: Path) -> None:
    cycle = {
        "desk/one.py": "from tansiq.desk import two",
        "desk/two.py": "from tansiq.desk import one",
    }
    verdict = house(tmp_path, {**KEPT, **cycle})
    assert "no cycles between packages BROKEN" in verdict, verdict
