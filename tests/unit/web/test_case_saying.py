"""What officers sign in a joint case is told in words: every kind, every field, every code."""

from collections.abc import Iterator

import msgspec
import pytest

from tansiq.record import cases, claims
from tansiq.record.base import Record
from tansiq.terms.languages import Language
from tansiq.web import case_saying, kinds, saying
from tansiq.web.templating import environment

KINDS = [
    one
    for module in (cases, claims)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Record) and one is not Record
]
WORDS = {**kinds.FIELDS, **saying.FIELDS, **case_saying.FIELDS}


def _fields(told: type) -> Iterator[str]:
    """Every field of a record, with those of what it holds."""
    for one in msgspec.structs.fields(told):
        yield one.name
        inner = getattr(one.type, "__args__", (one.type,))
        for each in inner:
            if isinstance(each, type) and issubclass(each, msgspec.Struct):
                yield from _fields(each)


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.KIND)
def test_every_kind_of_casework_and_each_of_its_fields_has_words(kind: type[Record]) -> None:
    assert kind.KIND in case_saying.ENTRIES
    assert (kind.KIND in case_saying.KINDS) == kind.ACT
    assert [one for one in _fields(kind) if one not in WORDS] == []


@pytest.mark.parametrize("language", Language)
def test_a_signer_reads_the_codes_of_a_claim_in_words(language: Language) -> None:
    told = environment(language).globals
    wire = {
        "schema": "Person",
        "parties": [{"state": "RAS"}],
        "state": "doing",
        "claims": [
            {
                "property": "birthDate",
                "value": "نخلة",
                "grade": "europol_4x4:B2",
                "nature": "fact",
                "about": False,
            }
        ],
    }
    lines = {line.path[-1]: line for line in saying.wire_lines(wire)}
    words = {name: told["code_words"](line) for name, line in lines.items()}
    assert all(words[name] for name in ("schema", "state", "property", "grade", "nature", "about"))
    assert lines["value"].prose, "an Arabic value runs from right to left"
    claims = told["field_words"]["claims"]
    assert lines["value"].label(told["field_words"]).startswith(f"{claims} · 1 · ")
    country, progress = (
        line.label(told["field_words"])
        for line in saying.wire_lines(wire)
        if line.path[-1] == "state"
    )
    assert country.split(" · ")[-1] != progress
