"""What officers sign in a private match is told in words: every kind, field, code and type."""

from collections.abc import Iterator

import msgspec
import pytest

from tansiq.record import matches, watches
from tansiq.record.base import Record
from tansiq.subjects.commands import VERDICTS
from tansiq.subjects.normal import TYPES
from tansiq.terms.languages import Language
from tansiq.web import match_saying, saying
from tansiq.web.templating import environment

KINDS = [
    one
    for module in (matches, watches)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Record) and one is not Record
]
# Signed all the same: an officer ends a match, and turns a key, as well as a node.
SIGNED = {"match_ended", "match_epoch_opened"}


def _fields(told: type) -> Iterator[str]:
    """Every field of a record, with those of what it holds."""
    for one in msgspec.structs.fields(told):
        yield one.name
        for each in getattr(one.type, "__args__", (one.type,)):
            if isinstance(each, type) and issubclass(each, msgspec.Struct):
                yield from _fields(each)


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.KIND)
def test_every_kind_of_a_match_and_each_of_its_fields_has_words(kind: type[Record]) -> None:
    assert kind.KIND in match_saying.ENTRIES
    assert (kind.KIND in match_saying.KINDS) == (kind.ACT or kind.KIND in SIGNED)
    words = environment(Language.EN).globals["fields_of"](kind.KIND)
    assert [one for one in _fields(kind) if one not in words] == []


def test_every_type_and_every_verdict_has_words() -> None:
    assert set(match_saying.TYPES) >= set(TYPES)
    assert set(match_saying.VERDICTS) == set(VERDICTS)
    assert set(match_saying.CAUTIONS) >= set(TYPES)


@pytest.mark.parametrize("language", Language)
def test_a_signer_reads_a_verdict_and_an_approval_in_words(language: Language) -> None:
    told = environment(language).globals
    wire = {
        "place": 7,
        "verdict": "not_same",
        "step": "reveal",
        "type": "phone",
        "digest": "ab" * 32,
    }
    lines = {line.path[-1]: line for line in saying.wire_lines(wire)}
    for name in ("verdict", "step", "type", "digest"):
        assert told["code_words"](lines[name]), name
    own, usual = told["fields_of"]("match_judged"), told["field_words"]
    assert lines["place"].label(own) != lines["place"].label(usual), "a place is none in a source"
