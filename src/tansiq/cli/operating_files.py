"""An own part and an order as files (TOML or JSON), for whoever writes them in an editor.

Promises: a field that no record has is refused by name, so that a slip of the pen drops nothing;
hours may be written as local time at a named zone. The format stands in
`docs/howto/run-an-operation.md`. Judges nothing: the node does.
"""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from tansiq.cli.intake import read_bytes
from tansiq.operations.commands import OrderDraft
from tansiq.record.officers import Label
from tansiq.record.operations import (
    OrderText,
    PassedOver,
    Phase,
    QuorumParty,
    QuorumRule,
    SilenceOf,
)
from tansiq.record.tactics import TacticalPart, TacticalSite, Target, Team
from tansiq.terms.errors import Invalid

LocalTime = Callable[[str, str], str]
"""Gives the instant (wire time) of a local reading at a zone."""
T = TypeVar("T")


class SiteInFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site; `enters` is a local reading at its zone, in place of `enters_at` in UTC."""

    site: str
    zone: str
    address: str
    team: Team
    targets: tuple[Target, ...] = ()
    conditions: tuple[str, ...] = ()
    entry: str = ""
    medical: str = ""
    latitude: str = ""
    longitude: str = ""
    enters_at: str = ""
    enters: str = ""


class PartInFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An own part."""

    jurisdiction: str
    sites: tuple[SiteInFile, ...]
    notes: str = ""


class OrderInFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order; `h_local` at `h_zone` may stand in place of `h_hour` in UTC."""

    names: tuple[Label, ...]
    texts: tuple[OrderText, ...]
    quorum: tuple[QuorumParty, ...]
    silence: tuple[SilenceOf, ...]
    languages: tuple[str, ...]
    h_hour: str = ""
    h_local: str = ""
    h_zone: str = "UTC"
    stale_minutes: int = 5
    phases: tuple[Phase, ...] = ()
    changed: str = ""
    resumes: tuple[str, ...] = ()
    passes_over: tuple[PassedOver, ...] = ()


def read_part(file: str, operation: str, at: LocalTime) -> tuple[TacticalPart, dict[str, str]]:
    """The own part in a file, and the zone of each site; Invalid `cli_operation_file`."""
    told = _read(file, PartInFile)
    part = TacticalPart(
        operation=operation,
        jurisdiction=told.jurisdiction,
        sites=tuple(_site(one, at) for one in told.sites),
        notes=told.notes,
    )
    return part, {one.site: one.zone for one in told.sites}


def _site(one: SiteInFile, at: LocalTime) -> TacticalSite:
    return TacticalSite(
        site=one.site,
        address=one.address,
        targets=one.targets,
        team=one.team,
        conditions=one.conditions,
        entry=one.entry,
        medical=one.medical,
        latitude=one.latitude,
        longitude=one.longitude,
        enters_at=at(one.enters, one.zone) if one.enters else one.enters_at,
    )


def read_order(file: str, changed: str, at: LocalTime) -> OrderDraft:
    """The order in a file; Invalid `cli_operation_file`."""
    told = _read(file, OrderInFile)
    return OrderDraft(
        names=told.names,
        texts=told.texts,
        h_hour=at(told.h_local, told.h_zone) if told.h_local else told.h_hour,
        quorum=QuorumRule(version=1, parties=told.quorum),
        silence=told.silence,
        phases=told.phases,
        languages=told.languages,
        stale_minutes=told.stale_minutes,
        changed=changed or told.changed,
        resumes=told.resumes,
        passes_over=told.passes_over,
    )


def _read(file: str, shape: type[T]) -> T:
    try:
        text = read_bytes(file).decode("utf-8")
        told = json.loads(text) if Path(file).suffix == ".json" else tomllib.loads(text)
        return msgspec.convert(told, shape)
    except (UnicodeDecodeError, ValueError) as problem:
        # Where it is wrong: the path alone, none of a library's own words.
        place = str(problem).partition("`$")[2].partition("`")[0].lstrip(".") or "file"
        raise Invalid("cli_operation_file", file=file, place=place[:80]) from problem
