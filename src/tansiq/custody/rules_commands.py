"""What is decided about rule sets and zones: adopt a set, confirm it, override a zone.

Promises: a set that is adopted is sound, newer than every version before, and confirmed by nobody;
a confirmation names the very set that the jurist was shown. Does not: read a law.
"""

from dataclasses import dataclass

from tansiq.record.plan import NewClass, Planned
from tansiq.record.rules import (
    RuleSetAdopted,
    RuleSetConfirmed,
    ZoneOverrideSet,
    rules_digest,
)
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import HOME
from tansiq.terms.rule_checks import checked
from tansiq.terms.rule_sets import RuleSet
from tansiq.terms.rule_words import Standing
from tansiq.terms.text import to_nfc
from tansiq.terms.zones import ZoneOverride, check_override

TEXT_LIMIT = 400


@dataclass(frozen=True, slots=True)
class RulesState:
    """The sets adopted so far, and the dates of the new record's own class."""

    adopted: tuple[RuleSet, ...]
    retention: NewClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A jurist's word on one set: which, by its digest, who, and in what document."""

    jurisdiction: str
    version: int
    digest: str
    jurist: str
    document: str


def adopt_rule_set(state: RulesState, rules: RuleSet, note: str = "") -> tuple[Planned, ...]:
    """Plan one `rule_set_adopted`.

    Invalid `rule_set_malformed`, Refused `rule_set_confirms_itself`, Conflict `rule_set_version`
    or `rule_set_state`.
    """
    checked(rules)
    if rules.confirmed_by or rules.confirmation:
        raise Refused("rule_set_confirms_itself")
    versions = [one.version for one in state.adopted if one.jurisdiction == rules.jurisdiction]
    newest = max(versions, default=0)
    if rules.version <= newest:
        raise Conflict("rule_set_version", version=rules.version, newest=newest)
    for other in state.adopted:
        taken = {*other.states, other.jurisdiction} & {*rules.states, rules.jurisdiction}
        if other.jurisdiction != rules.jurisdiction and taken:
            raise Conflict("rule_set_state", code=min(taken), jurisdiction=other.jurisdiction)
    return _planned(state, RuleSetAdopted(rules=rules, note=_text(note, "note", needed=False)))


def confirm_rule_set(state: RulesState, wish: Confirmation) -> tuple[Planned, ...]:
    """Plan one `rule_set_confirmed`.

    Missing `rule_set_unknown`, Conflict `rule_set_changed` or `rule_set_confirmed_before`.
    """
    named = (wish.jurisdiction, wish.version)
    found = next((one for one in state.adopted if (one.jurisdiction, one.version) == named), None)
    if found is None:
        raise Missing("rule_set_unknown", jurisdiction=wish.jurisdiction[:64], version=wish.version)
    if found.standing is Standing.CONFIRMED:
        raise Conflict("rule_set_confirmed_before", jurist=found.confirmed_by)
    if rules_digest(found) != wish.digest:
        raise Conflict("rule_set_changed", jurisdiction=found.jurisdiction)
    payload = RuleSetConfirmed(
        jurisdiction=found.jurisdiction,
        rules_version=found.version,
        digest=wish.digest,
        jurist=_text(wish.jurist, "jurist"),
        document=_text(wish.document, "document"),
    )
    return _planned(state, payload)


def set_zone_override(state: RulesState, override: ZoneOverride) -> tuple[Planned, ...]:
    """Plan one `zone_override_set`; Invalid `zone_override`, `zone_unknown`, `time_malformed`."""
    return _planned(state, ZoneOverrideSet(override=check_override(override)))


def _planned(
    state: RulesState, payload: RuleSetAdopted | RuleSetConfirmed | ZoneOverrideSet
) -> tuple[Planned, ...]:
    return (Planned(channel=HOME, payload=payload, retention=state.retention),)


def _text(text: str, field: str, *, needed: bool = True) -> str:
    tidy = to_nfc(text.replace("\0", "")).strip()
    if needed and not tidy:
        raise Invalid("rule_set_text_missing", part=field)
    return tidy[:TEXT_LIMIT]
