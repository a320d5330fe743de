"""Every action of the access matrix is asked by somebody; what asks no officer says so."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.shape.source import PRODUCT, REPOSITORY, modules

from tansiq.cli.catalogue import all_commands
from tansiq.cli.frame import AS
from tansiq.node.access import MATRIX, PAGES_ONLY
from tansiq.node.actions import Action

PAGES = PRODUCT / "web" / "pages"


def asked_in(folder: Path) -> set[Action]:
    """The actions that code of a folder asks for by name, the matrix itself left out."""
    return {
        Action[name]
        for module in modules(folder)
        if module.path.name != "access.py"
        for name in _named(module.tree)
    }


def _named(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="Action"), attr=name):
                yield name


def test_every_action_is_asked_by_a_verb_or_kept_for_a_page() -> None:
    """A row that nothing asks for promises a check that nobody makes."""
    verbs = asked_in(PRODUCT / "node")
    assert set(MATRIX) - verbs == set(PAGES_ONLY)


def test_a_page_that_is_there_asks_for_the_action_kept_for_it() -> None:
    there = {action: name for action, name in PAGES_ONLY.items() if (PAGES / f"{name}.py").exists()}
    missing = {action for action in there if action not in asked_in(PRODUCT / "web")}
    assert not missing


def test_security_lists_every_verb_that_asks_no_officer() -> None:
    """DESIGN 6: rights on the folder decide there, and the page on security says so."""
    text = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"(?m)^Verbs that ask no officer: (.+)\.$", text)
    unasked = {one.path for one in all_commands() if AS not in one.arguments}
    assert set(re.findall(r"`([a-z -]+)`", listed)) == unasked
