"""What changed between two versions of an order, line by line, and a draft to go on from.

Promises: pure; nothing that differs is left out. Items of a list are told apart by what names them
(site, party, language, code), so that a new site is one line and not a shift of all others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tansiq.operations.ordering import OrderDraft
from tansiq.record.operations import OperationPlan

Path = tuple[str, ...]

_OWN_NUMBER = frozenset({"number", "previous", "operation", "zone_table"})
"""Fields that every version has anew, and that change nothing of what is agreed."""
_NAMED_BY = ("site", "party", "language", "code", "origin")


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: where it stands, how it was and how it is; empty where it was or is not there."""

    path: Path
    before: str
    after: str


def differences(before: OperationPlan, after: OperationPlan) -> tuple[Difference, ...]:
    """Every line in which two versions differ, in the order of the plan."""
    old, new = lines_of(before), lines_of(after)
    places = [*new, *(one for one in old if one not in new)]
    return tuple(
        Difference(one, old.get(one, ""), new.get(one, ""))
        for one in places
        if old.get(one, "") != new.get(one, "")
    )


def lines_of(plan: OperationPlan) -> dict[Path, str]:
    """Every line of a version by its place."""
    said: dict[str, object] = msgspec.to_builtins(plan)
    kept = {name: value for name, value in said.items() if name not in _OWN_NUMBER}
    return dict(_lines((), kept))


def _lines(path: Path, value: object) -> Iterator[tuple[Path, str]]:
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _lines((*path, str(name)), inner)
        case list() | tuple():
            yield from _items(path, value)
        case bool():
            yield path, "true" if value else "false"
        case _:
            yield path, str(value)


def _items(path: Path, values: Sequence[object]) -> Iterator[tuple[Path, str]]:
    if all(isinstance(one, str) for one in values):
        yield path, ", ".join(map(str, values))
        return
    for number, inner in enumerate(values, start=1):
        yield from _lines((*path, _name(inner, number)), inner)


def _name(value: object, number: int) -> str:
    """What tells an item of a list from the others."""
    if isinstance(value, Mapping):
        for name in _NAMED_BY:
            if name in value:
                place = f" {value['seq']}" if name == "origin" else ""
                return f"{value[name]}{place}"
    return str(number)


def draft_of(plan: OperationPlan) -> OrderDraft:
    """What an officer would have to write to say the same again."""
    return OrderDraft(
        names=plan.names,
        texts=plan.texts,
        h_hour=plan.h_hour,
        quorum=plan.quorum,
        silence=plan.silence,
        phases=plan.phases,
        languages=plan.languages,
        stale_minutes=plan.stale_minutes,
        passes_over=plan.passes_over,
    )
