"""One node on this machine as a demo or a test has it: folder, ports, processes, command lines.

Promises that what it started can be stopped, also PostgreSQL. It knows no story.
"""

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from demo.leftovers import clear, database_processes
from demo.ports import Failed, Ports, free_ports

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(__file__).resolve().parent / "data"
BIN = Path(sys.executable).parent
PATIENCE = 60.0
STOPPING = 15.0


@dataclass
class Side:
    """One agency's node as the demo sees it from outside: folder, ports, officers, processes."""

    id: str
    folder: Path
    ports: Ports
    languages: str
    running: dict[str, subprocess.Popen] = field(default_factory=dict)
    officers: dict[str, Path] = field(default_factory=dict)
    ending: bool = False
    terminal: subprocess.Popen[str] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def node(self) -> Path:
        """The node folder itself."""
        return self.folder / "node"

    @property
    def url(self) -> str:
        """Address of the pages."""
        return f"http://{self.id}.localhost:{self.ports.web}"

    def tansiq(
        self,
        command: str,
        *words: str,
        who: str = "",
        reason: str = "",
        expect: int = 0,
        **values: str,
    ) -> dict:
        """Run one command as a person would, and return what it printed.

        `command` is a command line with {places} that `values` fill, each as one word, whatever
        it holds; `words` are appended as they are.

        `expect` is the exit code that must come back; anything else ends the demo. The commands
        of one side go to one `tansiq batch` process, which saves starting Python for each.
        """
        line = [word.format(**values) for word in shlex.split(command)] + list(words)
        if who:
            line += ["--as", str(self.officers[who])]
        if reason:
            line += ["--reason", reason]
        with self.lock:
            code, told = self._ask(shlex.join(line))
        if code != expect:
            raise Failed(f"{self.id}: tansiq {shlex.join(line)} ended with {code}: {told}")
        return json.loads(told) if told else {}

    def _ask(self, line: str) -> tuple[int, str]:
        if self.ending:
            raise Failed(f"{self.id}: the demo ends")
        if self.terminal is None or self.terminal.poll() is not None:
            self.terminal = subprocess.Popen(
                [str(BIN / "tansiq"), "--node", str(self.node), "--lang", "en", "batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        speak, hear = self.terminal.stdin, self.terminal.stdout
        if speak is None or hear is None:
            raise Failed(f"{self.id}: no terminal")
        speak.write(line + "\n")
        speak.flush()
        told = ""
        for answer in hear:
            if answer.startswith("#"):
                return int(answer[1:]), told
            told += answer
        raise Failed(f"{self.id}: the terminal ended in the middle of: {line}")

    def give_up(self) -> None:
        """Begin nothing more, and let what is under way fail at once."""
        self.ending = True
        if self.terminal is not None:
            self.terminal.kill()

    def hang_up(self) -> None:
        """End the terminal in order."""
        if self.terminal is not None and self.terminal.stdin is not None:
            with contextlib.suppress(OSError):
                self.terminal.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.terminal.wait(STOPPING)
            self.terminal.kill()
            self.terminal.wait()
            self.terminal = None

    @staticmethod
    def key_of(founder: dict) -> Path:
        """The key file of a founding officer."""
        return Path(founder["key_file"])

    def id_of(self, who: str) -> str:
        """The pseudonym of an officer, as the file beside the key tells it."""
        return json.loads(self.officers[who].with_suffix(".json").read_text())["officer"]

    def partner(self) -> dict:
        """The state of the link to the one partner there is."""
        found = self.tansiq("status")["partners"]
        return found[0] if found else {"link": "never"}

    def act(self, who: str, command: str, *words: str, expect: int = 0, **values: str) -> dict:
        """Run a command that an officer signs."""
        return self.tansiq(command, *words, "--yes", who=who, expect=expect, **values)

    def start(self) -> None:
        """Start server and worker as processes of their own."""
        for name in ("serve", "worker"):
            if self.ending:
                raise Failed(f"{self.id}: the demo ends")
            if name in self.running and self.running[name].poll() is None:
                continue
            journal = (self.folder / f"{name}.journal").open("ab")
            self.running[name] = subprocess.Popen(
                [str(BIN / "tansiq"), "--node", str(self.node), name, "--parent", str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=journal,
                stderr=journal,
                start_new_session=True,
            )
            journal.close()
            if name == "serve":
                self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        """Wait for the status page; fails with the server's last words."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.ending or self.running["serve"].poll() is not None:
                break
            with contextlib.suppress(OSError, urllib.error.URLError):
                address = f"http://127.0.0.1:{self.ports.web}/"
                with urllib.request.urlopen(address, timeout=2) as page:
                    if page.status == 200:
                        return
            time.sleep(0.1)
        raise Failed(f"{self.id} does not answer: {self.last_words()}")

    def last_words(self) -> str:
        """The end of the server's journal."""
        journal = self.folder / "serve.journal"
        return journal.read_text(errors="replace")[-2000:] if journal.exists() else ""

    def kill(self) -> None:
        """End every process of this node as a power cut would (SIGKILL, the database with it)."""
        if self.terminal is not None:
            self.running["terminal"] = self.terminal
            self.terminal = None
        for one in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()
        self.running.clear()
        for pid in self.database_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """End every process in order, the server last; insist after a while."""
        worker = self.running.get("worker")
        if worker is not None and worker.poll() is None:
            worker.terminate()
        self.hang_up()
        for name in ("worker", "serve"):
            self.stop_one(name)
        deadline = time.monotonic() + STOPPING
        while self.database_processes() and time.monotonic() < deadline:
            time.sleep(0.1)

    def stop_one(self, name: str) -> None:
        """End the server or the worker in order; insist after a while."""
        one = self.running.pop(name, None)
        if one is None or one.poll() is not None:
            return
        one.terminate()
        try:
            one.wait(STOPPING)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()

    def database_processes(self) -> list[int]:
        """Processes that work in this node's database folder."""
        return database_processes(self.node)


@contextlib.contextmanager
def placed(folder: Path, wanted: Mapping[str, str], first: int) -> Iterator[tuple[Side, ...]]:
    """Empty places for these nodes, each with its languages; whatever stands there is stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = free_ports([Ports(first + at, first + 10 + at) for at in range(len(wanted))])
    made = []
    for (name, languages), its in zip(wanted.items(), ports, strict=True):
        side = Side(name, folder / name, its, languages)
        clear(side.folder, side.node)
        side.folder.mkdir(mode=0o700)
        made.append(side)
    try:
        yield tuple(made)
    except BaseException:
        for side in made:
            side.give_up()
        raise
    finally:
        with ThreadPoolExecutor(len(made)) as pool:
            list(pool.map(Side.stop, made))
