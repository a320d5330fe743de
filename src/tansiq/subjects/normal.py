"""Normal forms of identifiers, version 1: two agencies that write one differently meet in it.

Promises: for each type one spelling for each identifier, whatever digits, spaces or capitals it was
written with; what is no such identifier is refused, for a wrong norm would be a silent miss. A
version never changes: a better form is a new version, and both sides of a match name theirs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import idna
import phonenumbers
from stdnum import bitcoin, imei
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from tansiq.terms.errors import Invalid

NORM = 1
"""The version of all forms here."""

SERVICES = frozenset(
    (
        "discord", "facebook", "instagram", "session", "signal", "snapchat", "telegram",
        "threema", "tiktok", "viber", "wechat", "whatsapp", "x", "youtube",
    )
)  # fmt: skip
"""Services whose accounts are told apart by a handle or number."""

_HANDLE = re.compile(r"[a-z0-9._\-]{2,64}")
_LOCAL = re.compile(r"[^\s@\"<>(),:;\[\]\\]{1,64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ETHER = re.compile(r"0x[0-9a-f]{40}")
_NUMBER = re.compile(r"[A-Z0-9]{4,20}")
_PLATE = re.compile(r"[A-Z0-9]{2,12}")
_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_COUNTRY = re.compile(r"[A-Z]{2}")
# The letters of Moroccan plates as the same plates spell them in Latin letters for abroad.
_PLATE_LETTERS = str.maketrans(
    {"أ": "A", "ا": "A", "ب": "B", "د": "D", "ه": "H", "و": "E", "ط": "T", "ج": "J", "ش": "CH"}
)
_IMEI_DIGITS, _IMEI_WITH_VERSION = 14, 16


def plain(text: str) -> str:
    """A text as it is read: NFKC, digits of every script as 0-9, no marks that are not seen."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.decimal(one)) if unicodedata.category(one) == "Nd" else one
        for one in composed
        if unicodedata.category(one) not in {"Cf", "Cc"}
    ).strip()


