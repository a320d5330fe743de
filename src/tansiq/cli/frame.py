"""What a command is: its words, its arguments, and what it gives back.

Promises that every command has help in four languages, takes `--json`, and gives back plain data
with stable names; printing is done in one place. A command opens the node through its `Call`, so
that the node is closed again whatever happens.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from tansiq.cli.loading import part
from tansiq.cli.wording import text
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language

if TYPE_CHECKING:
    from tansiq.node.compose import Node

# Flags that stand before the verb and take a value.
VALUED = ("--node", "--lang")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its flags (or a bare name), the key of its words, and what argparse needs."""

    flags: tuple[str, ...]
    words: str
    options: Mapping[str, Any] = field(default_factory=dict)


def option(flag: str, words: str = "", **options: Any) -> Argument:
    """A flag such as `--grade`; its words are those of its name unless told otherwise."""
    return Argument((flag,), words or flag.lstrip("-").replace("-", "_"), options)


def several(flag: str, words: str = "", **options: Any) -> Argument:
    """A flag that may be given several times; its value is a list."""
    return option(flag, words, action="append", default=[], **options)


def place(name: str, words: str = "", **options: Any) -> Argument:
    """A positional argument."""
    return Argument((name,), words or name, options)


AS = option("--as", "as", metavar="KEYFILE", dest="officer_key")
YES = option("--yes", action="store_true")
REASON = option("--reason", default="")
ACT = (AS, YES)
READ = (AS, REASON)


@dataclass(slots=True)
class Call:
    """One run of a command: arguments, language, streams, and the node while it is open."""

    args: argparse.Namespace
    language: Language
    closing: ExitStack
    opened: "dict[Path, Node]" = field(default_factory=dict)
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)

    @property
    def folder(self) -> Path:
        """The node folder named on the command line or by TANSIQ_NODE; Invalid `cli_no_node`."""
        if not self.args.node:
            raise Invalid("cli_no_node")
        return Path(self.args.node)

    def node(self) -> "Node":
        """The open node; it is closed when the command, or the whole batch, ends."""
        folder = self.folder
        if folder not in self.opened:
            self.opened[folder] = self.closing.enter_context(part("node.compose").Node.open(folder))
            # A batch may outlive the process that owns the embedded database.
            self.opened[folder].database.keep()
        return self.opened[folder]


Run = Callable[[Call], "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gives back: data for programs; for people a sentence, and rows where given."""

    data: Mapping[str, object]
    said: str = ""
    plain: str = ""
    code: int = 0


@dataclass(frozen=True, slots=True)
class Command:
    """A verb with its path (`report import csv`), its arguments, and what it does."""

    path: str
    run: Run
    arguments: tuple[Argument, ...] = ()

    @property
    def words(self) -> str:
        """The key of its help text."""
        return self.path.replace(" ", ".")


def build(commands: Iterable[Command], language: Language) -> argparse.ArgumentParser:
    """The whole parser in one language."""
    parser = _parser("tansiq", "tansiq", language)
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for command in commands:
        *above, name = command.path.split(" ")
        actions = _group(parser, groups, tuple(above), language)
        made = _add(actions, name, command.words, language)
        for one in command.arguments:
            said = text("arguments", one.words, language)
            made.add_argument(*one.flags, help=said, **one.options)
        made.set_defaults(run=command.run, command=command.path)
    return parser


def _group(
    parser: argparse.ArgumentParser,
    groups: dict[str, "argparse._SubParsersAction[argparse.ArgumentParser]"],
    path: tuple[str, ...],
    language: Language,
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    key = ".".join(path)
    if key in groups:
        return groups[key]
    owner = parser
    if path:
        owner = _add(_group(parser, groups, path[:-1], language), path[-1], key, language)
    groups[key] = owner.add_subparsers(metavar="…", required=True, dest="_".join(("verb", *path)))
    return groups[key]


def _add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    words: str,
    language: Language,
) -> argparse.ArgumentParser:
    said = text("help", words, language)
    made = actions.add_parser(name, help=said, description=said, allow_abbrev=False)
    _common(made, language, argparse.SUPPRESS)
    return made


def _parser(name: str, words: str, language: Language) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=name, description=text("help", words, language), allow_abbrev=False
    )
    _common(parser, language, None)
    return parser


def _common(parser: argparse.ArgumentParser, language: Language, default: str | None) -> None:
    """Arguments that stand before or after the verb alike."""
    suppressed = default is not None
    parser.add_argument(
        "--node", metavar="DIR", help=text("arguments", "node", language), default=default
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help=text("arguments", "json", language),
        default=argparse.SUPPRESS if suppressed else False,
    )
    parser.add_argument(
        "--lang",
        choices=[str(one) for one in Language],
        help=text("arguments", "lang", language),
        default=default,
    )
