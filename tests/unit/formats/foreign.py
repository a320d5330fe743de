"""Files of other people's systems about an invented case: small, and each trap once."""

from typing import Any

PERSON = "identity--6f2c3a5e-8d1b-4c7a-9e4f-0a1b2c3d4e5f"
GROUP = "identity--1b2c3d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d"
AUTHOR = "identity--2c3d4e5f-6071-4b8c-9d0e-1f2a3b4c5d6e"
PLACE = "location--3d4e5f60-7182-4c9d-8e0f-2a3b4c5d6e7f"
ACCOUNT = "user-account--4e5f6071-8293-5d0e-9f1a-3b4c5d6e7f80"
MAIL = "email-addr--5f607182-93a4-5e1f-8a2b-4c5d6e7f8091"
TIE = "relationship--60718293-a4b5-4f2a-9b3c-5d6e7f8091a2"
LOOSE = "relationship--718293a4-b5c6-4a3b-8c4d-6e7f8091a2b3"
ACTOR = "threat-actor--8293a4b5-c6d7-4b4c-9d5e-7f8091a2b3c4"
_TIMES = {"created": "2026-05-01T10:00:00.000Z", "modified": "2026-05-01T10:00:00.000Z"}


def sdo(named: str, **rest: object) -> dict[str, Any]:
    """A STIX domain or relationship object of the author."""
    kind = named.partition("--")[0]
    head = {"type": kind, "spec_version": "2.1", "id": named, "created_by_ref": AUTHOR}
    return {**head, **_TIMES, **rest}


def bundle(*objects: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "bundle",
        "id": "bundle--93a4b5c6-d7e8-4c5d-8e6f-8091a2b3c4d5",
        "objects": list(objects),
    }


STIX_BUNDLE = bundle(
    sdo(AUTHOR, name="Liaison office of Norlia", identity_class="organization"),
    sdo(
        PERSON, name="Younes El Mithali", identity_class="individual", x_norlia_desk="7",
        sectors=["transportation", " "],
    ),
    sdo(GROUP, name="Gaviota Transportes", identity_class="organization"),
    sdo(PLACE, name="quay 4", country="MA", latitude=35.25, longitude=-5.5, precision=40.0),
    {"type": "user-account", "spec_version": "2.1", "id": ACCOUNT, "account_login": "gaviota77"},
    {"type": "email-addr", "spec_version": "2.1", "id": MAIL, "value": "g77@mail.example"},
    sdo(TIE, relationship_type="employed-by", source_ref=PERSON, target_ref=GROUP),
    sdo(LOOSE, relationship_type="uses", source_ref=ACTOR, target_ref=PLACE),
    sdo(ACTOR, name="somebody hostile", threat_actor_types=["criminal"]),
)  # fmt: skip


def attribute(number: int, relation: str, kind: str, value: str, **rest: object) -> dict[str, Any]:
    named = f"0a1b2c3d-4e5f-4a6b-8c7d-0000000000{number:02d}"
    return {
        "uuid": named, "object_relation": relation, "type": kind, "category": "Other",
        "value": value, "to_ids": False, **rest,
    }  # fmt: skip


MISP_EVENT: dict[str, Any] = {
    "Event": {
        "uuid": "6c2e0b1a-4d3f-4e5a-9b8c-0a1b2c3d4e5f",
        "info": "Norlia: a quay",
        "date": "2026-05-01",
        "threat_level_id": "1",
        "Tag": [{"name": "tlp:amber"}],
        "Attribute": [
            {
                "uuid": "9e8d7c6b-5a49-4382-9716-050403020100", "type": "phone-number",
                "category": "Person", "value": "+999 600 000 001", "to_ids": False,
            },
            {
                "uuid": "9e8d7c6b-5a49-4382-9716-050403020101", "type": "sha256",
                "category": "Payload delivery", "value": "ab" * 32, "to_ids": True,
            },
        ],
        "Object": [
            {
                "uuid": "7d3f1c2b-5a4e-4f6d-8c9b-1a2b3c4d5e6f", "name": "person",
                "meta-category": "misc", "template_version": "21",
                "template_uuid": "a15b0477-e9d1-4b9c-9546-abe78a4f4248",
                "Attribute": [
                    attribute(1, "full-name", "full-name", "Younes El Mithali"),
                    attribute(2, "date-of-birth", "date-of-birth", "1984-02-11"),
                    attribute(3, "role", "text", "Suspect"),
                    attribute(4, "alias", "text", "Gaviota", deleted=True),
                ],
            },
            {
                "uuid": "8e402d3c-6b5f-4a7e-9dac-2b3c4d5e6f70", "name": "file",
                "meta-category": "file", "Attribute": [attribute(5, "filename", "filename", "x")],
            },
        ],
    }
}  # fmt: skip
