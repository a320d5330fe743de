"""A site and the state of its order as a telephone is given them: plain values, no words.

Promises: nothing but what `node.field_sites` and `node.field_desk` gave; codes stay codes, because
the page speaks four languages without asking again; times are UTC, with the offset of the place
beside them as this node's zone table has it.
"""

from collections.abc import Iterable

import msgspec

from tansiq.ledger import base64
from tansiq.node.field_desk import DeviceState, FieldNow
from tansiq.node.field_sites import FieldSite
from tansiq.operations.checklists import Checklist
from tansiq.record.officers import Label
from tansiq.record.operations import OperationPlan
from tansiq.record.tactics import TacticalSite
from tansiq.terms.clock import ZonedTime, stamp
from tansiq.terms.rule_sets import ClockRule, RuleSet
from tansiq.terms.rule_words import Circumstance, ClockKind

Plain = dict[str, object]
RIGHTS = (
    ClockKind.CUSTODY,
    ClockKind.RIGHTS_TOLD,
    ClockKind.LAWYER,
    ClockKind.FAMILY_TOLD,
    ClockKind.GUARDIAN_TOLD,
    ClockKind.PROSECUTION_TOLD,
)
"""What of a rule set a team must know when somebody is arrested."""


def given(site: FieldSite, now: FieldNow) -> Plain:
    """Everything a telephone holds of one site."""
    return {
        "place": site.place,
        "officer": site.officer,
        "channel": site.where.channel,
        "operation": site.where.operation,
        "site": site.site.site,
        "zone": site.site.zone,
        "exercise": site.plan.exercise,
        "opens": stamp(site.window.opens),
        "closes": stamp(site.window.closes),
        "key": {
            "id": site.key.key,
            "public": base64.to_text(site.key.public),
            "fingerprint": site.key.fingerprint,
        },
        "digest": site.digest,
        "plan": _plan(site.plan),
        "minutes_at_h": _minutes(site.at_h),
        "minutes_now": _minutes(ZonedTime(now.now, site.site.zone)),
        "own": _own(site.own),
        "jurisdiction": site.jurisdiction,
        "checklist": _checklist(site.checklist),
        "rules": _rules(site.rules),
        "now": told(now),
    }


def told(now: FieldNow) -> Plain:
    """The order as it stands, by this node's clock in milliseconds."""
    return {
        "ms": int(now.now.timestamp() * 1000),
        "order": now.order.value,
        "reason": now.reason.value,
        "plan": now.plan,
        "number": now.number,
        "h_hour": now.h_hour,
        "state": now.state,
        "devices": [_device(one) for one in now.devices],
    }


def _device(one: DeviceState) -> Plain:
    return {"device": one.device, "recorded": one.recorded, "waiting": list(one.waiting)}


def _plan(plan: OperationPlan) -> Plain:
    return {
        "number": plan.number,
        "names": _names(plan.names),
        "texts": [msgspec.to_builtins(one) for one in plan.texts],
        "h_hour": plan.h_hour,
        "phases": [
            {"code": one.code, "minutes": one.minutes, "names": _names(one.names)}
            for one in plan.phases
        ],
    }


def _names(labels: Iterable[Label]) -> dict[str, str]:
    return {one.language: one.text for one in labels}


def _own(site: TacticalSite) -> Plain:
    found: Plain = msgspec.to_builtins(site)
    return found


def _checklist(held: Checklist) -> list[Plain]:
    return [
        {
            "code": one.code,
            "state": one.state.value,
            "article": one.basis.article,
            "document": one.word.document if one.word else "",
        }
        for one in held.points
    ]


def _rules(rules: RuleSet | None) -> Plain | None:
    if rules is None:
        return None
    return {
        "names": dict(rules.names),
        "version": rules.version,
        "standing": rules.standing.value,
        "clocks": [_clock(one) for one in rules.clocks if one.kind in RIGHTS],
    }


def _clock(rule: ClockRule) -> Plain:
    return {
        "id": rule.id,
        "kind": rule.kind,
        "base": rule.base,
        "maximum": rule.maximum,
        "article": rule.article,
        "minor": Circumstance.MINOR in rule.when,
        "terrorism": Circumstance.TERRORISM in rule.when,
    }


def _minutes(time: ZonedTime) -> int:
    away = time.local.utcoffset()
    return int(away.total_seconds()) // 60 if away else 0
