"""The reference says what the code says."""

import subprocess
import sys

from tests.shape.source import REPOSITORY


def test_the_reference_is_current() -> None:
    """STYLE: CLI help, settings, error codes and record kinds in the documents equal the code."""
    asked = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr + "\nRun: python3 dev.py docs"
