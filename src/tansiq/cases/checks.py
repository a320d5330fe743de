"""What no record of a case may hold, whoever wrote it: sizes, names of claims, instants, dates.

Promises: what passes can be indexed, shown and printed; the codes are those an officer meets who
would write the same. Does not: clean anything, for what was signed stays as it is.
"""

from tansiq.cases.agreeing import TEXT
from tansiq.cases.dates import check_span
from tansiq.cases.rows import leaf_of_claim
from tansiq.record.claims import Claim
from tansiq.record.tidy import LINE_LIMIT, NATURES
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.grading import Grade

MOST_NAMED = 100
"""What one claim may be derived from, or one merge hold together, at most."""
MOST_VALUE = 65_000
"""Letters of a value: as many as the longest type of a property allows."""


def check_claim(one: Claim) -> None:
    """No claim without grade, and fact or assessment (REQUIREMENTS 3.2); each part in bounds."""
    Grade.parse(one.grade)
    if one.nature not in NATURES:
        raise Refused("desk_nature_missing")
    if len(one.basis) > MOST_NAMED:
        raise Invalid("claims_many", most=MOST_NAMED)
    if len(one.value) > MOST_VALUE or not one.value:
        raise Invalid("schema_value", property=one.property[:80])
    text(one.note, "note")
    check_span(one.since, one.until)
    for ground in one.basis:
        claim_name(ground)


def claim_name(name: str) -> str:
    """The id of a claim, or Invalid `id_invalid`."""
    if not leaf_of_claim(name):
        raise Invalid("id_invalid", kind="claim", value=name[:80])
    return name


def line(value: str, field: str) -> str:
    """One line as it stands, or Invalid `desk_field_missing` or `desk_field_long`."""
    if not value.strip():
        raise Invalid("desk_field_missing", field=field)
    if len(value) > LINE_LIMIT:
        raise Invalid("desk_field_long", field=field, most=LINE_LIMIT)
    return value


def text(value: str, field: str) -> str:
    """A text as it stands, or Invalid `desk_field_long`."""
    if len(value) > TEXT:
        raise Invalid("desk_field_long", field=field, most=TEXT)
    return value


def instant(value: str) -> str:
    """A wire time or nothing."""
    if value:
        parse_stamp(value)
    return value
