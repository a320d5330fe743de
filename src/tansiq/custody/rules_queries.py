"""What law stands here: the sets adopted, with who confirmed them, and the overrides of zones.

Promises: a set carries its jurist only where the confirmation names its very digest; overrides come
in the order in which they were signed.
"""

from dataclasses import dataclass

import msgspec

from tansiq.custody.rules_commands import RulesState
from tansiq.record.plan import NewClass
from tansiq.store.connect import Tx
from tansiq.terms.rule_sets import RuleSet
from tansiq.terms.zones import ZoneOverride


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedSet:
    """A set as it was adopted: by whom, when, its digest, its note, and the set itself."""

    rules: RuleSet
    digest: str
    note: str
    officer: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOverride:
    """An override of a zone: by whom it was signed, and when."""

    override: ZoneOverride
    officer: str
    time: str


def adopted_sets(tx: Tx) -> tuple[AdoptedSet, ...]:
    """Every set adopted here, by jurisdiction and version."""
    confirmed = {
        row["digest"]: (row["jurist"], row["document"])
        for row in tx.rows("SELECT digest, jurist, document FROM rules_confirmed ORDER BY seq DESC")
    }
    rows = tx.rows("SELECT * FROM rules_set ORDER BY jurisdiction, version, seq")
    return tuple(
        AdoptedSet(
            rules=_read(row["rules"], confirmed.get(row["digest"], ("", ""))),
            digest=row["digest"],
            note=row["note"],
            officer=row["officer"],
            time=row["time"],
        )
        for row in rows
    )


def rule_sets(tx: Tx) -> tuple[RuleSet, ...]:
    """The sets alone."""
    return tuple(one.rules for one in adopted_sets(tx))


def signed_overrides(tx: Tx) -> tuple[SignedOverride, ...]:
    """Every override of a zone, first signed first."""
    rows = tx.rows("SELECT override, officer, time FROM rules_override ORDER BY epoch, seq")
    return tuple(
        SignedOverride(
            override=msgspec.json.decode(row["override"], type=ZoneOverride),
            officer=row["officer"],
            time=row["time"],
        )
        for row in rows
    )


def overrides(tx: Tx) -> tuple[ZoneOverride, ...]:
    """The overrides alone, as `terms.zones` takes them."""
    return tuple(one.override for one in signed_overrides(tx))


def state_of_rules(tx: Tx, retention: NewClass) -> RulesState:
    """What a command about rule sets looks at."""
    return RulesState(adopted=rule_sets(tx), retention=retention)


def _read(text: str, confirmed: tuple[str, str]) -> RuleSet:
    found = msgspec.json.decode(text, type=RuleSet)
    jurist, document = confirmed
    return msgspec.structs.replace(found, confirmed_by=jurist, confirmation=document)
