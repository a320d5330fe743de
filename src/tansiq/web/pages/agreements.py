"""The agreement of a joint case: proposed, read in each of its languages, signed, ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from tansiq.node import case_agreements, case_desk
from tansiq.node.actions import Action
from tansiq.node.case_desk import AgreementSeen, AgreementsSeen
from tansiq.terms.casework import InformationUse, agreement_types
from tansiq.terms.digits import digest_code
from tansiq.terms.languages import Language
from tansiq.terms.legal import TransferGroundCode
from tansiq.web import case_forms, offers
from tansiq.web.case_told import told_of
from tansiq.web.case_words import address_of, channel_of
from tansiq.web.gate import Visit, page
from tansiq.web.house import house
from tansiq.web.rules import by_method
from tansiq.web.speech import Speech
from tansiq.web.templating import environment


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of an agreement in one language; `own` is the reader's."""

    language: Language
    text: Markup
    own: bool


@page("cases", Action.READ_CASE)
def shown(visit: Visit, case: str) -> HttpResponse:
    """Every agreement of a case: its text, who signed, what is awaited, what its end does."""
    return _all(visit, case, "agreements/list.html")


@page("cases", Action.READ_CASE)
def fresh(visit: Visit, case: str) -> HttpResponse:
    """The same without the shell, asked for again when there is news."""
    return _all(visit, case, "agreements/board.html")


def _all(visit: Visit, case: str, template: str) -> HttpResponse:
    seen = case_desk.agreements(visit.node, visit.reader, channel_of(case))
    return visit.page(
        template,
        seen=seen,
        at=address_of(seen.case.channel),
        sheets={one.terms.digest: _sheets(visit, one) for one in seen.found},
        code_of=lambda digest: digest_code(bytes.fromhex(digest)),
        actions=Action,
        **told_of(visit),
    )


def _sheets(visit: Visit, one: AgreementSeen) -> tuple[Sheet, ...]:
    """The text in the reader's language, then in each of the agreement's that the pages speak."""
    own = visit.speech.language
    others = [one_ for one_ in Language if one_ is not own and one_ in one.terms.terms.languages]
    return tuple(Sheet(each, _text(visit, one, each), each is own) for each in (own, *others))


def _text(visit: Visit, one: AgreementSeen, language: Language) -> Markup:
    speech = Speech.of(language, house().manner)
    text = environment(language).get_template("agreements/terms.html")
    facts = {"terms": one.terms.terms, "speech": speech, "now": visit.node.clock.now()}
    return Markup(text.render({**facts, **_named(speech)}))  # noqa: S704 - a template that escapes


def _named(speech: Speech) -> dict[str, Any]:
    """What languages and states are called."""
    tongues = dict(offers.tongues(speech))
    states = speech.locale.territories
    return {
        "tongue": lambda code: tongues.get(code, code),
        "country": lambda code: states.get(code, code),
    }


@page("cases", Action.PROPOSE_AGREEMENT)
def blank(visit: Visit, case: str) -> HttpResponse:
    """The form of an agreement, filled with what was agreed or proposed last."""
    seen = case_desk.agreements(visit.node, visit.reader, channel_of(case))
    last = _last(seen)
    members = seen.case.members
    return visit.page(
        "agreements/propose.html",
        seen=seen,
        at=address_of(seen.case.channel),
        held=last.terms.terms if last else None,
        held_names={one.language: one.text for one in last.terms.terms.names} if last else {},
        held_states=_by_party(last, "state"),
        held_laws=_by_party(last, "law"),
        held_grounds=_grounds(last),
        replaces=seen.case.agreement.agreement if seen.case.agreement else "",
        types=agreement_types().values(),
        directions=tuple(permutations(members, 2)),
        grounds=tuple(TransferGroundCode),
        uses=tuple(InformationUse),
        tongues=offers.tongues(visit.speech),
        address_of=address_of,
        **_named(visit.speech),
        **told_of(visit),
    )


def _last(seen: AgreementsSeen) -> AgreementSeen | None:
    return seen.found[0] if seen.found else None


def _by_party(one: AgreementSeen | None, name: str) -> Mapping[str, str]:
    return (
        {} if one is None else {each.node: getattr(each, name) for each in one.terms.terms.parties}
    )


def _grounds(one: AgreementSeen | None) -> Mapping[tuple[str, str], tuple[str, ...]]:
    if one is None:
        return {}
    return {(each.sender, each.receiver): each.codes for each in one.terms.terms.grounds}


@page("cases", Action.PROPOSE_AGREEMENT)
def propose(visit: Visit, case: str) -> HttpResponse:
    """Put terms before the other parties."""
    channel = channel_of(case)
    terms = case_forms.terms(visit)
    return visit.sign(
        lambda signer: case_agreements.propose(visit.node, signer, channel, terms), _here(case)
    )


@page("cases", Action.SIGN_AGREEMENT)
def sign(visit: Visit, case: str, agreement: str) -> HttpResponse:
    """Sign the terms whose digest the page showed."""
    channel, digest = channel_of(case), visit.posted("digest")
    return visit.sign(
        lambda signer: case_agreements.sign(visit.node, signer, channel, agreement, digest),
        _here(case),
    )


@page("cases", Action.DIRECT_CASE)
def close(visit: Visit, case: str) -> HttpResponse:
    """End the work of this agency under the agreement in force."""
    channel, reason = channel_of(case), visit.posted("explanation")
    return visit.sign(
        lambda signer: case_agreements.close(visit.node, signer, channel, reason), _here(case)
    )


def _here(case: str) -> str:
    return f"{address_of(channel_of(case))}/agreement"


_AT = "cases/<str:case>/agreement"
_EITHER = ["GET", "HEAD", "POST"]
ADDRESSES = (
    path(_AT, require_safe(shown)),
    path(f"{_AT}/fresh", require_safe(fresh)),
    path(f"{_AT}/new", require_http_methods(_EITHER)(by_method(blank, propose))),
    path(f"{_AT}/close", require_POST(close)),
    path(f"{_AT}/sign/<str:agreement>", require_POST(sign)),
)
