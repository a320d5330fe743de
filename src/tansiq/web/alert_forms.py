"""From the forms of warnings and of protected sites to what the node asks for.

Promises: what was typed is passed on unchanged; a local time is that of the agency's zone; a
language in which nothing was written is no text.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest

from tansiq.node.alert_writing import Writing
from tansiq.record.alerts import AlertText, SiteContact, SiteDetails
from tansiq.record.material import TransferGround
from tansiq.terms.clock import at_local, stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import new_record_id
from tansiq.terms.languages import Language
from tansiq.web import forms
from tansiq.web.gate import Visit

TONGUES = (Language.AR, Language.ES, Language.FR, Language.EN)


def texts(visit: Visit) -> tuple[AlertText, ...]:
    """The texts by language, those that hold anything."""
    made = []
    for one in TONGUES:
        said = {
            name: visit.posted(f"{name}.{one}").replace("\r\n", "\n").strip()
            for name in ("headline", "description", "advice", "area")
        }
        if any(said.values()):
            made.append(AlertText(language=str(one), **said))
    return tuple(made)


def writing(visit: Visit, alert: str = "", step: str = "alert") -> Writing:
    """A warning as it was typed."""
    ground, why = visit.posted("ground"), visit.posted("ground-reason")
    me = visit.node.me

    def grounds(recipients: tuple[str, ...]) -> tuple[TransferGround, ...]:
        return tuple(
            TransferGround(code=ground, direction=f"{me}>{one}", reason=why) for one in recipients
        )

    return Writing(
        texts=texts(visit),
        urgency=visit.posted("urgency"),
        severity=visit.posted("severity"),
        certainty=visit.posted("certainty"),
        category=visit.posted("category"),
        expiry=instant(visit, "expiry"),
        retention=forms.retention(visit),
        handling=forms.markings(visit),
        legal_basis=visit.posted("legal-basis"),
        grounds=grounds,
        alert=alert,
        step=step,
        responses=_several(visit, "response"),
        onset=instant(visit, "onset"),
        circles=_lines(visit, "circles"),
        polygons=_lines(visit, "polygons"),
        sites=_several(visit, "site"),
        channels=_several(visit, "channel"),
        bases=_lines(visit, "bases"),
        exercise=visit.posted("exercise") == "yes",
        danger_to_life=visit.posted("danger") if visit.posted("alone") == "yes" else "",
        reason=visit.posted("explanation"),
    )


def details(visit: Visit) -> SiteDetails:
    """A protected site as it was typed; rows of contacts without name and address are none."""
    post = visit.request.POST
    names = ("id", "name", "email", "language", "minutes", "phone")
    rows = zip_longest(*(post.getlist(f"contact-{one}") for one in names), fillvalue="")
    return SiteDetails(
        name=visit.posted("name"),
        kind=visit.posted("kind"),
        address=visit.posted("address"),
        area=visit.posted("area"),
        contacts=tuple(
            _contact(dict(zip(names, map(str, row), strict=True)))
            for row in rows
            if str(row[1]).strip() or str(row[2]).strip()
        ),
        circles=_lines(visit, "circles"),
        polygons=_lines(visit, "polygons"),
    )


def _contact(row: Mapping[str, str]) -> SiteContact:
    minutes = row["minutes"].strip()
    return SiteContact(
        contact=row["id"] or new_record_id(),
        name=row["name"],
        email=row["email"],
        language=row["language"],
        # What is no number is refused by its bounds, with words.
        minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 6 else 0,
        phone=row["phone"],
    )


def instant(visit: Visit, name: str) -> str:
    """A day and an hour of the agency's zone as a wire time; empty when neither was typed."""
    day, hour = visit.posted(f"{name}-day"), visit.posted(f"{name}-hour")
    if not day and not hour:
        return ""
    try:
        wall = datetime.fromisoformat(f"{day}T{hour or '00:00'}")
    except ValueError:
        raise Invalid("time_malformed", value=f"{day} {hour}"[:40]) from None
    return stamp(at_local(wall, visit.node.settings.zone).instant)


def _several(visit: Visit, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one) for one in visit.request.POST.getlist(name) if one))


def _lines(visit: Visit, name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in visit.posted(name).splitlines() if one.strip())
