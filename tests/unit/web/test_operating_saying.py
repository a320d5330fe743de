"""What officers sign in an operation is told in words: every kind, field and code."""

from collections.abc import Iterator

import msgspec
import pytest

from tansiq.record import operations, tactics
from tansiq.record.base import Record
from tansiq.terms.languages import Language
from tansiq.web import operating_saying, saying
from tansiq.web.templating import environment

KINDS = sorted(
    {
        one
        for module in (operations, tactics)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Record) and getattr(one, "KIND", "")
    },
    key=lambda one: one.KIND,
)


def _fields(told: type) -> Iterator[str]:
    """Every field of a record, with those of what it holds."""
    for one in msgspec.structs.fields(told):
        yield one.name
        for each in getattr(one.type, "__args__", (one.type,)):
            if isinstance(each, type) and issubclass(each, msgspec.Struct):
                yield from _fields(each)


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.KIND)
def test_every_kind_of_an_operation_and_each_of_its_fields_has_words(kind: type[Record]) -> None:
    assert kind.KIND in operating_saying.ENTRIES
    assert (kind.KIND in operating_saying.KINDS) == kind.ACT
    words = environment(Language.EN).globals["fields_of"](kind.KIND)
    assert [one for one in _fields(kind) if one not in words] == []


@pytest.mark.parametrize("language", Language)
def test_a_signer_reads_a_vote_and_a_point_in_words(language: Language) -> None:
    told = environment(language).globals
    wire = {"choice": "no_go", "plan": "ab" * 32, "item": "medic", "done": False, "state": "moving"}
    lines = {line.path[-1]: line for line in saying.wire_lines(wire)}
    for name in wire:
        assert told["code_words"](lines[name]), name
