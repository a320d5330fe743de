"""What the pages of an operation show around their own matter, and how a version is read.

Promises: a version is shown from its canonical bytes, so that what is read is what the digest
covers; times carry their offset and stand beside UTC; an exercise is called one in every title.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import msgspec

from tansiq.node.actions import Action
from tansiq.node.operation_orders import local_times
from tansiq.node.operation_parts import Scene
from tansiq.operations.differences import Difference, differences
from tansiq.operations.facts import PlanFact
from tansiq.record import canonical
from tansiq.record.operations import OperationPlan
from tansiq.terms.digits import digest_code, digit_groups
from tansiq.terms.zones import PlaceTime
from tansiq.web.gate import Visit
from tansiq.web.operating_forms import address_of
from tansiq.web.saying import Line, wire_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A version as it is read: from its canonical bytes, with H-hour at every site."""

    plan: OperationPlan
    digest: str
    code: str
    digits: str
    lines: tuple[Line, ...]
    times: Mapping[str, PlaceTime]


def around(visit: Visit, scene: Scene, here: str) -> dict[str, Any]:
    """What every page of an operation is given."""
    names = {} if scene.head is None else {one.language: one.text for one in scene.head.plan.names}
    return {
        "scene": scene,
        "at": address_of(scene.where),
        "here": here,
        "title": visit.speech.name(names, scene.where.operation),
        "exercise": scene.exercise or visit.node.settings.exercise,
        "actions": Action,
        "code_of": code_of,
    }


def sheet_of(visit: Visit, head: PlanFact) -> Sheet:
    """A version for reading."""
    said = canonical.encode(msgspec.to_builtins(head.plan))
    plan = msgspec.json.decode(said, type=OperationPlan)
    fields: dict[str, object] = msgspec.json.decode(said)
    zones = {one.site: one.zone for one in plan.sites}
    return Sheet(
        plan=plan,
        digest=head.digest,
        code=code_of(head.digest),
        digits=digit_groups(bytes.fromhex(head.digest)),
        lines=wire_lines(fields),
        times=local_times(visit.node, plan.h_hour, zones),
    )


@cache
def zones_known() -> tuple[str, ...]:
    """Zones that a form offers: those of places, and UTC."""
    return ("UTC", *sorted(one for one in available_timezones() if "/" in one))


def code_of(digest: str) -> str:
    """A digest as the short digits that all parties compare; empty for none."""
    return digest_code(bytes.fromhex(digest)) if digest else ""


def changes(before: OperationPlan, after: OperationPlan) -> tuple[tuple[Line, Difference], ...]:
    """Every line that differs, with its place in words."""
    return tuple((Line(one.path, one.after, prose=True), one) for one in differences(before, after))
