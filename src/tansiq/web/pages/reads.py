"""The read log in the page: filtered, verified, taken away; looking through it is noted in it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import read_log
from tansiq.node.actions import Action
from tansiq.oversight.read_lines import Line, Sieve
from tansiq.record import canonical
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid, TansiqError, advice, words
from tansiq.web.gate import Visit, page
from tansiq.web.takeaway import csv_file, lines_file

FIELDS = ("officer", "action", "place", "since", "until")
# Everything that reads; each has words in `oversight/words.html`.
ACTIONS = (
    Action.LIST_REPORTS, Action.READ_REPORT, Action.READ_SOURCE, Action.EXPORT_PROOF,
    Action.SEE_OFFICERS, Action.READ_LOG, Action.WHO_SAW, Action.SEE_STATISTICS,
    Action.ORDER_ERASURE,
)  # fmt: skip
HEADS = ("number", "time", "officer", "action", "place", "reason", "shown", "text_digest", "digest")


@page("reads", Action.READ_LOG)
def listed(visit: Visit) -> HttpResponse:
    """One page of lines that pass."""
    asked = {name: str(visit.request.GET.get(name, "")).strip() for name in FIELDS}
    before = str(visit.request.GET.get("before", "0"))
    sieve = sieve_of(asked, visit.speech.zone)
    seen = read_log.page(visit.node, visit.reader, sieve, int(before) if before.isdecimal() else 0)
    return visit.page("oversight/reads.html", seen=seen, asked=asked, actions=ACTIONS)


@page("reads", Action.READ_LOG)
def verified(visit: Visit) -> HttpResponse:
    """The verdict on the whole chain, as a part of a page."""
    found = read_log.verdict(visit.node, visit.reader)
    said = do = ""
    if isinstance(found.problem, TansiqError):
        said = words(found.problem, visit.speech.language)
        do = advice(found.problem, visit.speech.language)
    return visit.page("oversight/verdict.html", found=found, said=said, do=do)


@page("reads", Action.READ_LOG)
def taken(visit: Visit) -> HttpResponse:
    """The lines that pass, as a table or as canonical lines whose chain can be walked again."""
    asked = {name: visit.posted(name).strip() for name in FIELDS}
    found = read_log.copied(visit.node, visit.reader, sieve_of(asked, visit.speech.zone))
    if visit.posted("as") == "lines":
        return lines_file("read-log.jsonl", [canonical.encode(_plain(one)) for one in found])
    rows = [
        (one.number, stamp(one.time), one.officer, one.action, one.place, one.reason,
         " ".join(one.shown), one.text_digest, one.digest)
        for one in found
    ]  # fmt: skip
    return csv_file("read-log.csv", HEADS, rows)


def sieve_of(asked: dict[str, str], zone: ZoneInfo) -> Sieve:
    """The filter a form asked for; days are those of the agency's zone; Invalid `day_malformed`."""
    last = _day(asked["until"])
    return Sieve(
        officer=asked["officer"],
        action=asked["action"],
        place=asked["place"],
        since=_midnight(_day(asked["since"]), zone),
        until=_midnight(last + timedelta(days=1) if last else None, zone),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("day_malformed", value=text[:20]) from None
    if found is not None and not 1970 <= found.year < 3000:
        raise Invalid("day_malformed", value=text[:20])
    return found


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=zone) if day else None


def _plain(line: Line) -> dict[str, object]:
    return {
        "number": line.number,
        "time": stamp(line.time),
        "officer": line.officer,
        "action": line.action,
        "place": line.place,
        "reason": line.reason,
        "shown": list(line.shown),
        "text_digest": line.text_digest,
        "digest": line.digest,
    }


ADDRESSES = (
    path("reads", require_safe(listed)),
    path("reads/verdict", require_safe(verified)),
    path("reads/taken", require_POST(taken)),
)
