"""From the fields of a form to what the node asks for.

Promises: what an officer typed is passed on unchanged; a field that is not there is empty, and the
node says what it lacks. Names of uploaded files are made safe, and nothing of them touches a disk
in the clear.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import zip_longest

from django.http import HttpRequest

from tansiq.node.recalls import Correcting, Recalling
from tansiq.node.releases import Grounds, Releasing
from tansiq.node.reports import Filing, LooseFile
from tansiq.node.requests import Asking
from tansiq.record.material import (
    Content,
    Markings,
    Mention,
    Property,
    SeizureGround,
    Source,
    TransferGround,
)
from tansiq.record.plan import NewClass
from tansiq.terms.errors import Invalid
from tansiq.terms.file_names import safe_name
from tansiq.terms.ids import channel_id
from tansiq.web.application import UPLOADS
from tansiq.web.gate import Visit

REVIEW_DAYS, ERASE_DAYS = 365, 3 * 365
LANGUAGES = ("ar", "es", "fr", "en", "zgh", "pt", "it", "de", "nl", "ru", "tr", "fa", "ur", "zh")
SCHEMATA = ("Person", "Organization", "Company", "Vehicle", "Address", "Event", "Vessel", "Asset")


def check_size(request: HttpRequest) -> None:
    """Invalid `upload_too_large` before anything of a large form is read."""
    told = request.headers.get("Content-Length", "")
    if not told.isdecimal() or int(told) > UPLOADS:
        raise Invalid("upload_too_large", most=UPLOADS >> 20)


def dates(today: date) -> Mapping[str, str]:
    """What the fields of retention hold at first."""
    return {
        "review": (today + timedelta(days=REVIEW_DAYS)).isoformat(),
        "erase": (today + timedelta(days=ERASE_DAYS)).isoformat(),
    }


def retention(visit: Visit) -> NewClass:
    """Review and erase dates as typed, else the usual ones."""
    usual = dates(visit.node.clock.now().date())
    return NewClass(
        review=visit.posted("review") or usual["review"],
        erase=visit.posted("erase") or usual["erase"],
    )


def grade(visit: Visit) -> str:
    """Scheme and code from the two choices; Invalid `grade_mixed` when their schemes differ."""
    scheme, _, source = visit.posted("grade-source").partition(":")
    other, _, information = visit.posted("grade-information").partition(":")
    if scheme != other:
        raise Invalid("grade_mixed")
    return f"{scheme}:{source}{information}" if scheme else ""


def markings(visit: Visit) -> Markings:
    """Handling code, TLP and conditions."""
    return Markings(
        code=visit.posted("handling"),
        tlp=visit.posted("tlp"),
        conditions=visit.posted("conditions"),
    )


def mentions(visit: Visit) -> tuple[Mention, ...]:
    """The rows of entities that have a name."""
    post = visit.request.POST
    rows = zip_longest(
        post.getlist("mention-schema"),
        post.getlist("mention-names"),
        post.getlist("mention-category"),
        post.getlist("mention-properties"),
        fillvalue="",
    )
    return tuple(
        Mention(
            schema=str(schema),
            names=spelled,
            category=str(category),
            properties=properties(str(facts)),
        )
        for schema, names, category, facts in rows
        if (spelled := _split(str(names), ";"))
    )


def properties(text: str) -> tuple[Property, ...]:
    """Lines of `name: value; value`; Invalid `desk_property` for a line that names none."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _split(text, "\n"):
        name, colon, values = line.partition(":")
        if not colon or not values.strip():
            raise Invalid("desk_property", value=line[:40])
        name = name.strip()
        found[name] = (*found.get(name, ()), *_split(values, ";"))
    return tuple(Property(name=name, values=values) for name, values in found.items())


