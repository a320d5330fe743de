"""Who stands before a page: the one door through which every page is entered.

Promises: nobody without a session that holds and an officer active in `home` passes; content is
read only with a reason; whatever a page raises is shown as a page with code, words and advice;
nothing that was shown is kept by a browser. Rights themselves are decided by `node.access`, inside
the node function that the page calls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from tansiq.node.access import Subject, decide
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import SIGNED_IN, Reader
from tansiq.officers.people import Officer
from tansiq.officers.queries import officer as officer_by
from tansiq.terms.errors import Missing, Refused, TansiqError
from tansiq.terms.ids import OfficerId
from tansiq.web.accounts import passkeys, sessions, underway, visits
from tansiq.web.accounts.sessions import LIVE, Session
from tansiq.web.case_words import channel_of
from tansiq.web.house import house
from tansiq.web.rendering import shown, speech_for, trouble
from tansiq.web.rules import Rule, ruled
from tansiq.web.screens import first_time, offered, roles_of
from tansiq.web.signing import Work, act_key
from tansiq.web.speech import Speech

_NEWS = "news"
ACT_KEY = "act_key"
"""In the session: the passkey this officer signs with on this device."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of an officer who signed in."""

    request: HttpRequest
    node: Node
    session: Session
    officer: Officer
    speech: Speech
    screen: str

    @property
    def reader(self) -> Reader:
        """Who reads and why, for `node.reading`."""
        return Reader(OfficerId(self.officer.officer), SIGNED_IN, self.session.reason)

    def page(self, template: str, status: int = 200, **facts: Any) -> HttpResponse:
        """A page inside the shell."""
        return shown(self.request, template, status, **{**self.shell(), **facts})

    def shell(self) -> dict[str, Any]:
        """What the shell around a page shows."""
        return {
            "visit": self,
            "screens": offered(self.officer),
            "screen": self.screen,
            "fresh": first_time(self.officer),
            "news": self.request.session.pop(_NEWS, None),
        }

    def tell(self, word: str, code: str, about: str = "") -> None:
        """Have the next page say that something was done; `code` is what the partner shows too.

        `about` is the kind of record, for the word of what holds from now on.
        """
        self.request.session[_NEWS] = {"word": word, "code": code, "about": about}

    def posted(self, name: str) -> str:
        """One text of a form, empty when it is not there."""
        return str(self.request.POST.get(name, ""))

    def sign(self, work: Work, then: str, **beside: Any) -> HttpResponse:
        """Begin an act: the dialog that shows it, or the way on when nothing is to be signed.

        `work` is a node function that takes a signer; `then` is the page to go to when it is done;
        `beside` may name a template (`covers`) that says in words what the record covers.
        """
        chosen = str(self.request.session.get(ACT_KEY, ""))
        found = passkeys.for_acts(self.session.account, self.officer.keys, chosen)
        pending = house().signatures.begin(act_key(self.officer, found.key), work, then)
        if not pending.wanted:
            return onward(self.request, then)
        underway.begun(self.officer.officer, pending.name, house().door)
        facts = {"allowed": found.credential, "label": found.label, "rp_id": house().place.rp_id}
        return self.page("parts/sign.html", **{"pending": pending, "covers": "", **facts, **beside})


Page = Callable[..., HttpResponse]


def page(screen: str, action: Action | None, *, content: bool = True) -> Callable[[Page], Page]:
    """Make a page: `action` is asked of the officer's roles before anything else is done.

    With `content` (the usual case) the officer has stated why they read; without, the page shows
    nothing of a file. The page function takes a `Visit` and what its address names.
    """

    def made(work: Page) -> Page:
        @wraps(work)
        def entered(request: HttpRequest, **named: Any) -> HttpResponse:
            visit = None
            try:
                visit = _visit(request, screen)
                if isinstance(visit, HttpResponse):
                    return visit
                _allowed(visit.officer, action)
                if content and not visit.session.reason:
                    return onward(request, f"/reason?next={quote(request.get_full_path())}")
                if "case" in named and LIVE not in request.headers:
                    # Whoever reads on in a case has not left it.
                    visits.stayed(visit.session.account, channel_of(str(named["case"])))
                return work(visit, **named)
            except TansiqError as problem:
                if LIVE in request.headers and isinstance(problem, Missing | Refused):
                    # It was readable when the page was opened: nothing old stays on the screen.
                    return onward(request, "/no-longer")
                shell = visit.shell() if isinstance(visit, Visit) else {}
                return trouble(request, problem, **shell)

        ruled(entered, Rule(action, content))
        return entered

    return made


def open_page(work: Page) -> Page:
    """Make a page for those who are not signed in; errors are shown as everywhere."""

    @wraps(work)
    def entered(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            return work(request, **named)
        except TansiqError as problem:
            return trouble(request, problem)

    ruled(entered, Rule(None, open=True))
    return entered


def visitor(request: HttpRequest, screen: str) -> Visit | None:
    """The officer who is signed in, for pages that are open to everybody."""
    if sessions.current(request) is None:
        return None
    found = _visit(request, screen)
    return found if isinstance(found, Visit) else None


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Where to go on: only a path of these pages, whatever the address says."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    plain = wanted.startswith("/") and wanted.isprintable()
    inside = plain and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else otherwise


def onward(request: HttpRequest, path: str) -> HttpResponse:
    """Go to another page, also from a part of a page."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": path})
    return HttpResponseRedirect(path)


def _visit(request: HttpRequest, screen: str) -> Visit | HttpResponse:
    session = sessions.current(request)
    if session is None:
        return onward(request, f"/sign-in?next={quote(request.get_full_path())}")
    node = house().node
    with node.store.reading() as tx:
        officer = officer_by(tx, session.account.officer)
    if officer is None or not officer.active:
        sessions.end(request)
        raise Refused("account_without_officer")
    if request.headers.get("X-Tansiq-Officer", officer.officer) != officer.officer:
        # The page that asks was shown to somebody else: nothing of this officer goes into it.
        return onward(request, "/")
    return Visit(request, node, session, officer, speech_for(request), screen)


def _allowed(officer: Officer, action: Action | None) -> None:
    """Refuse by role alone; whether the officer is on the file is asked by the node."""
    if action is not None:
        decide(roles_of(officer), action, Subject(on_file=True))
