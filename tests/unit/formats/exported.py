"""An invented case as it leaves: every kind of thing, with what must not pass for a fact."""

from dataclasses import replace

from tansiq.formats.ftm_export import ClaimOut, EntityOut
from tansiq.formats.stix_out import Frame

FRAME = Frame("xa-coast", "case:gulls", "2026-03-03T10:00:00Z")
PERSON, GROUP, TIE, CAR, PLACE, LOGIN, MAIL, PHONE, NEWER = (f"r-{one * 26}" for one in "aeioubcdf")
_TIMES = {"opened": "2026-02-02T10:00:00Z", "changed": "2026-02-03T10:00:00Z"}


def claim(number: int, name: str, value: str, **more: str) -> ClaimOut:
    made = ClaimOut(
        id=f"te1:{'a' * 52}:{number}", property=name, value=value, grade="admiralty:B2",
        nature="fact", agency="xa-coast", source="r-doc", status="stands", handling="H1",
        tlp="TLP:AMBER",
    )  # fmt: skip
    return replace(made, **more)


CASE = (
    EntityOut(
        PERSON, "Person",
        [
            claim(0, "name", "إدريس بن عكورت", language="ar"),
            claim(1, "birthDate", "1984-02", nature="assessment"),
            claim(2, "phone", "0600 000 000", withheld="withheld_restricted"),
            claim(3, "description", "keeps the boats", disputed="xb-harbour"),
        ],
        category="suspect", standing=("xa-coast: suspected",), **_TIMES,
    ),
    EntityOut(GROUP, "Organization", [claim(4, "name", "Gulls"), claim(5, "name", "Gaviotas")],
              **_TIMES),
    EntityOut(TIE, "Membership", [claim(6, "member", PERSON), claim(7, "organization", GROUP),
                                  claim(8, "startDate", "2025")], **_TIMES),
    EntityOut(CAR, "Vehicle", [claim(9, "registrationNumber", "11-XA-22"),
                               claim(10, "user", PERSON, nature="assessment")], **_TIMES),
    EntityOut(PLACE, "Address", [claim(11, "country", "ma"), claim(12, "city", "Rasil"),
                                 claim(13, "latitude", "35.125"), claim(14, "longitude", "-5.25")],
              **_TIMES),
    EntityOut(LOGIN, "UserAccount", [claim(15, "username", "gull7")], **_TIMES),
    EntityOut(MAIL, "UserAccount", [claim(16, "email", "a@mail.example", handling="H3",
                                          conditions="ask first", tlp="TLP:RED")], **_TIMES),
    EntityOut(PHONE, "Device", [claim(17, "imei", "356938035643809")], **_TIMES),
    EntityOut(NEWER, "Hovercraft", [claim(18, "skirt", "torn")], **_TIMES),
)  # fmt: skip