def filing(visit: Visit, report: str) -> Filing:
    """A report as it was written; its file is read by `channel_id` apart."""
    return Filing(
        content=Content(
            title=visit.posted("title"),
            text=visit.posted("text").replace("\r\n", "\n"),
            language=visit.posted("language"),
            grade=grade(visit),
            nature=visit.posted("nature"),
            occurred=visit.posted("occurred"),
            mentions=mentions(visit),
        ),
        source=Source(
            description=visit.posted("source").replace("\r\n", "\n"),
            identifiers=_split(visit.posted("source-ids"), "\n"),
        ),
        handling=markings(visit),
        retention=retention(visit),
        reference=visit.posted("reference"),
        files=tuple(loose_files(visit.request)),
        report=report,
        signed=True,
        seized=visit.posted("seized") == "yes",
    )


def grounds(visit: Visit) -> Grounds:
    """The ground of each direction, as chosen for each recipient."""

    def chosen(recipients: tuple[str, ...]) -> tuple[TransferGround, ...]:
        return tuple(
            TransferGround(
                code=visit.posted(f"ground.{one}"),
                direction=f"{visit.node.me}>{one}",
                reason=visit.posted(f"reason.{one}"),
            )
            for one in recipients
            if visit.posted(f"ground.{one}")
        )

    return chosen


def releasing(visit: Visit, what: str, release: str, held: Content) -> Releasing:
    """A wish to release; words as they are held are no new wording."""
    title, text = visit.posted("title").strip(), visit.posted("text").replace("\r\n", "\n").strip()
    kind = visit.posted("seizure-kind")
    reference = visit.posted("seizure-reference")
    return Releasing(
        report=what,
        channel=channel_id(visit.posted("channel")),
        recipients=tuple(dict.fromkeys(str(one) for one in visit.request.POST.getlist("seen"))),
        purpose=visit.posted("purpose"),
        legal_basis=visit.posted("legal-basis"),
        grounds=grounds(visit),
        handling=markings(visit) if visit.posted("handling") else None,
        expiry=instant(visit.posted("expiry")),
        retention=retention(visit),
        court=visit.posted("court") == "yes",
        title="" if title == held.title else title,
        wording="" if text == held.text else text,
        seizure_ground=SeizureGround(kind=kind, reference=reference) if kind else None,
        override_reason=visit.posted("leaks-seen"),
        answers=visit.posted("answers").rpartition("/")[2],
        release=release,
    )


def recalling(visit: Visit, release: str) -> Recalling:
    """A wish to take a release back."""
    return Recalling(
        release, visit.posted("reason"), visit.posted("explanation"), visit.posted("measure")
    )


def correcting(visit: Visit, release: str) -> Correcting:
    """A wish to mend a release."""
    return Correcting(
        release=release,
        title=visit.posted("title"),
        text=visit.posted("text").replace("\r\n", "\n"),
        grade=grade(visit),
        explanation=visit.posted("explanation"),
        override_reason=visit.posted("leaks-seen"),
    )


def asking(visit: Visit) -> Asking:
    """A question to a partner."""
    return Asking(
        channel=channel_id(visit.posted("channel")),
        to=visit.posted("to"),
        urgency=visit.posted("urgency"),
        question=visit.posted("question").replace("\r\n", "\n"),
        language=visit.posted("language"),
        purpose=visit.posted("purpose"),
        legal_basis=visit.posted("legal-basis"),
        grounds=grounds(visit),
        handling=markings(visit),
        retention=retention(visit),
        mentions=mentions(visit),
    )


def instant(day: str) -> str:
    """The last second (UTC) of a day that was typed; what is no day is left for the node."""
    try:
        return stamp_of(date.fromisoformat(day))
    except ValueError:
        return day


def stamp_of(day: date) -> str:
    """The last second of a day, as a wire time."""
    return f"{day.isoformat()}T23:59:59Z"


def loose_files(request: HttpRequest) -> Iterable[LooseFile]:
    """The files that came with a form, under safe names."""
    for one in request.FILES.getlist("files"):
        data = one.read()
        if data or one.name:
            kind = one.content_type or "application/octet-stream"
            yield LooseFile(safe_name(one.name or ""), kind[:100], data)


def _split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(mark) if one.strip())
