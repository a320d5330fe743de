"""Which type and property of a case a proposal fits, and how its value is written there.

Promises: pure; a type or property is one of `formats.schemata`. Where a named entity has no
property for a kind, none is guessed.
"""

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType

from tansiq.formats import schemata
from tansiq.intake.values import Proposal
from tansiq.terms.intake import Kind

OWN: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.PERSON: "Person",
        Kind.ORGANISATION: "Organization",
        Kind.PLACE: "Address",
        Kind.TARGET: "Site",
        Kind.PHONE: "Sim",
        Kind.ACCOUNT: "BankAccount",
        Kind.DOCUMENT: "Identification",
        Kind.ITEM: "Exhibit",
        Kind.DATE: "Event",
        **{kind: "Event" for kind in Kind if kind.is_event},
    }
)
"""The type of an entity that a proposal of that kind opens where none is named."""

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_MAIL = re.compile(r"[^@\s:]+@[^@\s]+\.[^@\s]+")
_HANDLE = re.compile(r"(?:(?P<service>[a-z]+):|@)(?P<name>[\w.]+)")
_WALLET = re.compile(r"0x[0-9a-fA-F]{40}|bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}")
_PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
_DAY = len("2026-01-31")
_WRITTEN = frozenset({Kind.PHONE, Kind.ACCOUNT, Kind.DOCUMENT})
"""Kinds whose normal form is what is claimed, where the words have one."""


def fitting(one: Proposal, schema: str) -> tuple[str, str]:
    """The type of its own, and the property on an entity of `schema` (or on its own, if empty).

    The property is empty where that type has none for this kind.
    """
    own, names = _of_account(one) if one.kind is Kind.ACCOUNT else (OWN[one.kind], _NAMES[one.kind])
    known = schemata.schema(schema or own).properties
    return own, next((name for name in names if name in known), "")


def value_of(one: Proposal, changed: str = "") -> str:
    """What is claimed: what the officer wrote, the normal form of an identifier, or the words.

    Of a date it is the day, or the minute in UTC where the text names its zone; empty for what is
    no whole date.
    """
    if changed:
        return changed
    if one.kind is Kind.DATE:
        return _date(one.normal)
    if one.kind in _WRITTEN and one.normal:
        handle = _HANDLE.fullmatch(one.normal) if one.kind is Kind.ACCOUNT else None
        return handle["name"] if handle else one.normal
    return " ".join(one.value.split())


def _date(normal: str) -> str:
    try:
        if len(normal) == _DAY:
            return dt.date.fromisoformat(normal).isoformat()
        told = dt.datetime.fromisoformat(normal)
    except ValueError:
        return normal if _PARTIAL.fullmatch(normal) else ""
    if told.tzinfo is None:
        # An hour without its zone is no instant: the day alone is certain.
        return told.date().isoformat()
    return told.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M")


def service_of(one: Proposal) -> str:
    """The network an account belongs to, where the text names it."""
    handle = _HANDLE.fullmatch(one.normal) if one.kind is Kind.ACCOUNT else None
    return (handle["service"] or "") if handle else ""


def _of_account(one: Proposal) -> tuple[str, tuple[str, ...]]:
    said = one.normal or one.value.replace(" ", "")
    if _MAIL.fullmatch(said):
        return "UserAccount", ("email",)
    if _WALLET.fullmatch(said):
        return "CryptoWallet", ("publicKey",)
    if _HANDLE.fullmatch(said):
        return "UserAccount", ("username",)
    return "BankAccount", ("iban", "accountNumber") if _IBAN.fullmatch(said) else ("accountNumber",)


_NAMES: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.TARGET, Kind.ITEM), ("name",)
        ),
        **{kind: ("name",) for kind in Kind if kind.is_event},
        Kind.PHONE: ("phone", "callerNumber"),
        Kind.DOCUMENT: ("number", "idNumber", "registrationNumber"),
        Kind.DATE: ("date",),
    }
)
"""Properties for a kind, the best first."""
