"""Every role at every address: made from the list of addresses and `node.access`.

A page that is added is covered by itself; a view without a rule, or one open to strangers that is
not named here, fails. Who may pass is asked of `node.access`, never written down twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import pytest
from django.urls import URLPattern
from tests.web.conftest import Client, House
from tests.web.glimpse import Glimpse, glimpse
from tests.web.hiring import entered

from tansiq.node.access import ON_FILE, Subject, may
from tansiq.node.actions import Action
from tansiq.terms.roles import Role
from tansiq.web.rules import Rule, rule_of
from tansiq.web.screens import SCREENS

# Who is not signed in may ask for these; each is a door, the machine's view, or without content.
OPEN = {
    "health",
    "static/<str:name>",
    "components",
    "invitation/<str:token>",
    "invitation/<str:token>/passkey",
    "sign-in",
    "sign-in/passkey",
    "sign-out",
    "look",
    # Tells a browser the number of the passkey that it has just offered, and nobody else.
    "waiting",
    "help",
    "help/glossary",
    "help/errors",
    "help/errors/<str:code>",
    "help/keys",
    # What a telephone keeps to open without a line: an empty page, words, the names of its files.
    "field/shell",
    "field/words",
    "field/worker.js",
    # For contacts of protected sites: a form that tells nothing before the right code is typed.
    "notice/<str:named>",
}
METHODS = ("GET", "POST")
OTHERS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
REFUSED = ("access_role", "access_administrator", "access_not_on_file")
SHELL = {"": "", "HX": "true"}


@dataclass(frozen=True)
class Address:
    """One address with its rule."""

    route: str
    rule: Rule | None

    def filled(self, **named: str) -> str:
        """The path with what its address names; what is not given was never there."""
        return "/" + re.sub(
            r"<(?:\w+:)?(\w+)>", lambda found: named.get(found[1], "absent-7"), self.route
        )

    @property
    def content(self) -> bool:
        """Whether it touches the content of a file."""
        return self.rule is not None and self.rule.action in ON_FILE


def addresses() -> Iterator[Address]:
    """All of them, as Django has them."""
    for one in import_module("tansiq.web.addresses").urlpatterns:
        assert isinstance(one, URLPattern), f"{one} hides its addresses"
        yield Address(str(one.pattern), rule_of(one.callback))


@pytest.fixture(scope="module")
def known(house: House) -> list[Address]:
    """The addresses behind the door; Django must be set up to know them."""
    assert house.app
    return [one for one in addresses() if one.route not in OPEN]


def test_every_address_has_a_rule_or_is_named_as_open(house: House) -> None:
    assert house.app
    every = list(addresses())
    assert {one.route for one in every} >= OPEN
    for one in every:
        if one.route in OPEN:
            assert one.rule is None or one.rule.open, one.route
        else:
            assert one.rule is not None, f"{one.route} has no rule"
            assert not one.rule.open, f"{one.route} is open to strangers"


def test_every_screen_leads_to_an_address_with_its_own_action(known: list[Address]) -> None:
    rules = {one.route: one.rule for one in known}
    for screen in SCREENS:
        rule = rules[screen.path.removeprefix("/")]
        assert rule is not None
        assert rule.action is screen.action, screen.name


def test_content_is_never_shown_without_a_reason(known: list[Address]) -> None:
    """Requirement 11.1: whatever reads a file asks why."""
    for one in known:
        assert one.rule is not None
        assert one.rule.content or not one.content, f"{one.route} reads without a reason"


@pytest.mark.parametrize("part", ["", "true"])
def test_a_stranger_gets_nothing_behind_the_door(
    client: Client, known: list[Address], part: str
) -> None:
    client.get("/sign-in")
    for one in known:
        for method in METHODS:
            found = glimpse(client, method, one.filled(), part=part)
            if found.status == 405:
                continue
            onward = found.headers.get("HX-Redirect" if part else "Location", "")
            assert onward.startswith("/sign-in?next=/"), (one.route, method, found.status)
            assert found.text == ""


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("part", ["", "true"])
def test_each_role_enters_where_the_access_rules_let_it(
    house: House, known: list[Address], role: Role, part: str
) -> None:
    """Requirement 11.2: role by page by method, as whole page and as part of one."""
    client = entered(house, role)
    for one in known:
        assert one.rule is not None
        action = one.rule.action
        allowed = action is None or may(frozenset({role}), action, Subject(on_file=True))
        seen = [glimpse(client, method, one.filled(), part=part) for method in METHODS]
        answers = [found for found in seen if found.status != 405]
        assert answers, f"{one.route} answers neither GET nor POST"
        for found in answers:
            _fits(found, action, allowed=allowed)


def _fits(found: Glimpse, action: Action | None, *, allowed: bool) -> None:
    refused = found.status == 403 and any(code in found.text for code in REFUSED)
    assert refused is not allowed, (found.asked, action, found.status, found.code)
    # Garbage in an address or an empty form is never a fault of the program.
    assert found.status < 500, (found.asked, found.status, found.code)


def test_content_asks_for_the_reason_first(house: House, known: list[Address]) -> None:
    client = entered(house, Role.LIAISON_OFFICER, reason="")
    for one in known:
        assert one.rule is not None
        allowed = one.rule.action is None or may(
            frozenset({Role.LIAISON_OFFICER}), one.rule.action, Subject(on_file=True)
        )
        if not (one.rule.content and allowed):
            continue
        for method in METHODS:
            found = glimpse(client, method, one.filled())
            if found.status != 405:
                assert found.headers["Location"].startswith("/reason?next=/"), one.route


@pytest.mark.parametrize("method", OTHERS)
def test_other_methods_do_nothing(house: House, known: list[Address], method: str) -> None:
    client = entered(house, Role.LIAISON_OFFICER)
    for one in known:
        assert glimpse(client, method, one.filled()).status == 405, one.route


def test_a_method_named_in_a_header_or_a_form_changes_nothing(
    house: House, known: list[Address]
) -> None:
    client = entered(house, Role.LIAISON_OFFICER)
    for one in known:
        plain = glimpse(client, "GET", one.filled())
        for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            found = glimpse(client, "GET", one.filled(_method="POST"), more={header: "POST"})
            assert found.status == plain.status, (one.route, header)
