"""Words leave by a release, its correction, a request or a case's source, by nothing else (1.3)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tansiq.record.base import Record
from tansiq.record.material import Attachment, Content, Mention
from tansiq.record.registry import kinds

# Kinds that carry words, entities or files of a report, and the one file that may plan each.
CARRIERS = {
    "report_filed": "filing.py",  # into home only
    "report_released": "releasing.py",
    "report_corrected": "recalling.py",
    "request_made": "requesting.py",
    "document_filed": "sourcing.py",  # a source of a joint case, with its files
    "item_seized": "seizures.py",  # into home only, with photographs
    "draft_taken": "commands.py",  # into home only, with the file and what was read in it
    # Rows of points and tags of a match are files too; the list itself stays at home.
    "identifiers_listed": "matches.py",  # into home only
    "match_accepted": "match_steps.py",
    "match_asked": "match_steps.py",
    "match_answered": "match_steps.py",
    "identifiers_changed": "match_lists.py",  # into home only
    "match_round_prepared": "match_watch.py",  # into home only
    "match_rekeyed": "match_watch.py",
    "match_round_asked": "match_watch.py",
    "match_round_answered": "match_watch.py",
}


def structs_within(kind: type[object]) -> Iterator[type[object]]:
    found = msgspec.inspect.type_info(kind)
    waiting: list[object] = [found]
    seen: set[type[object]] = set()  # a kind may hold itself
    while waiting:
        one = waiting.pop()
        if isinstance(one, msgspec.inspect.StructType):
            if one.cls in seen:
                continue
            seen.add(one.cls)
            yield one.cls
            waiting += [field.type for field in one.fields]
        for name in ("item_type", "types", "item_types"):
            inner = getattr(one, name, ())
            waiting += inner if isinstance(inner, tuple) else [inner]


def test_only_these_kinds_can_carry_words_or_files() -> None:
    carrying = {
        cls.KIND
        for cls in kinds().values()
        if {Content, Mention, Attachment} & set(structs_within(cls))
    }
    assert carrying == CARRIERS.keys()


def made_in(folder: Path, names: set[str]) -> set[tuple[str, str]]:
    """Which classes are constructed in which file."""
    return {
        (node.func.id, path.name)
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    }


def test_each_of_them_is_made_in_one_file_of_the_whole_program(repository: Path) -> None:
    by_kind: dict[str, type[Record]] = {cls.KIND: cls for cls in kinds().values()}
    names = {by_kind[kind].__name__ for kind in CARRIERS}
    wanted = {(by_kind[kind].__name__, place) for kind, place in CARRIERS.items()}
    assert made_in(repository / "src", names) == wanted
