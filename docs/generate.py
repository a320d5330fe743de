"""Writes docs/reference from the code, or says with `--check` that a page there is out of date.

Promises: every page is made from what the program itself uses (catalogues, registry, parser,
settings), so that it cannot say anything else. Holds no words of its own beside headings and the
descriptions of settings in `docs/settings.toml`.
"""

import importlib
import json
import pkgutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from types import ModuleType
from typing import Any

from msgspec import inspect

import tansiq.record
from tansiq.cli.catalogue import all_commands
from tansiq.cli.frame import Command
from tansiq.cli.wording import text as words_of
from tansiq.node.settings import Settings
from tansiq.record.registry import kinds
from tansiq.terms.languages import Language

DOCS = Path(__file__).resolve().parent
REFERENCE = DOCS / "reference"
PRODUCT = DOCS.parent / "src" / "tansiq"
WORDS = PRODUCT / "terms" / "words"
LANGUAGES = ("en", "fr", "es", "ar")
NOTE = "<!-- Written by `python3 dev.py docs`; change the code, not this page. -->\n"


def read(path: Path) -> dict[str, Any]:
    """One catalogue."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def first_paragraph(thing: type | ModuleType) -> str:
    """The opening sentences of a docstring, on one line."""
    return " ".join((thing.__doc__ or "").split("\n\n")[0].split())


def cell(words: object) -> str:
    """Text that keeps a table whole."""
    return str(words).replace("|", "\\|").replace("\n", " ")


def error_codes() -> Iterator[str]:
    """Every error code with its words and advice."""
    yield "# Error codes\n"
    yield (
        "A code is stable; its words may improve. Each has advice in the same four languages,\n"
        "which the program shows in the language of whoever reads it.\n"
    )
    for path in sorted((WORDS / "errors").glob("*.toml")):
        if not (codes := read(path)):
            continue
        yield f"## {path.stem.replace('_', ' ')}\n"
        yield "| code | what it says | what to do |\n|---|---|---|"
        for code, entry in sorted(codes.items()):
            yield f"| `{code}` | {cell(entry['en'])} | {cell(entry['do']['en'])} |"
        yield ""


def named(kind: inspect.Type) -> str:
    """The type of a field as a reader of the wire sees it."""
    plain = type(kind).__name__.removesuffix("Type").lower()
    name = {"str": "text", "int": "integer", "bool": "true or false"}.get(plain, plain)
    match kind:
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            name = f"list of {named(item)}"
        case inspect.UnionType(types=types):
            name = " or ".join(named(one) for one in types)
        case inspect.StructType(cls=cls):
            name = f"[{cls.__name__}](#{cls.__name__.lower()})"
        case inspect.DictType():
            name = "object"
        case inspect.LiteralType(values=values):
            name = " or ".join(f"`{value}`" for value in values)
        case inspect.EnumType(cls=cls):
            name = cls.__name__
        case inspect.NoneType():
            name = "null"
    return name


def inner(kind: inspect.Type) -> Iterator[type]:
    """The structures that a field's type is made of."""
    if isinstance(kind, inspect.StructType):
        yield kind.cls
    for name in ("item_type", "value_type"):
        if (child := getattr(kind, name, None)) is not None:
            yield from inner(child)
    for child in getattr(kind, "types", ()):
        yield from inner(child)


def field_table(cls: type) -> Iterator[str]:
    """The fields of one structure."""
    info = inspect.type_info(cls)
    if not getattr(info, "fields", ()):
        yield "No fields.\n"
        return
    yield "| field | type | must be given |\n|---|---|---|"
    for field in info.fields:
        yield f"| `{field.encode_name}` | {named(field.type)} | {'yes' if field.required else ''} |"
    yield ""


def parts_of(classes: list[type]) -> list[type]:
    """All structures inside the given ones, at any depth."""
    found: dict[str, type] = {}
    waiting = list(classes)
    while waiting:
        for field in inspect.type_info(waiting.pop()).fields:
            for part in inner(field.type):
                if part.__name__ not in found:
                    found[part.__name__] = part
                    waiting.append(part)
    return [found[name] for name in sorted(found)]


