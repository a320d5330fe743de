"""Invented releases: of a fact, of an assessment, without mentions, taken back."""

from dataclasses import replace

import msgspec

from tansiq.formats.stix_report import ReleaseOut
from tansiq.record.desk import ReportReleased
from tansiq.record.material import Content, Markings, Mention, Property

_CONTENT = Content(
    title="Boats off Rasil", text="Two boats left quay 4 at night.\nNobody was seen.",
    language="en", grade="europol_4x4:B2", nature="fact",
    mentions=(
        Mention(schema="Person", names=("إدريس بن عكورت", "Driss"), category="suspect",
                properties=(Property(name="phone", values=("0600 000 000",)),)),
        Mention(schema="Vehicle", names=("white van",)),
        Mention(schema="Address", names=("quay 4",),
                properties=(Property(name="country", values=("ma",)),)),
        Mention(schema="UserAccount", names=("gull",),
                properties=(Property(name="username", values=("gull7",)),)),
        Mention(schema="Membership", names=("a tie",)),
    ),
)  # fmt: skip
_RECORD = ReportReleased(
    release="r-" + "r" * 26, content=_CONTENT, wording="sanitised", worded_by="xa-coast",
    recipients=("xb-harbour",), purpose="find the boats", court=False, legal_basis="treaty",
    transfer_grounds=(), handling=Markings(code="H2", tlp="TLP:AMBER"),
    expiry="2027-01-01T00:00:00Z",
)  # fmt: skip


def _release(**changed: object) -> ReleaseOut:
    content = msgspec.structs.replace(_CONTENT, **changed)
    return ReleaseOut(
        _RECORD, content, "2026-02-02T10:00:00Z", "2026-02-03T10:00:00Z", recalled=False
    )


RELEASES = {
    "fact": _release(),
    "assessment": _release(nature="assessment"),
    "no mentions": _release(mentions=()),
    "recalled": replace(_release(), recalled=True),
}
