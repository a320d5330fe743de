"""One node for tests, driven by the command line in this process: quick, and the real thing."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.nodes.kept import Kept, clear_away, copy, kept

from tansiq.cli.main import main
from tansiq.cli.wording import page
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.embedded_place import place_for


@dataclass
class Lone:
    """A node folder with its officers' key files."""

    folder: Path
    officers: dict[str, Path] = field(default_factory=dict)

    @property
    def node(self) -> Path:
        return self.folder / "node"

    @property
    def place(self) -> Path:
        return place_for(self.node)

    def try_to(self, *words: str, who: str = "", reason: str = "") -> tuple[int, dict]:
        """Run a command; its exit code and the document it printed."""
        line = ["--node", str(self.node), "--lang", "en", *words, "--json"]
        if who:
            line += ["--as", str(self.officers[who])]
        if reason:
            line += ["--reason", reason]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(line)
        assert out.getvalue(), (words, code, err.getvalue())
        found = json.loads(out.getvalue())
        lacking = set() if "error" in found else unlabelled(found)
        assert not lacking, (words, lacking)
        return code, found

    def ask(self, *words: str, who: str = "", reason: str = "", expect: int = 0) -> dict:
        code, found = self.try_to(*words, who=who, reason=reason)
        assert code == expect, (words, code, found)
        return found

    def act(self, who: str, *words: str, expect: int = 0) -> dict:
        return self.ask(*words, "--yes", who=who, expect=expect)

    def decide(self, *words: str) -> dict:
        made = self.act("liaison", *words)
        return self.act("case", "change", "approve", made["proposal"])

    def officer(self, name: str, role: str) -> None:
        path = self.folder / "officers" / f"{name}.key"
        self.ask("officer", "key", "create", str(path))
        self.officers[name] = path
        self.decide(
            "officer", "propose", "add", "--key-file", str(path), "--name", name, "--role", role
        )

    def id_of(self, who: str) -> str:
        found: str = json.loads(self.officers[who].with_suffix(".json").read_text())["officer"]
        return found

    def file(self, title: str, text: str = "words", *more: str) -> dict:
        return self.act(
            "liaison", "report", "file", "--title", title, "--text", text, "--language", "en",
            "--grade", "europol_4x4:B2", "--handling", "H0", *more,
        )  # fmt: skip

    def set(self, **values: object) -> None:
        """Change settings as an administrator would, in the file."""
        path = self.node / "node.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        for name, value in values.items():
            said = json.dumps(value)
            lines = [f"{name} = {said}" if one.startswith(f"{name} =") else one for one in lines]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def files(self) -> list[Path]:
        """Every file of the node, with its database and write-ahead log."""
        places = (self.folder, self.place)
        return [one for place in places for one in place.rglob("*") if one.is_file()]


OWN_KEYS = {"names", "jobs", "keys", "tables", "properties"}
"""Fields whose inner names are no labels: languages, jobs, key ids, tables, foreign names."""


def unlabelled(found: object) -> set[str]:
    """Names of fields that would reach a person without words in the four languages."""
    if isinstance(found, list):
        return {name for one in found for name in unlabelled(one)}
    if not isinstance(found, dict):
        return set()
    inner = (one for name, one in found.items() if name not in OWN_KEYS)
    lacking = {name for name in found if name not in page("labels")}
    return lacking.union(*map(unlabelled, inner))


def found(folder: Path, name: str) -> Lone:
    """Found a node whose two founders are on `home`; its database is down again."""
    made = Lone(folder)
    told = made.ask(
        "init", "--id", name, "--name", f"en=Agency {name}", "--exercise",
        "--founder", "A=liaison_officer,intelligence_analyst",
        "--founder", "B=case_officer,prosecutor",
        "--officers", str(folder / "officers"), "--root-key", str(folder / "root"),
        "--exchange-port", "0", "--web-port", "0",
    )  # fmt: skip
    for who, founder in zip(("liaison", "case"), told["founders"], strict=True):
        made.officers[who] = Path(founder["key_file"])
    with staying_up(made):
        made.decide("officer", "propose", "assign", made.id_of("liaison"), "--file", "home")
        proposal = made.act(
            "case", "officer", "propose", "assign", made.id_of("case"), "--file", "home"
        )
        made.act("liaison", "change", "approve", proposal["proposal"])
    return made


@cache
def _founding(name: str) -> Kept:
    def alone(folder: Path) -> dict[Path, dict[str, Path]]:
        made = found(folder, name)
        return {made.node: made.officers}

    return kept(alone)


@contextmanager
def lone(folder: Path, name: str = "rabat") -> Iterator[Lone]:
    """A founded node whose two founders are on `home`; removed with its database at the end."""
    made = Lone(folder)
    try:
        (made.officers,) = _founding(name).lay(folder)
        yield made
    finally:
        clear_away(made.node)


@contextmanager
def staying_up(node: Lone) -> Iterator[None]:
    """Commands find the database up, as they do beside a server, instead of starting it each."""
    with EmbeddedServer(node.place):
        yield


@contextmanager
def twin(node: Lone, folder: Path) -> Iterator[Lone]:
    """The same node with the same past, in another folder; the database must not be running."""
    folder.mkdir()
    made = Lone(folder, dict(node.officers))
    try:
        for here, there in ((node.node, made.node), (node.place, made.place)):
            copy(here, there)
        yield made
    finally:
        clear_away(made.node)
