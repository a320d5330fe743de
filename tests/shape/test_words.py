"""Names and words: each package says what it is, and nothing speaks of the desk it was made on."""

import ast
import re

from tests.shape.source import PRODUCT, REPOSITORY, committed, modules, none_of

SHAPELESS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}

# Joined here so that this file does not contain what it forbids.
PLACES = re.compile(r"(?<![\w.-])/(?:wor" + "k|roo" + r"t)/")
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b")

NOT_OURS = {"uv.lock", "package-lock.json", "LICENSE"}


def test_no_module_or_folder_has_a_shapeless_name() -> None:
    names = {m.path.relative_to(PRODUCT) for m in modules(PRODUCT)}
    none_of(n.as_posix() for n in names if SHAPELESS & {*n.parts[:-1], n.stem})


def test_every_package_and_module_says_what_it_promises() -> None:
    silent = [m.name for m in modules(PRODUCT) if not ast.get_docstring(m.tree)]
    none_of(silent)


def test_every_folder_of_code_is_a_package() -> None:
    folders = {m.path.parent for m in modules(PRODUCT)}
    none_of(f.as_posix() for f in folders if not (f / "__init__.py").is_file())


def test_no_committed_file_names_a_place_of_one_machine_or_unfinished_work() -> None:
    found = []
    for path in committed():
        if path.name in NOT_OURS:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if PLACES.search(line) or UNFINISHED.search(line):
                found.append(f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()[:80]}")
    none_of(found)
