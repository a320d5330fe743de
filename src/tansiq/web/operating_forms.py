"""From the forms of an operation to what the node asks for.

Promises: what an officer typed is passed on unchanged; rows that are empty are no rows; a field
that is not there is empty, and the node says what it lacks. Local times are left to the node, which
knows the zones. Judges nothing.
"""

from collections.abc import Sequence
from itertools import zip_longest

from tansiq.node.operation_orders import instant_of
from tansiq.node.operation_parts import SiteWish
from tansiq.node.operations import Where
from tansiq.operations.checking import Mark
from tansiq.operations.commands import OrderDraft
from tansiq.record.officers import Label
from tansiq.record.operations import (
    OrderText,
    PassedOver,
    Phase,
    QuorumParty,
    QuorumRule,
    SilenceOf,
    SiteReport,
)
from tansiq.record.tactics import TacticalSite, Target, Team, Warranted
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import channel_id, record_id
from tansiq.terms.languages import Language
from tansiq.web.gate import Visit

TEXTS = ("situation", "purpose", "signals", "abort", "contingency", "medical", "interpreters")
_MOST_DIGITS = 9


def where(channel: str, operation: str) -> Where:
    """The operation that an address names."""
    return Where(channel_id(channel), record_id(operation))


def address_of(place: Where) -> str:
    """Where the pages of an operation begin."""
    return f"/operations/{place.channel}/{place.operation}"


def site_wish(visit: Visit, code: str) -> SiteWish:
    """One site of our own part; `code` is what it was called, empty for one more."""
    zone, entry = visit.posted("zone"), visit.posted("enters-local")
    site = TacticalSite(
        site=visit.posted("site").strip(),
        address=_prose(visit, "address"),
        targets=_targets(visit),
        team=Team(
            name=visit.posted("team"),
            leader=visit.posted("leader"),
            size=_number(visit.posted("size")),
        ),
        conditions=_all(visit, "condition"),
        entry=_prose(visit, "entry"),
        medical=_prose(visit, "medical"),
        latitude=visit.posted("latitude").strip(),
        longitude=visit.posted("longitude").strip(),
        enters_at=instant_of(visit.node, entry, zone) if entry else "",
    )
    return SiteWish(
        code=code or site.site,
        site=site,
        zone=zone,
        jurisdiction=visit.posted("country"),
        seen=visit.posted("seen"),
    )


def _targets(visit: Visit) -> tuple[Target, ...]:
    """The rows of targets; two rows of the same target put two instruments on it."""
    names = ("words", "entity", "kind", "reference", "authority", "until")
    columns = (visit.request.POST.getlist(f"target-{name}") for name in names)
    found: dict[tuple[str, str], list[Warranted]] = {}
    for row in zip_longest(*columns, fillvalue=""):
        words, entity, kind, reference, authority, until = (str(one).strip() for one in row)
        if not (words or entity or kind or reference):
            continue
        papers = found.setdefault((words, entity), [])
        if kind or reference:
            papers.append(
                Warranted(kind=kind, reference=reference, authority=authority, until=until)
            )
    return tuple(
        Target(words=words, entity=entity, instruments=tuple(papers))
        for (words, entity), papers in found.items()
    )


def order(visit: Visit, members: Sequence[str]) -> OrderDraft:
    """A version of the order."""
    parties = [one for one in members if visit.posted(f"party.{one}")]
    return OrderDraft(
        names=tuple(
            Label(language=one.value, text=said)
            for one in Language
            if (said := visit.posted(f"name.{one.value}").strip())
        ),
        texts=_texts(visit),
        h_hour=instant_of(visit.node, visit.posted("h-local"), visit.posted("h-zone")),
        quorum=QuorumRule(
            version=1,
            parties=tuple(
                QuorumParty(
                    party=one,
                    officers=_number(visit.posted(f"officers.{one}")),
                    role=visit.posted(f"role.{one}"),
                )
                for one in parties
            ),
        ),
        silence=tuple(
            SilenceOf(
                party=one,
                minutes=_number(visit.posted(f"silence-minutes.{one}")),
                rule=visit.posted(f"silence.{one}"),
            )
            for one in parties
        ),
        phases=_phases(visit),
        languages=_all(visit, "language"),
        stale_minutes=_number(visit.posted("stale-minutes")),
        changed=_prose(visit, "changed"),
        resumes=_all(visit, "resumes"),
        passes_over=_passed(visit),
    )


def _texts(visit: Visit) -> tuple[OrderText, ...]:
    """The words in each language that has any, the authentic ones first."""
    first = visit.posted("authentic")
    ordered = sorted(Language, key=lambda one: (one.value != first, list(Language).index(one)))
    told = {one: {name: _prose(visit, f"{name}.{one.value}") for name in TEXTS} for one in ordered}
    return tuple(
        OrderText(language=one.value, **told[one]) for one in ordered if any(told[one].values())
    )


def _phases(visit: Visit) -> tuple[Phase, ...]:
    columns = [visit.request.POST.getlist(f"phase-{name}") for name in ("code", "minutes")]
    names = {one: visit.request.POST.getlist(f"phase-name.{one.value}") for one in Language}
    found = []
    for at, (code, minutes) in enumerate(zip_longest(*columns, fillvalue="")):
        if str(code).strip():
            labels = tuple(
                Label(language=one.value, text=str(said[at]).strip())
                for one, said in names.items()
                if at < len(said) and str(said[at]).strip()
            )
            found.append(Phase(code=str(code).strip(), minutes=_number(str(minutes)), names=labels))
    return tuple(found)


def _passed(visit: Visit) -> tuple[PassedOver, ...]:
    """Entries that nobody is to wait for, as `origin seq`."""
    found = (one.rpartition(" ") for one in _all(visit, "passes-over"))
    return tuple(PassedOver(origin=origin, seq=_number(seq)) for origin, _, seq in found)


def mark(visit: Visit) -> Mark:
    """What is said of a point of a checklist."""
    return Mark(
        item=visit.posted("item"),
        done=visit.posted("done") == "yes",
        paper=visit.posted("paper"),
        document=visit.posted("document"),
        note=_prose(visit, "note"),
    )


def report(visit: Visit) -> SiteReport:
    """A word from a site that came by radio, at the time at which it was said."""
    said, zone = visit.posted("said-local"), visit.posted("zone")
    at = instant_of(visit.node, said, zone) if said else stamp(visit.node.clock.now())
    return SiteReport(
        at=at,
        state=visit.posted("state"),
        incident=visit.posted("incident"),
        arrests=_number(visit.posted("arrests") or "0"),
        seizures=_number(visit.posted("seizures") or "0"),
        plan=visit.posted("digest"),
    )


def _number(text: str) -> int:
    """A whole number as typed; Invalid `number_malformed`."""
    plain = text.strip()
    if not plain.lstrip("-").isdecimal() or not plain.isascii() or len(plain) > _MOST_DIGITS:
        raise Invalid("number_malformed", value=plain[:20])
    return int(plain)


def _prose(visit: Visit, name: str) -> str:
    return visit.posted(name).replace("\r\n", "\n").strip()


def _all(visit: Visit, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one) for one in visit.request.POST.getlist(name)))
