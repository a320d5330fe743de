"""dev.py is what a stranger runs first: it needs Python, and says what it can do."""

import ast
import subprocess
import sys

from tests.shape.source import REPOSITORY, scripts

COMMANDS = ["demo", "test", "check", "fmt", "bench", "docs", "messages", "clean"]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "dev.py", *words],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


def test_dev_imports_the_standard_library_alone() -> None:
    """Requirement 11.6: one command installs, with nothing installed before."""
    tree = scripts()[0].tree
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_dev_lists_its_commands() -> None:
    told = run("--help")
    assert told.returncode == 0
    assert all(f"\n  {command} " in told.stdout for command in COMMANDS)


def test_dev_refuses_a_command_it_does_not_have() -> None:
    told = run("deploy")
    assert told.returncode == 1
    assert "There is no command deploy." in told.stderr
