"""How the value of a property is written, and when two values cannot both be right.

Promises: one spelling for what has one (dates, countries, numbers, addresses of the network); what
people wrote otherwise (names, telephone numbers, texts) stays as written, in normal form C. Does
not: correct or guess; a value that is not what its property asks for is refused.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from tansiq.formats.model_files import own_file
from tansiq.formats.schemata import Property, property_of
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import record_id
from tansiq.terms.languages import Language, language_of
from tansiq.terms.text import to_nfc
from tansiq.terms.visible import hidden_in_identifier

# ISO 8601 to the precision that is known, as FollowTheMoney writes it; always UTC.
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T([01]\d|2[0-3])(?::[0-5]\d){0,2})?)?)?")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
# ISO 3166 leaves these to its users: the states of an exercise take theirs from here.
_USERS_OWN = re.compile(r"aa|q[m-z]|x[a-z]|zz")
_LANGUAGES = {"ar": "ara", "es": "spa", "fr": "fra", "en": "eng"}
_DIGITS = {ord(one): str(unicodedata.digit(one)) for one in "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"}
_SEPARATORS = re.compile(r"[\s\-./_]+")
_BOUNDS = {"latitude": 90.0, "longitude": 180.0}
_GENDERS: Mapping[str, Mapping[Language, str]] = {
    "male": {Language.AR: "ذكر", Language.ES: "hombre", Language.FR: "homme", Language.EN: "male"},
    "female": {
        Language.AR: "أنثى", Language.ES: "mujer", Language.FR: "femme", Language.EN: "female",
    },
    "other": {Language.AR: "آخر", Language.ES: "otro", Language.FR: "autre", Language.EN: "other"},
}  # fmt: skip


def clean_value(schema_name: str, property_name: str, value: str) -> str:
    """The value as it is kept; Invalid `schema_unknown`, `schema_property` or `schema_value`."""
    asked = property_of(schema_name, property_name)
    text = to_nfc(value).strip()
    cleaned = _CLEANERS.get(asked.type, _line)(text) if text else ""
    if not cleaned or len(cleaned) > asked.most or _beyond(asked, cleaned):
        raise Invalid("schema_value", property=property_name)
    return cleaned


def contradicts(schema_name: str, property_name: str, one: str, other: str) -> bool:
    """Whether two values of a property cannot both be right.

    Only where a thing has one value. A partial date does not contradict a date within it, and
    words in two scripts are not compared: nobody can see from them alone that they differ.
    """
    asked = property_of(schema_name, property_name)
    if not asked.single:
        return False
    if asked.type == "date":
        return not (one.startswith(other) or other.startswith(one))
    if asked.type == "number":
        return _number(one) != _number(other)
    if asked.type in {"string", "name", "text", "address"} and _arabic(one) != _arabic(other):
        return False
    return _folded(asked, one) != _folded(asked, other)


def show_value(schema_name: str, property_name: str, value: str, language: str) -> str:
    """A value as a person reads it: a country or a gender in words, anything else as it stands."""
    kind = property_of(schema_name, property_name).type
    asked = language_of(language)
    if kind == "gender" and value in _GENDERS:
        return _GENDERS[value][asked]
    if kind == "country":
        return str(Locale(asked.value).territories.get(value.upper(), value.upper()))
    return value


def _line(text: str) -> str:
    return "" if any(ord(one) < 32 for one in text) else text


def _text(text: str) -> str:
    return text.replace("\r\n", "\n") if "\0" not in text else ""


def _identifier(text: str) -> str:
    return "" if hidden_in_identifier(text) else text.translate(_DIGITS)


def _date(text: str) -> str:
    text = text.translate(_DIGITS).removesuffix("Z")
    found = _DATE.fullmatch(text)
    if found is None:
        return ""
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return ""
    return text


@cache
def _countries() -> frozenset[str]:
    known = (str(code).lower() for code in Locale("en").territories if len(str(code)) == 2)
    return frozenset((*known, *own_file("choice")["territories"]))


def _country(text: str) -> str:
    code = text.lower()
    return code if code in _countries() or _USERS_OWN.fullmatch(code) else ""


def _gender(text: str) -> str:
    return text.lower() if text.lower() in _GENDERS else ""


def _number_text(text: str) -> str:
    plain = text.translate(_DIGITS).replace("٫", ".")
    return plain if _NUMBER.fullmatch(plain) else ""


def _number(text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text) else 0.0


def _email(text: str) -> str:
    if hidden_in_identifier(text) or not _EMAIL.fullmatch(text):
        return ""
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def _url(text: str) -> str:
    if hidden_in_identifier(text) or " " in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.hostname else ""


def _ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def _language(text: str) -> str:
    code = _LANGUAGES.get(text.lower(), text.lower())
    return code if re.fullmatch(r"[a-z]{3}", code) else ""


def _phone(text: str) -> str:
    """As written: a number without its country means something only where it was written."""
    digits = sum(one.isdigit() for one in text)
    return "" if hidden_in_identifier(text) or digits < 3 else text


def _entity(text: str) -> str:
    try:
        return record_id(text)
    except Invalid:
        return ""


_CLEANERS: Mapping[str, Callable[[str], str]] = {
    "country": _country,
    "date": _date,
    "email": _email,
    "entity": _entity,
    "gender": _gender,
    "identifier": _identifier,
    "ip": _ip,
    "language": _language,
    "number": _number_text,
    "phone": _phone,
    "text": _text,
    "url": _url,
}


def _beyond(asked: Property, value: str) -> bool:
    return asked.name in _BOUNDS and abs(_number(value)) > _BOUNDS[asked.name]


def _arabic(text: str) -> bool:
    return any("\u0600" <= one <= "\u06ff" for one in text)


def _folded(asked: Property, text: str) -> str:
    """What remains when spelling that carries no difference is taken away."""
    loose = unicodedata.normalize("NFKD", text.translate(_DIGITS)).casefold()
    bare = "".join(one for one in loose if not unicodedata.combining(one))
    between = "" if asked.type in {"identifier", "phone"} else " "
    return _SEPARATORS.sub(between, bare).strip()
