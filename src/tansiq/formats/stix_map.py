"""Which bare fields of STIX say what a property of ours says, and which types meet.

Promises: one table, used for the way in and the way out. What stands in no row has no equivalent
in STIX and is kept whole. A type that says more than we may repeat is in no row on purpose:
`threat-actor`, `intrusion-set` and `malware` call somebody or something hostile, and whether a
person is that, a case says with a status and a document.
Format: STIX 2.1, sections 4.5 (identity), 4.8 (location), 5.1 (relationship), 6.5 (email-addr),
6.16 (user-account).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tansiq.formats.edge_json import Object
from tansiq.formats.edges import cleaned


@dataclass(frozen=True, slots=True)
class Field:
    """A bare field and the property it stands for; `many` when it holds a list."""

    name: str
    property: str
    many: bool = False


FIELDS: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        "identity": (
            Field("name", "name"),
            Field("description", "description"),
            Field("sectors", "sector", many=True),
        ),
        "location": (
            Field("name", "name"),
            Field("description", "description"),
            Field("latitude", "latitude"),
            Field("longitude", "longitude"),
            Field("country", "country"),
            Field("administrative_area", "state"),
            Field("city", "city"),
            Field("street_address", "street"),
            Field("postal_code", "postalCode"),
        ),
        "user-account": (
            Field("account_login", "username"),
            Field("user_id", "username"),
            Field("display_name", "name"),
            Field("account_type", "service"),
        ),
        "email-addr": (Field("value", "email"), Field("display_name", "name")),
        "relationship": (
            Field("relationship_type", "role"),
            Field("description", "description"),
            Field("start_time", "startDate"),
            Field("stop_time", "endDate"),
        ),
    }
)
NUMBERS = frozenset({"latitude", "longitude"})
NEEDED: Mapping[str, str] = MappingProxyType({"identity": "name", "email-addr": "value"})
"""The field without which an object of this type would be none."""
CLASSES: Mapping[str, str] = MappingProxyType(
    {"individual": "Person", "organization": "Organization"}
)
"""Schema by `identity_class`; a group, a class or a system is none of ours."""
SCHEMATA: Mapping[str, str] = MappingProxyType(
    {
        "location": "Address",
        "user-account": "UserAccount",
        "email-addr": "UserAccount",
        "relationship": "UnknownLink",
    }
)
IDENTITIES: Mapping[str, str] = MappingProxyType(
    {
        "Person": "individual",
        "LegalEntity": "unknown",
        "Organization": "organization",
        "Company": "organization",
        "PublicBody": "organization",
    }
)
PLACES = frozenset({"Address", "Site", "RealEstate"})
LINKS: Mapping[str, str] = MappingProxyType(
    {
        "Family": "relative-of",
        "Associate": "associate-of",
        "Membership": "member-of",
        "Employment": "employed-by",
        "Directorship": "director-of",
        "Ownership": "owns",
        "Control": "controls",
        "Representation": "represents",
        "Payment": "paid",
        "Debt": "owes",
        "CourtCaseParty": "party-to",
        "UnknownLink": "related-to",
    }
)
ENDS = (("source_ref", "subject"), ("target_ref", "object"))
"""Both ends of a foreign relationship, as the two of an `UnknownLink`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One foreign value that a property carries: where it stands, and how it is kept here.

    `number` is its place in a list, or -1 where the field holds one value.
    """

    field: str
    number: int
    property: str
    value: str


def schema_of(item: Object) -> str:
    """Which type of ours an object of a foreign STIX system is; empty when there is none."""
    kind = str(item["type"])
    if item.get("revoked") is True:
        return ""  # its own author took it back
    if kind == "identity":
        return CLASSES.get(str(item.get("identity_class")), "")
    return SCHEMATA.get(kind, "")


def cells(item: Object, schema: str) -> Iterator[Cell]:
    """What of an object is carried, value by value."""
    for field in FIELDS.get(str(item["type"]), ()):
        held = item.get(field.name)
        values = held if field.many and isinstance(held, list) else [held]
        if isinstance(held, list) != field.many:
            continue
        for number, one in enumerate(values):
            value = cleaned(schema, field.property, _day(field, one))
            if value:
                yield Cell(field.name, number if field.many else -1, field.property, value)


def _day(field: Field, value: object) -> object:
    """Times of relationships are kept to the second, as dates are here."""
    if field.property in {"startDate", "endDate"} and isinstance(value, str):
        return value.partition(".")[0].removesuffix("Z")
    return value
