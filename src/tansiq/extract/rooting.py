"""A root of its own for a worker that `unshare` started: what Python needs, to be read only.

Promises: after `enter` the process sees the folders named and nothing else of the machine, none of
them writable, and holds no capability. Bubblewrap does the same by itself. Needs a mount name space
of its own.
"""

import ctypes
import os
import signal
import stat
from collections.abc import Iterable
from pathlib import Path

_READ_ONLY, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
_KEPT_FLAGS = 2 | 4 | 8 | 1024 | 2048  # nosuid, nodev, noexec, noatime, nodiratime
_RELATIVE_STAT, _RELATIVE = 4096, 1 << 21
_CAPABILITY_VERSION, _DROP_BOUND, _LAST_CAPABILITY = 0x20080522, 24, 40
_NOBODY = 65534
_END_WITH_PARENT = 1
_STAGE = "/tmp"  # noqa: S108 - hidden from everybody by the file system mounted on it
_LIBC = ctypes.CDLL(None, use_errno=True)


def enter(folders: Iterable[str], *, real_root: bool) -> None:
    """Make the root and step into it; OSError where the kernel refuses."""
    _mount("none", "/", "", _REC | _PRIVATE)
    wanted = [one for one in folders if Path(one).exists()]
    # What is mounted on the stage hides what lies there: such folders are held open meanwhile.
    held = [(one, os.open(one, os.O_PATH)) for one in wanted]
    _mount("tmpfs", _STAGE, "tmpfs", 2 | 4, "size=1m,mode=755")
    root = f"{_STAGE}/root"
    Path(root).mkdir()
    for name, descriptor in held:
        _show(descriptor, Path(f"{root}{name}"))
        os.close(descriptor)
    _mount("none", _STAGE, "", _REMOUNT | _READ_ONLY | 2 | 4)
    os.chroot(root)
    os.chdir("/")
    if real_root:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        # A change of user makes the kernel forget that this process ends with the one above it.
        _LIBC.prctl(_END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    _drop()


def _show(descriptor: int, place: Path) -> None:
    """Bind a folder, or a file on a file, and make it read-only."""
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    _mount(f"/proc/self/fd/{descriptor}", str(place), "", _BIND | _REC)
    found = os.statvfs(place).f_flag
    kept = found & _KEPT_FLAGS | (_RELATIVE if found & _RELATIVE_STAT else 0)
    _mount("none", str(place), "", _BIND | _REMOUNT | _READ_ONLY | kept)


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    told = (source.encode(), target.encode(), kind.encode() or None, flags, data.encode() or None)
    if _LIBC.mount(*told):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), target)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))


def _drop() -> None:
    """Give up every capability, also for what would be started."""
    for number in range(_LAST_CAPABILITY + 1):
        _LIBC.prctl(_DROP_BOUND, number, 0, 0, 0)
    header, none = _Header(_CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    if _LIBC.capset(ctypes.byref(header), none):
        raise OSError(ctypes.get_errno(), "capset")
