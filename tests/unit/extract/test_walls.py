"""What a reader that was taken over can do behind the walls: nothing but lose its own file.

Each test starts the real worker, by each way this machine knows, with a reader that does harm in
the place of ours.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tansiq.extract.launching import Way, ways
from tansiq.extract.outcome import Extracted, Limits
from tansiq.extract.sandbox import Sandbox
from tansiq.terms.errors import Invalid, Missing, Refused
from tansiq.terms.intake import ReadOutcome, ReadTrouble

WAYS = tuple(ways())
SMALL = Limits(memory=1 << 30, processor_seconds=1, wall_seconds=4, output=1 << 20)

EVIL = """
import os, sys, tempfile
tempfile.tempdir = "/"
sys.modules.setdefault("numpy", None)
from tansiq.extract import reading, worker
from tansiq.extract.outcome import Extracted, Piece
from tansiq.terms.intake import ReadOutcome

def tried(*things):
    told = []
    for thing in things:
        try:
            told.append("DONE " + repr(thing()))
        except Exception as error:
            told.append(type(error).__name__)
    return Extracted(outcome=ReadOutcome.READ, kind="text", pieces=(Piece(text="\\n".join(told)),))

def read(document, name, limits):
    data = os.read(document, 1 << 16).decode()
    space = dict(globals(), document=document)
    exec(data, space)
    return space["found"]

reading.read = read
worker.main(sys.argv[1:])
"""


def evil(way: Way) -> Way:
    """The same walls around a worker that runs what its file says."""
    at = way.command.index("-m")
    return Way(way.name, (*way.command[:at], "-c", EVIL, *way.command[at + 2 :]))


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.name.replace(" ", "-"))
def walls(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(SMALL, [evil(request.param)]) as sandbox:
        yield sandbox


def run(sandbox: Sandbox, folder: Path, code: str) -> Extracted:
    file = folder / "evil.txt"
    file.write_text(code, encoding="utf-8")
    return sandbox.read(file)


def test_a_reader_reaches_no_network(walls: Sandbox, tmp_path: Path) -> None:
    """Requirement 8.7: parsers run without network."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"""
import socket
import subprocess
def udp():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))
found = tried(lambda: socket.create_connection(('127.0.0.1', {port}), 2), udp,
              lambda: socket.socket(socket.AF_UNIX), lambda: socket.socketpair())
"""
        told = run(walls, tmp_path, code)
    assert told.outcome is ReadOutcome.READ
    assert "DONE" not in told.text, told.text


def test_a_reader_changes_no_file(walls: Sandbox, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("as it was", encoding="utf-8")
    own = Path(__file__).resolve()
    code = f"""
import pathlib, tansiq
package = pathlib.Path(tansiq.__file__)
found = tried(
    lambda: open('/tmp/x', 'w'), lambda: open('/x', 'w'), lambda: os.mkdir('/tmp/y'),
    lambda: open(package, 'a'), lambda: os.rename(package, str(package) + '.old'),
    lambda: os.unlink(package), lambda: os.symlink('/etc', '/tmp/z'),
    lambda: os.chmod(package, 0o777),
    lambda: open({str(kept)!r}, 'w'), lambda: os.unlink({str(own)!r}),
    lambda: os.write(document, b'x'), lambda: os.truncate(package, 0), lambda: os.mknod('/dev/q'),
    lambda: os.chroot('/'), lambda: os.memfd_create('m'),
)
"""
    told = run(walls, tmp_path, code)
    assert told.outcome is ReadOutcome.READ
    assert "DONE" not in told.text, told.text
    assert kept.read_text(encoding="utf-8") == "as it was"


def test_a_reader_sees_nothing_of_the_machine_but_python(walls: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret.key"
    secret.write_text("secret", encoding="utf-8")
    code = f"""
found = tried(
    lambda: open({str(secret)!r}).read(), lambda: os.listdir({str(tmp_path)!r}),
    lambda: open('/etc/passwd').read(), lambda: os.listdir('/home'), lambda: os.listdir('/proc'),
    lambda: os.listdir('/var'), lambda: os.environ['HOME'],
)
"""
    told = run(walls, tmp_path, code)
    assert told.outcome is ReadOutcome.READ
    assert "DONE" not in told.text, told.text


def test_a_reader_starts_no_process_and_stops_none(walls: Sandbox, tmp_path: Path) -> None:
    code = """
