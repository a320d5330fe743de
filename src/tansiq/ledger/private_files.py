"""Files that nobody but the node's own account may read, written so that a crash loses nothing.

Promises: folders are 0700 and files 0600 whatever the umask says; a file is either the old one or
the new one, never half; a line log gives back every line whose `append` returned, and only those
that are whole. Does not encrypt: that is for the volume below.
"""

import errno
import fcntl
import os
import secrets
import stat
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tansiq.terms.errors import Conflict, Damaged, Missing, Refused

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_CRC_DIGITS = 8


def make_folder(path: Path) -> None:
    """Make a 0700 folder; Conflict("key_store_exists") when something lies there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError as error:
        raise Conflict("key_store_exists", folder=path.name) from error
    path.chmod(0o700)
    _sync_folder(path.parent)


def refuse_open_folder(path: Path) -> None:
    """Missing("key_store_missing"); Refused("key_store_open_to_others") when others may read it."""
    if not path.is_dir():
        raise Missing("key_store_missing", folder=path.name)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Refused("key_store_open_to_others", folder=path.name)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say in words that a file could not be written (disk full, read-only, failing)."""
    try:
        yield
    except OSError as error:
        raise Conflict("key_store_not_written", file=path.name) from error


def write_all(file: int, data: bytes, at: int) -> None:
    """Write every byte at its place: a full disk or a signal may cut one `pwrite` short."""
    view = memoryview(data)
    while view:
        done = os.pwrite(file, view, at)
        view, at = view[done:], at + done


def create(path: Path, data: bytes) -> None:
    """Write a new 0600 file, whole and durable, or none.

    Conflict("key_store_exists") when the name is taken: nothing is ever overwritten.
    """
    with writing(path):
        beside = _write_beside(path, data)
        try:
            _name(beside, path)
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(path.parent)


def _name(beside: Path, path: Path) -> None:
    try:
        # a link, unlike a rename, fails when the name is taken
        path.hardlink_to(beside)
    except FileExistsError as error:
        raise Conflict("key_store_exists", folder=path.name) from error
    except OSError as error:
        # file systems of memory sticks have no links
        if error.errno not in {errno.EPERM, errno.ENOTSUP} or path.exists():
            raise
        beside.rename(path)


def replace(path: Path, data: bytes) -> None:
    """Put new content in place of old in one step: write beside it, sync, rename, sync."""
    with writing(path):
        _write_beside(path, data).rename(path)
        _sync_folder(path.parent)


def _write_beside(path: Path, data: bytes) -> Path:
    beside = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}.new")
    file = os.open(beside, _NEW, 0o600)
    try:
        os.fchmod(file, 0o600)
        write_all(file, data, 0)
        os.fsync(file)
    except OSError:
        beside.unlink()
        raise
    finally:
        os.close(file)
    return beside


def read_all(folder: Path) -> dict[str, bytes]:
    """Return every finished file of a folder but its lock; call under that lock."""
    return {
        one.name: one.read_bytes()
        for one in sorted(folder.iterdir())
        if one.is_file() and one.name != "lock" and not one.name.endswith(".new")
    }


def destroy(path: Path) -> None:
    """Overwrite a file with zeros, sync, and remove it."""
    file = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        write_all(file, bytes(os.fstat(file).st_size), 0)
        os.fsync(file)
    finally:
        os.close(file)
    path.unlink()
    _sync_folder(path.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file against every other thread and process.

    The file is opened anew each time: a lock belongs to an open file, and a forked child shares
    those of its parent.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(file, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


class LineLog:
    """A text file of lines `<crc32> <text>`; the last line may be torn by a crash, no other."""

    def __init__(self, path: Path) -> None:
        """Use the log at `path`, made empty when it is not there."""
        self._path = path
        self._known: tuple[tuple[int, int, int], list[str]] | None = None
        if not path.exists():
            # another process may be making it at this moment; an empty log is an empty log
            with suppress(Conflict):
                create(path, b"")

    def version(self) -> tuple[int, int, int]:
        """Return what changes when the file does: inode, size and time of change."""
        now = self._path.stat()
        return now.st_ino, now.st_size, now.st_mtime_ns

    def lines(self) -> list[str]:
        """Return the texts; Damaged("key_store_damaged") unless only the last line is not whole."""
        version = self.version()
        if self._known is not None and self._known[0] == version:
            return list(self._known[1])
        *whole, _torn = self._path.read_bytes().split(b"\n")
        texts: list[str] = []
        for line in whole:
            crc, _, text = line.partition(b" ")
            if crc != b"%08x" % zlib.crc32(text):
                raise Damaged("key_store_damaged", file=self._path.name)
            texts.append(text.decode())
        self._known = version, list(texts)
        return texts

    def append(self, texts: Sequence[str], *, synced: bool = True) -> None:
        """Add lines with one sync, or none where only a crash of this program must not lose them.

        Call under the lock of the folder.
        """
        data = b"".join(_line(text) for text in texts)
        with writing(self._path):
            file = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
            try:
                write_all(file, data, _whole_end(file))
                if synced:
                    os.fdatasync(file)
            finally:
                os.close(file)

    def rewrite(self, texts: Sequence[str]) -> None:
        """Replace all lines in one step; call under the lock of the folder."""
        replace(self._path, b"".join(_line(text) for text in texts))


def _line(text: str) -> bytes:
    raw = text.encode()
    return b"%08x %b\n" % (zlib.crc32(raw), raw)


def _whole_end(file: int) -> int:
    """Return where the next line goes, after cutting off a line that a crash left unfinished."""
    size = os.fstat(file).st_size
    tail = os.pread(file, min(size, 4096), max(0, size - 4096))
    if not tail or tail.endswith(b"\n"):
        return size
    end = size - len(tail) + tail.rfind(b"\n") + 1
    os.ftruncate(file, end)
    return end