def record_kinds() -> Iterator[str]:
    """Every kind of record with its fields, and the structures inside them."""
    for module in pkgutil.iter_modules(tansiq.record.__path__, "tansiq.record."):
        importlib.import_module(module.name)
    yield "# Record kinds\n"
    yield (
        "What can be said. A record is `{kind, version, id, salt, author, time, data}` in\n"
        "canonical JSON; these are the fields of `data`. A node keeps and relays kinds and\n"
        "versions that it does not know.\n"
    )
    for (kind, version), cls in sorted(kinds().items()):
        yield f"## {kind} (version {version})\n\n{first_paragraph(cls)}\n"
        yield from field_table(cls)
    yield "# Parts\n"
    for part in parts_of(list(kinds().values())):
        yield f"## {part.__name__}\n\n{first_paragraph(part)}\n"
        yield from field_table(part)


def settings() -> Iterator[str]:
    """Every setting of a node with its default and what it does."""
    words = read(DOCS / "settings.toml")
    known = [field for field in fields(Settings) if field.name != "folder"]
    if strange := {field.name for field in known} ^ words.keys():
        sys.exit(f"docs/settings.toml and the settings of a node differ: {sorted(strange)}")
    yield "# Settings\n"
    yield "They stand in `node.toml` in the node's folder. A misspelt or unsafe one is refused.\n"
    yield "| setting | default | what it does |\n|---|---|---|"
    for field in known:
        default = "must be given" if field.default is MISSING else f"`{json.dumps(field.default)}`"
        if field.default_factory is not MISSING:
            default = f"`{json.dumps(field.default_factory())}`"
        yield f"| `{field.name}` | {default} | {cell(words[field.name])} |"
    yield ""


def argument_rows(command: Command) -> Iterator[str]:
    """The arguments of one verb, without those that every verb takes."""
    if not command.arguments:
        return
    yield "| argument | what it is |\n|---|---|"
    for one in command.arguments:
        must = one.options.get("required") or not one.flags[0].startswith("-")
        sign = ", ".join(f"`{flag}`" for flag in one.flags)
        said = cell(words_of("arguments", one.words, Language.EN))
        yield f"| {sign}{' (must be given)' if must else ''} | {said} |"
    yield ""


def command_line() -> Iterator[str]:
    """Every verb with its sentence and its arguments."""
    yield "# Command line\n"
    yield f"{words_of('help', 'tansiq', Language.EN)}\n"
    yield "Every verb takes these, before it or after it:\n"
    yield "| argument | what it is |\n|---|---|"
    for name in ("node", "json", "lang"):
        yield f"| `--{name}` | {cell(words_of('arguments', name, Language.EN))} |"
    yield ""
    for command in all_commands():
        yield f"## {command.path}\n\n{words_of('help', command.words, Language.EN)}\n"
        yield from argument_rows(command)


def glossary() -> Iterator[str]:
    """The words of the field in four languages."""
    yield "# Glossary\n"
    yield "The English word, in snake_case, is the word of the code, the commands and the wire.\n"
    yield "| English | français | español | العربية |\n|---|---|---|---|"
    for entry in read(WORDS / "terms.toml").values():
        if isinstance(entry, dict) and set(LANGUAGES) <= entry.keys():
            yield "| " + " | ".join(cell(entry[language]) for language in LANGUAGES) + " |"
    yield ""


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "error-codes.md": error_codes,
    "record-kinds.md": record_kinds,
    "settings.md": settings,
    "command-line.md": command_line,
    "glossary.md": glossary,
}


def main(words: list[str]) -> int:
    """Write the pages, or compare them; 1 when one is out of date."""
    only_check = "--check" in words
    stale = []
    for name, page in PAGES.items():
        text = NOTE + "\n".join(page()).rstrip() + "\n"
        path = REFERENCE / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not only_check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(("out of date: " if only_check else "written: ") + ", ".join(stale))
    return 1 if stale and only_check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
