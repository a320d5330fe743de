"""From the forms of a case's agreement and work to what the node asks for.

Promises: what an officer typed is passed on unchanged, a day as its first or last second; a field
that is not there is empty, and the node says what it lacks.
"""

from datetime import date
from itertools import permutations

import msgspec

from tansiq.cases.agreeing import MOST_DAYS, rules_of
from tansiq.record.cases import (
    CaseParty,
    CaseRules,
    CaseTerms,
    DecisionRecorded,
    InstrumentRecorded,
    TaskSet,
)
from tansiq.record.material import DirectionGrounds
from tansiq.record.officers import Label
from tansiq.terms.casework import AgreementType, agreement_types
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language
from tansiq.web import forms
from tansiq.web.gate import Visit


def terms(visit: Visit) -> CaseTerms:
    """The terms of a joint case; its parties are those the form was made for."""
    parties = _all(visit, "party")
    return CaseTerms(
        names=tuple(
            Label(language=one.value, text=said)
            for one in Language
            if (said := visit.posted(f"name.{one.value}").strip())
        ),
        rules=_rules(visit),
        parties=tuple(
            CaseParty(node=one, state=visit.posted(f"state.{one}"), law=visit.posted(f"law.{one}"))
            for one in parties
        ),
        purpose=_prose(visit, "purpose"),
        legal_basis=_prose(visit, "legal-basis"),
        instrument=visit.posted("instrument"),
        grounds=tuple(
            DirectionGrounds(sender=a, receiver=b, codes=_all(visit, f"ground.{a}>{b}"))
            for a, b in permutations(parties, 2)
        ),
        languages=_all(visit, "language"),
        uses=_all(visit, "use"),
        starts=_begin(visit.posted("starts")),
        ends=forms.instant(visit.posted("ends")),
        replaces=visit.posted("replaces"),
    )


def task(visit: Visit, made: str) -> TaskSet:
    """A task for a party."""
    return TaskSet(
        task=made,
        party=visit.posted("party"),
        title=visit.posted("title"),
        language=visit.posted("language"),
        due=forms.instant(visit.posted("due")),
    )


def instrument(visit: Visit, made: str) -> InstrumentRecorded:
    """How far a legal instrument is, as its form says."""
    return InstrumentRecorded(
        instrument=made,
        type=visit.posted("type"),
        title=visit.posted("title"),
        language=visit.posted("language"),
        party=visit.posted("party"),
        authority=visit.posted("authority"),
        state=visit.posted("state"),
        reference=visit.posted("reference"),
        due=forms.instant(visit.posted("due")),
    )


def decision(visit: Visit, made: str) -> DecisionRecorded:
    """A decision with its reasons and what it rests on."""
    return DecisionRecorded(
        decision=made,
        title=visit.posted("title"),
        text=_prose(visit, "text"),
        language=visit.posted("language"),
        rests_on=_all(visit, "rests-on"),
    )


def _rules(visit: Visit) -> CaseRules:
    """The rule set of the chosen type, with the days that were typed in place of its own."""
    rules = rules_of(agreement_types()[AgreementType(visit.posted("type"))])
    days = visit.posted("days").strip()
    if not days:
        return rules
    if not days.isdecimal() or len(days) > len(str(MOST_DAYS)):
        raise Invalid("case_days", days=days[:20], most=MOST_DAYS)
    return msgspec.structs.replace(rules, uncategorised_days=int(days))


def _begin(day: str) -> str:
    """The first second (UTC) of a day that was typed; what is no day is left for the node."""
    try:
        return f"{date.fromisoformat(day).isoformat()}T00:00:00Z"
    except ValueError:
        return day


def _prose(visit: Visit, name: str) -> str:
    return visit.posted(name).replace("\r\n", "\n")


def _all(visit: Visit, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one) for one in visit.request.POST.getlist(name)))
