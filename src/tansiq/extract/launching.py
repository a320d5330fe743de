"""How a worker is started: the ways there are on this machine, the best first.

Promises: a worker starts without network, in name spaces of its own, with an empty environment,
and sees the Python it runs on and nothing else. Whether that came true the worker itself finds out
(`worker.py`); what is said here is only the asking.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/ld.so.conf.d")
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Way:
    """A command line that starts a worker, by its name."""

    name: str
    command: tuple[str, ...]


def shown() -> tuple[str, ...]:
    """Folders a worker may read: the system's libraries, Python, and our own code."""
    own = Path(__file__).resolve().parents[2]
    spec = find_spec("lxml")
    packages = [Path(spec.origin).parents[1]] if spec and spec.origin else []
    named = (*map(Path, _SYSTEM), Path(sys.prefix), Path(sys.base_prefix), own, *packages)
    # The interpreter may be a link to another place.
    real = Path(sys.executable).resolve().parent.parent
    kept: list[str] = []
    for one in sorted({str(path) for path in (*named, real) if path.exists() and str(path) != "/"}):
        if not any(Path(one).is_relative_to(above) for above in kept):
            kept.append(one)
    return tuple(kept)


def ways() -> Iterator[Way]:
    """The ways to try, in this order: bubblewrap, a user name space, name spaces of root."""
    worker = (sys.executable, "-I", "-m", "tansiq.extract.worker")
    if (program := shutil.which("bwrap")) is not None:
        folders = [word for one in shown() for word in ("--ro-bind", one, one)]
        walls = ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
        rest = ("--remount-ro", "/", "--chdir", "/", "--")
        yield Way("bubblewrap", (program, *walls, *folders, *rest, *worker, "made"))
    if (program := shutil.which("unshare")) is not None:
        apart = ("--net", "--pid", "--mount", "--ipc", "--uts", "--fork", "--kill-child", "--")
        rooted = (program, "--user", "--map-root-user", *apart, *worker, "enter", *shown())
        yield Way("user name space", rooted)
        if os.geteuid() == 0:
            yield Way("name spaces of root", (program, *apart, *worker, "enter-as-root", *shown()))