import subprocess, threading, signal
found = tried(
    os.fork, lambda: subprocess.run(['/bin/true']), lambda: threading.Thread(target=print).start(),
    lambda: os.kill(os.getppid(), signal.SIGKILL), lambda: os.execv('/bin/true', ['true']),
    lambda: os.posix_spawn('/bin/true', ['true'], {}),
)
"""
    told = run(walls, tmp_path, code)
    assert told.outcome is ReadOutcome.READ
    assert "DONE" not in told.text, told.text


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        # Asked for and never touched: filling a gigabyte takes a slow machine its whole time.
        (
            "import mmap\nkept = [mmap.mmap(-1, 3 << 28)]\nwhile True: bytearray(1 << 28)",
            ReadTrouble.MEMORY,
        ),
        ("while True: pass", ReadTrouble.TIME),
        ("import time\ntime.sleep(60)", ReadTrouble.TIME),
        ("import time\ntime.sleep = None\nos.close(3)\nwhile True: pass", ReadTrouble.TIME),
        ("found = tried(lambda: 'x' * (1 << 22))", ReadTrouble.OUTPUT),
        ("os.abort()", ReadTrouble.KILLED),
        ("import ctypes\nctypes.string_at(0)", ReadTrouble.KILLED),
        ("os._exit(0)", ReadTrouble.KILLED),
        ("raise SystemExit(9)", ReadTrouble.KILLED),
        ("while True:\n    try: os.fork()\n    except OSError: pass", ReadTrouble.TIME),
    ],
    ids=("memory", "loop", "sleep", "closed", "flood", "abort", "fault", "exit", "raise", "forks"),
)
def test_what_a_file_does_costs_that_file_alone(
    walls: Sandbox, tmp_path: Path, code: str, trouble: ReadTrouble
) -> None:
    """Requirement 8.7: with memory and time caps; a bomb file costs one failure."""
    told = run(walls, tmp_path, code)
    assert (told.outcome, told.code) == (ReadOutcome.FAILED, trouble)
    again = run(walls, tmp_path, "found = tried(lambda: 'still here')")
    assert "still here" in again.text


def test_what_a_worker_says_is_believed_only_in_its_form(walls: Sandbox, tmp_path: Path) -> None:
    lies = (
        "os.write(6, b'{}')\nos._exit(0)",
        "found = tried()\nobject.__setattr__ if False else None\nos._exit(5)",
    )
    for code in lies:
        assert run(walls, tmp_path, code).outcome is ReadOutcome.FAILED


def test_a_machine_without_walls_reads_nothing(tmp_path: Path) -> None:
    """The node refuses; it never reads in its own process instead."""
    file = tmp_path / "a.txt"
    file.write_text("words", encoding="utf-8")
    bare = Way("bare", (sys.executable, "-I", "-m", "tansiq.extract.worker", "made"))
    none = Way("none", ("/nonexistent/unshare",))
    ends = Way("ends", ("/bin/false",))
    for tried in ((), (none,), (ends,), (bare,), (none, ends, bare)):
        with Sandbox(tried=tried) as sandbox, pytest.raises(Refused) as refused:
            sandbox.read(file)
        assert refused.value.code == "extract_no_sandbox"


def test_the_first_way_that_holds_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Some words of a file.", encoding="utf-8")
    bare = Way("bare", (sys.executable, "-I", "-m", "tansiq.extract.worker", "made"))
    with Sandbox(tried=(bare, *WAYS)) as sandbox:
        assert sandbox.read(file).text == "Some words of a file."
        assert sandbox.way == WAYS[0].name
        assert sandbox.walls is not None
        assert sandbox.walls.calls


def test_a_user_without_rights_is_walled_in_too(tmp_path: Path) -> None:
    """The node need not be root: user name spaces are enough."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to become somebody else")
    way = next((one for one in WAYS if one.name == "user name space"), None)
    assert way is not None
    file = tmp_path / "a.txt"
    file.write_text("Some words of a file.", encoding="utf-8")
    dropped = Way(
        "dropped", ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *way.command)
    )
    with Sandbox(tried=(dropped,)) as sandbox:
        try:
            assert sandbox.read(file).text == "Some words of a file."
        except Refused:
            pytest.skip("this Python lies where only root may read")


def test_no_directory_and_nothing_large_is_handed_over(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * 2048)
    os.mkfifo(tmp_path / "pipe")
    with Sandbox(Limits(size=1024)) as sandbox:
        for name in ("large.txt", "pipe", "."):
            with pytest.raises(Invalid) as problem:
                sandbox.read(tmp_path / name)
            assert problem.value.code == "document_large"
        with pytest.raises(Missing):
            sandbox.read(tmp_path / "none.txt")
        assert sandbox.way == ""


def test_the_node_loads_no_reader() -> None:
    """Findings: the parent never parses evidence; what would parse it is not even there."""
    code = (
        "import sys; import tansiq.node.drafting, tansiq.extract.sandbox;"
        "print([one for one in ('lxml', 'pypdfium2', 'openpyxl', 'trafilatura', 'fasttext')"
        " if one in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
