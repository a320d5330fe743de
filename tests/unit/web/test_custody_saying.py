"""What officers sign in the register is told in words: every kind, field and code."""

from collections.abc import Iterator

import msgspec
import pytest

from tansiq.record import custody
from tansiq.record.base import Record
from tansiq.terms.languages import Language
from tansiq.web import custody_saying, saying
from tansiq.web.templating import environment

KINDS = [
    one
    for one in vars(custody).values()
    if isinstance(one, type) and issubclass(one, Record) and one is not Record
]


def _fields(told: type) -> Iterator[str]:
    """Every field of a record, with those of what it holds."""
    for one in msgspec.structs.fields(told):
        yield one.name
        for each in getattr(one.type, "__args__", (one.type,)):
            if isinstance(each, type) and issubclass(each, msgspec.Struct):
                yield from _fields(each)


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.KIND)
def test_every_kind_of_the_register_and_each_of_its_fields_has_words(kind: type[Record]) -> None:
    """Each may be signed: at a desk, or by what tells that a telephone brought it in."""
    assert kind.KIND in custody_saying.ENTRIES
    assert kind.KIND in custody_saying.KINDS
    words = environment(Language.EN).globals["fields_of"](kind.KIND)
    assert [one for one in _fields(kind) if one not in words] == []


@pytest.mark.parametrize("language", Language)
def test_codes_are_told_in_words_and_words_of_people_are_left_alone(language: Language) -> None:
    wire = {"event": "released", "what": "phone", "minor": True, "by": "judge", "words": "released"}
    lines = {line.path[-1]: line for line in saying.wire_lines(wire)}
    told = environment(language).globals["code_words"]
    for name in ("event", "what", "minor", "by"):
        assert told(lines[name]), name
    assert not told(lines["words"])
    assert lines["words"].prose
