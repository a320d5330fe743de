"""What is said of law: a country's rule set is adopted, a jurist confirms it, a zone is overridden.

Promises: the set travels whole in the record, so a wrong number is mended by a signed record and
not by a release (DESIGN 11); a confirmation names the digest of the very set. All of it lies in
`home`. Does not: know whether the law says so.
"""

import hashlib
from typing import ClassVar

import msgspec

from tansiq.record import canonical
from tansiq.record.base import Record
from tansiq.record.registry import register
from tansiq.terms.rule_sets import RuleSet
from tansiq.terms.zones import ZoneOverride


@register
class RuleSetAdopted(Record, frozen=True, kw_only=True):
    """From its `valid_from` on, this set stands in the place of earlier versions."""

    KIND: ClassVar[str] = "rule_set_adopted"
    VERSION: ClassVar[int] = 1

    rules: RuleSet
    note: str = ""


@register
class RuleSetConfirmed(Record, frozen=True, kw_only=True):
    """A jurist, named here, signed the document referred to: this set says what the law says."""

    KIND: ClassVar[str] = "rule_set_confirmed"
    VERSION: ClassVar[int] = 1

    jurisdiction: str
    rules_version: int
    digest: str
    jurist: str
    document: str


@register
class ZoneOverrideSet(Record, frozen=True, kw_only=True):
    """Between two instants a zone stands so far from UTC, whatever the table of zones says."""

    KIND: ClassVar[str] = "zone_override_set"
    VERSION: ClassVar[int] = 1

    override: ZoneOverride


def rules_digest(rules: RuleSet) -> str:
    """SHA-256 over the canonical bytes of a set, hex; what a confirmation names."""
    plain: dict[str, object] = msgspec.to_builtins(rules)
    return hashlib.sha256(canonical.encode(plain)).hexdigest()
