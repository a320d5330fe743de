"""The fixed objects of our STIX: names, times, our extension, TLP and handling codes as markings.

Promises: the same thing has the same id in every export, so that a newer version replaces an older
one at the reader's. The TLP 2.0 markings are those that OASIS publishes, id for id.
Format: STIX 2.1 (OASIS standard), sections 3.2 (times), 4.1 and 7.2 (markings), 7.3 (extensions).
"""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5

from tansiq.formats.edge_json import Object
from tansiq.terms.handling import HandlingCode, Tlp
from tansiq.terms.languages import Language
from tansiq.terms.words import say

SPEC = "2.1"
MEDIA_TYPE = "application/stix+json;version=2.1"
THING = "tansiq-entity"
"""Our type for what STIX has no object for: a vehicle, a weapon, a bank account."""
_NAMES = UUID("6f6c9d5e-3a51-5d0b-9c5b-5a0d3f6f8a11")
_FIRST = "2026-01-01T00:00:00.000Z"
_TLP_MADE = "2022-10-01T00:00:00.000Z"
_TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP = {
    Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
}  # the strictest first


def stix_id(kind: str, *named: str) -> str:
    """The id of something of ours, by what it is and whose name it bears here."""
    return f"{kind}--{uuid5(_NAMES, chr(10).join((kind, *named)))}"


EXTENSION = stix_id("extension-definition", "statements")
_PROJECT = stix_id("identity", "tansiq")


def moment(stamp: str) -> str:
    """A time of ours in the precision that STIX asks for; what has none is from the first day."""
    return f"{stamp.removesuffix('Z')}.000Z" if stamp else _FIRST


def agency(node: str) -> dict[str, object]:
    """An agency as the one who says something."""
    return {
        "type": "identity",
        "spec_version": SPEC,
        "id": stix_id("identity", "agency", node),
        "created": _FIRST,
        "modified": _FIRST,
        "name": node,
        "identity_class": "organization",
    }


def extension() -> tuple[Object, ...]:
    """What a reader needs to know of our extension: its definition and who defines it."""
    maker = {**agency("tansiq"), "id": _PROJECT}
    definition = {
        "type": "extension-definition",
        "spec_version": SPEC,
        "id": EXTENSION,
        "created_by_ref": _PROJECT,
        "created": _FIRST,
        "modified": _FIRST,
        "name": "Tansiq statements",
        "description": "Who says it, how it is graded (scheme and code, never a number), whether it"
        " is a fact or an assessment, who disputes it, and in what capacity a person appears."
        " Nobody is proven anything by an object that bears it.",
        "schema": "docs/howto/exchange-with-other-systems.md in the source of Tansiq",
        "version": "1.0.0",
        "extension_types": ["property-extension", "new-sdo"],
    }
    return maker, definition


def markings(said: Iterable[tuple[str, str, str]]) -> tuple[Object, ...]:
    """The markings of something said under these codes, each as (handling, TLP, conditions).

    Several codes stand side by side, and whoever reads must keep them all; of TLP labels the
    strictest counts.
    """
    every = sorted(set(said))
    made = [handling(code, conditions) for code, _, conditions in every if code]
    labels = {label for _, label, _ in every if label}
    strictest = next((one for one in _TLP if one.value in labels), None)
    unique = {str(one["id"]): one for one in made}
    return (*unique.values(), *([tlp(strictest)] if strictest else []))


def handling(code: str, conditions: str = "") -> Object:
    """A handling code as a statement: in words, with its conditions."""
    words = say("handling", HandlingCode(code).value, Language.EN)
    told = f"Handling code {code}: {words}"
    return {
        "type": "marking-definition",
        "spec_version": SPEC,
        "id": stix_id("marking-definition", code, conditions),
        "created_by_ref": _PROJECT,
        "created": _FIRST,
        "definition_type": "statement",
        "definition": {"statement": f"{told}. {conditions}".strip()},
    }


def tlp(label: Tlp) -> Object:
    """The published marking of a TLP 2.0 label."""
    level = label.value.removeprefix("TLP:").lower()
    told = {"extension_type": "property-extension", "tlp_2_0": level}
    return {
        "type": "marking-definition",
        "spec_version": SPEC,
        "id": _TLP[label],
        "created": _TLP_MADE,
        "name": label.value,
        "extensions": {_TLP_EXTENSION: told},
    }


def bundle_of(objects: Iterable[Object], named: str) -> Mapping[str, object]:
    """Objects as one bundle, each id once."""
    unique = {str(one["id"]): one for one in objects}
    return {"type": "bundle", "id": stix_id("bundle", named), "objects": list(unique.values())}
