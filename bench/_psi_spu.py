"""SecretFlow's SPU in an environment of its own: its protocols RR22 and ECDH on the same sets.

Promises: `.venv-spu` (1 GB) is made on demand and left for the next run; where it cannot be made,
a note says so and nothing is compared. Bytes are what the loopback of this machine carried
meanwhile. SPU tells the hash of a one-item set to the partner before it begins
(findings/private-matching, 2); it is a peer in speed alone.
"""

import json
import socket
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from _two_sides import numbers

HERE = Path(__file__).resolve().parent
PLACE = HERE.parent / ".venv-spu"
WHEEL = "spu==0.9.5"
PROTOCOLS = ("RR22", "ECDH")
_PATIENCE = 1_800


def compared(size: int) -> tuple[dict[str, float], dict[str, str]]:
    """Figures of each protocol, and notes on what could not be measured."""
    python = PLACE / "bin" / "python"
    problem = _made(python)
    if problem:
        print(f"SPU is not compared: {problem}")
        return {}, {"spu": problem}
    figures: dict[str, float] = {}
    for protocol in PROTOCOLS:
        figures |= _measured(python, protocol, size)
    return figures, {}


def _made(python: Path) -> str:
    """Make the environment unless it is there; why it could not be made."""
    if sys.version_info[:2] > (3, 11):
        return f"{WHEEL} has wheels for Python 3.10 and 3.11 alone"
    if not _works(python):
        venv.create(PLACE, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", WHEEL], check=False)
    return "" if _works(python) else f"{WHEEL} could not be installed; pip's words stand above"


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    tried = subprocess.run([python, "-c", "import spu.psi"], check=False, capture_output=True)
    return tried.returncode == 0


def _measured(python: Path, protocol: str, size: int) -> dict[str, float]:
    begins = size - size // 100
    sets = (numbers(0, size), numbers(begins, begins + size))
    with tempfile.TemporaryDirectory() as folder:
        for rank, held in enumerate(sets):
            (Path(folder) / f"in-{rank}.csv").write_text("id\n" + "\n".join(held) + "\n")
        ports = _free_ports()
        before = _loopback()
        sides = [
            subprocess.Popen(
                [python, HERE / "_psi_spu_side.py", protocol, str(rank), folder, *ports],
                cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            for rank in range(2)
        ]  # fmt: skip
        assert [side.wait(_PATIENCE) for side in sides] == [0, 0]
        crossed = _loopback() - before
        told = [json.loads((Path(folder) / f"told-{rank}.json").read_bytes()) for rank in range(2)]
        found = (Path(folder) / "out-0.csv").read_text().split()[1:]
    assert {one.strip('"') for one in found} == set(sets[0]) & set(sets[1])
    name = f"spu_{protocol.lower()}_2_{size.bit_length() - 1}"
    return {
        f"{name}_seconds": round(max(one["seconds"] for one in told), 2),
        f"{name}_bytes": crossed,
        f"{name}_megabytes_asker": told[0]["megabytes"],
        f"{name}_megabytes_answerer": told[1]["megabytes"],
    }


def _free_ports() -> list[str]:
    """Two ports that nobody listens on now."""
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return [str(each.getsockname()[1]) for each in (one, other)]


def _loopback() -> int:
    """Bytes that the loopback of this machine has received."""
    lines = Path("/proc/net/dev").read_text().splitlines()
    return next(int(one.split(":")[1].split()[0]) for one in lines if one.strip().startswith("lo:"))
