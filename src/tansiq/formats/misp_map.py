"""Which MISP object, relation and attribute type say what a property of ours says.

Promises: one table, used for the way in and the way out; templates by their published id. What
stands in no row is kept whole. Detection flags, threat levels and correlations are in none: they
are for machines that hunt files, and a person is not to be hunted by one.
Format: MISP core format (draft 18), and the object templates `person`, `organization`,
`geolocation`, `vehicle`, `bank-account`, `user-account`, `phone`, `coin-address`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tansiq.formats.edge_json import Object
from tansiq.formats.edges import cleaned


@dataclass(frozen=True, slots=True)
class Template:
    """A published template: what it stands for, and per relation the type and our property."""

    name: str
    uuid: str
    version: str
    meta: str
    schema: str
    relations: Mapping[str, tuple[str, str]]


def _row(head: str, schema: str, relations: Mapping[str, tuple[str, str]]) -> tuple[str, Template]:
    name, uuid, version, meta = head.split()
    return name, Template(name, uuid, version, meta, schema, MappingProxyType(dict(relations)))


_PERSON = {
    "full-name": ("full-name", "name"),
    "first-name": ("first-name", "firstName"),
    "last-name": ("last-name", "lastName"),
    "middle-name": ("middle-name", "middleName"),
    "alias": ("text", "alias"),
    "date-of-birth": ("date-of-birth", "birthDate"),
    "place-of-birth": ("place-of-birth", "birthPlace"),
    "gender": ("gender", "gender"),
    "nationality": ("nationality", "nationality"),
    "passport-number": ("passport-number", "passportNumber"),
    "identity-card-number": ("identity-card-number", "idNumber"),
    "social-security-number": ("text", "socialSecurityNumber"),
    "phone-number": ("phone-number", "phone"),
    "e-mail": ("email-src", "email"),
    "address": ("text", "address"),
    "occupation": ("text", "profession"),
    "title": ("text", "title"),
    "text": ("text", "description"),
}
_ORGANISATION = {
    "name": ("text", "name"),
    "alias": ("text", "alias"),
    "description": ("text", "description"),
    "registration-number": ("text", "registrationNumber"),
    "VAT": ("text", "vatCode"),
    "sector": ("text", "sector"),
    "phone-number": ("phone-number", "phone"),
    "e-mail": ("email-src", "email"),
    "address": ("text", "address"),
}
_PLACE = {
    "latitude": ("float", "latitude"),
    "longitude": ("float", "longitude"),
    "address": ("text", "full"),
    "city": ("text", "city"),
    "region": ("text", "region"),
    "zipcode": ("text", "postalCode"),
    "countrycode": ("text", "country"),
    "text": ("text", "description"),
}
_VEHICLE = {
    "license-plate-number": ("text", "registrationNumber"),
    "vin": ("text", "vin"),
    "model": ("text", "model"),
    "type": ("text", "type"),
    "exterior-color": ("text", "colour"),
    "date-first-registration": ("text", "registrationDate"),
    "description": ("text", "description"),
}
_BANK = {
    "iban": ("iban", "iban"),
    "account": ("bank-account-nr", "accountNumber"),
    "swift": ("bic", "bic"),
    "institution-name": ("text", "bankName"),
    "account-name": ("text", "name"),
    "currency-code": ("text", "currency"),
    "text": ("text", "description"),
}
_ACCOUNT = {
    "username": ("text", "username"),
    "display-name": ("text", "name"),
    "account-type": ("text", "service"),
    "email": ("email", "email"),
    "description": ("text", "description"),
}
_DEVICE = {
    "imei": ("text", "imei"),
    "brand": ("text", "brand"),
    "model": ("text", "model"),
    "serial-number": ("text", "serialNumber"),
    "msisdn": ("text", "phone"),
    "text": ("text", "description"),
}
_SIM = {
    "iccid": ("text", "iccid"),
    "imsi": ("text", "imsi"),
    "msisdn": ("text", "phone"),
    "text": ("text", "description"),
}
_COIN = {
    "address": ("btc", "publicKey"),
    "symbol": ("text", "currencySymbol"),
    "text": ("text", "description"),
}
_HEADS = (
    ("person a15b0477-e9d1-4b9c-9546-abe78a4f4248 21 misc", "Person", _PERSON),
    ("organization f750e12b-127a-432c-b022-b3f9153c4e2a 9 misc", "Organization", _ORGANISATION),
    ("geolocation cd6f2238-ba55-4888-82c4-104e6e1acf21 8 misc", "Address", _PLACE),
    ("vehicle 683c076c-f695-4ff2-8efa-e98a418049f4 5 misc", "Vehicle", _VEHICLE),
    ("bank-account b4712203-95a8-4883-80e9-b566f5df11c9 3 financial", "BankAccount", _BANK),
    ("user-account 49606b06-22f0-4ac8-8eee-2f12ad46f3d3 6 misc", "UserAccount", _ACCOUNT),
    ("phone d7e4fbdd-b551-4862-bddb-a0b470a38509 6 misc", "Device", _DEVICE),
    ("phone d7e4fbdd-b551-4862-bddb-a0b470a38509 6 misc", "Sim", _SIM),
    ("coin-address d0e6997e-78da-4815-a6a1-cfc1c1cb8a46 7 financial", "CryptoWallet", _COIN),
)
BY_SCHEMA: Mapping[str, Template] = MappingProxyType(
    {row[1]: _row(*row)[1] for row in _HEADS}
    | {one: _row(_HEADS[1][0], one, _ORGANISATION)[1] for one in ("Company", "PublicBody")}
    | {one: _row(_HEADS[2][0], one, _PLACE)[1] for one in ("Site", "RealEstate")}
)
_BY_NAME = {row[0].split()[0]: _row(*row)[1] for row in reversed(_HEADS)}
LOOSE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "full-name": ("Person", "name"),
        "phone-number": ("Sim", "phone"),
        "iban": ("BankAccount", "iban"),
        "bank-account-nr": ("BankAccount", "accountNumber"),
        "btc": ("CryptoWallet", "publicKey"),
        "xmr": ("CryptoWallet", "publicKey"),
    }
)
"""Attributes that stand alone in an event and are a thing by themselves."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One foreign value that a property carries; `number` is the place of its attribute."""

    number: int
    property: str
    value: str


def schema_of(item: Object) -> str:
    """Which type of ours a MISP object is; empty when there is none."""
    if item.get("deleted") is True:
        return ""
    template = _BY_NAME.get(str(item.get("name")))
    if template is None:
        return ""
    named = {str(one.get("object_relation")) for one in attributes(item)}
    if template.name == "phone" and named & {"iccid", "imsi"} and "imei" not in named:
        return "Sim"
    return template.schema


def attributes(item: Object) -> list[Object]:
    """The attributes of an object, in their order."""
    held = item.get("Attribute")
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def cells(item: Object, schema: str) -> Iterator[Cell]:
    """What of an object is carried, attribute by attribute."""
    relations = BY_SCHEMA[schema].relations
    for number, one in enumerate(attributes(item)):
        found = relations.get(str(one.get("object_relation")))
        if found is None or one.get("deleted") is True:
            continue
        value = cleaned(schema, found[1], one.get("value"))
        if value:
            yield Cell(number, found[1], value)
