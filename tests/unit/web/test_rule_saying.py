"""What officers sign about law and zones is told in words: every kind, field and code."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest

from tansiq.record import rules
from tansiq.record.base import Record
from tansiq.record.registry import new_said, to_wire
from tansiq.terms.languages import Language
from tansiq.terms.rule_files import templates
from tansiq.web import rule_saying, saying
from tansiq.web.templating import environment

KINDS = [
    one
    for one in vars(rules).values()
    if isinstance(one, type) and issubclass(one, Record) and one is not Record
]
CODED = {"code", "who", "by", "start", "kind", "part", "on_end", "level", "when", "unless",
         "waivers"}  # fmt: skip


def _fields(told: type) -> Iterator[str]:
    """Every field of a record, with those of what it holds."""
    for one in msgspec.structs.fields(told):
        yield one.name
        for each in getattr(one.type, "__args__", (one.type,)):
            if isinstance(each, type) and issubclass(each, msgspec.Struct):
                yield from _fields(each)


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.KIND)
def test_every_kind_of_law_and_each_of_its_fields_has_words(kind: type[Record]) -> None:
    assert kind.KIND in rule_saying.ENTRIES
    assert kind.KIND in rule_saying.KINDS
    words = environment(Language.EN).globals["fields_of"](kind.KIND)
    assert [one for one in _fields(kind) if one not in words] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", templates())
def test_a_signer_reads_every_code_of_a_rule_set_in_words(name: str, language: Language) -> None:
    record = rules.RuleSetAdopted(rules=templates()[name])
    wire = to_wire(new_said(record, None, datetime(2026, 11, 5, tzinfo=UTC)))["data"]
    assert isinstance(wire, dict)
    told = environment(language).globals["code_words"]
    lines = [one for one in saying.wire_lines(wire) if one.path[-1] in CODED]
    assert len(lines) > 40
    assert [one for one in lines if not told(one)] == []