def _phone(text: str, region: str) -> str:
    """E.164 (ITU); a number without country is read in its region."""
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        raise Invalid("identifier_phone") from None
    if not phonenumbers.is_possible_number(number):
        raise Invalid("identifier_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _imei(text: str, _region: str) -> str:
    """The 14 digits of the device, without check digit or software version (3GPP TS 23.003)."""
    digits = re.sub(r"[\s\-/.]", "", text)
    if not digits.isascii() or not digits.isdigit():
        raise Invalid("identifier_imei")
    if len(digits) == _IMEI_DIGITS + 1 and not imei.is_valid(digits):
        raise Invalid("identifier_imei")
    if not _IMEI_DIGITS <= len(digits) <= _IMEI_WITH_VERSION:
        raise Invalid("identifier_imei")
    return digits[:_IMEI_DIGITS]


def _email(text: str, _region: str) -> str:
    """Small letters, the domain in its ASCII form (RFC 5890); no provider's habit is guessed."""
    local, _, domain = text.casefold().rpartition("@")
    if not _LOCAL.fullmatch(local):
        raise Invalid("identifier_email")
    return f"{local}@{_domain(domain)}"


def _domain(text: str) -> str:
    try:
        found = idna.encode(text.rstrip("."), uts46=True).decode()
    except idna.IDNAError:
        raise Invalid("identifier_email") from None
    if "." not in found:
        raise Invalid("identifier_email")
    return found


def _account(text: str, region: str) -> str:
    """`service:handle`; services that know people by number take it in E.164."""
    service, _, handle = text.partition(":")
    name, handle = service.strip().casefold(), handle.strip().removeprefix("@")
    if name == "twitter":
        name = "x"
    if name not in SERVICES:
        raise Invalid("identifier_service", service=service)
    if name in {"whatsapp", "signal", "viber"}:
        return f"{name}:{_phone(handle, region)}"
    if not _HANDLE.fullmatch(handle.casefold()):
        raise Invalid("identifier_account")
    # Threema's ids and Session's keys have no case to lose either.
    return f"{name}:{handle.casefold()}"


def _document(text: str, region: str) -> str:
    """`COUNTRY:NUMBER` with letters and digits alone, as the machine-readable zone has it.

    The filler `<` falls (ICAO Doc 9303 part 3); country is the two letters of ISO 3166-1.
    """
    country, _, number = text.rpartition(":")
    country = (country or region).strip().upper()
    kept = re.sub(r"[\s<\-/.]", "", number).upper()
    if not _COUNTRY.fullmatch(country) or not _NUMBER.fullmatch(kept):
        raise Invalid("identifier_document")
    return f"{country}:{kept}"


def _iban(text: str, _region: str) -> str:
    """ISO 13616 without spaces, its two check digits right (ISO 7064, MOD 97-10).

    Countries' own shapes are not looked at: lists of them lag behind the registry.
    """
    kept = re.sub(r"[\s\-.]", "", text).upper()
    if not _ACCOUNT.fullmatch(kept) or not mod_97_10.is_valid(kept[4:] + kept[:4]):
        raise Invalid("identifier_iban")
    return kept


def _plate(text: str, region: str) -> str:
    """`COUNTRY:PLATE` with Latin letters and digits; Arabic letters as plates spell them."""
    country, _, plate = text.rpartition(":")
    country = (country or region).strip().upper()
    kept = re.sub(r"[\s\-|/.·]", "", plate.translate(_PLATE_LETTERS)).upper()
    if not _COUNTRY.fullmatch(country) or not _PLATE.fullmatch(kept):
        raise Invalid("identifier_plate")
    return f"{country}:{kept}"


def _file(text: str, _region: str) -> str:
    """SHA-256 in small hexadecimal digits (FIPS 180-4)."""
    found = text.removeprefix("sha256:").replace(" ", "").casefold()
    if not _DIGEST.fullmatch(found):
        raise Invalid("identifier_file")
    return found


def _crypto(text: str, _region: str) -> str:
    """Bitcoin addresses checked (BIP 173, BIP 350); those of Ethereum without their capitals."""
    bare = re.sub(r"^(?:eth|btc|bitcoin|ethereum):\s*", "", text, flags=re.IGNORECASE)
    small = bare.casefold()
    if _ETHER.fullmatch(small):
        return f"eth:{small}"
    spelt = small if small.startswith("bc1") else bare
    try:
        return f"btc:{bitcoin.validate(spelt)}"
    except ValidationError:
        raise Invalid("identifier_crypto") from None


TYPES: dict[str, Callable[[str, str], str]] = {
    "account": _account,
    "crypto": _crypto,
    "document": _document,
    "email": _email,
    "file": _file,
    "iban": _iban,
    "imei": _imei,
    "phone": _phone,
    "plate": _plate,
}
"""The types a match may be about; one type for each session."""


def normal(kind: str, text: str, region: str = "") -> str:
    """The normal form; `region` (ISO 3166-1, two letters) for what is written without its country.

    Invalid `identifier_type`, or `identifier_` with the type for what is none.
    """
    form = TYPES.get(kind)
    if form is None:
        raise Invalid("identifier_type", type=kind)
    return form(plain(text), region.upper())


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is no identifier of the type: where it stands and why."""

    line: int
    code: str


def normal_set(
    kind: str, texts: Iterable[str], region: str = ""
) -> tuple[tuple[str, ...], tuple[Unread, ...]]:
    """The normal forms of many, sorted, each once; and what could not be read, for a person."""
    found: set[str] = set()
    unread: list[Unread] = []
    for line, text in enumerate(texts, 1):
        try:
            found.add(normal(kind, text, region))
        except Invalid as error:
            if error.code == "identifier_type":
                raise
            unread.append(Unread(line, error.code))
    return tuple(sorted(found)), tuple(unread)
