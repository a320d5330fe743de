"""A person at a browser: a real Chromium that reports whatever a page should not do.

A test fails on any violation of the content policy, any request to another host, any error in the
console that was not expected, and any violation that axe finds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Request,
    expect,
)

AXE = Path(__file__).parent / "node" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("ar", "es", "fr", "en")
# Chromium would like RSA as well; the ledger verifies ES256 and Ed25519 alone.
_KNOWN = "publicKey.pubKeyCredParams is missing at least one of the default algorithm identifiers"
_WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
# No motion: a colour on its way to another is nobody's contrast.
_USUAL = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
_AXE_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}


# The link of a row is met by fingers (SCREENS: 44 px); half a pixel is rounding.
_SMALL = """
() => [...document.querySelectorAll(".finger, td > a.t, .list > li > a:not(.btn)")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.width && (box.height < 43.5 || box.width < 43.5))
  .map(([box, one]) => `${box.width} x ${box.height}: ${one.outerHTML.slice(0, 160)}`)
"""


@dataclass
class Person:
    """One browser profile: its page, its virtual authenticator, and what went wrong so far."""

    context: BrowserContext
    page: Page
    home: str
    problems: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    plugged: tuple[CDPSession, str] = field(init=False)

    def watch(self, page: Page) -> None:
        """Report what this page does wrong."""
        page.add_init_script(_WATCH)
        page.on("console", self._heard)
        page.on("pageerror", lambda problem: self.problems.append(f"script: {problem}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        known = any(one in message.text for one in (_KNOWN, *self.expected))
        if message.type in {"error", "warning"} and not known:
            self.problems.append(f"console: {message.text} at {message.location.get('url')}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != urlsplit(self.home).netloc:
            self.problems.append(f"foreign request: {request.url}")

    def go(self, path: str) -> None:
        """Open a page of the node and wait until its scripts are there."""
        address = path if path.startswith("http") else self.home + path
        try:
            self.page.goto(address)
        except Error as problem:
            if "ERR_ABORTED" not in problem.message:
                raise
            # The page was going elsewhere by itself at that moment; whoever asks again gets there.
            self.page.goto(address)
        self.ready()

    def ready(self) -> None:
        """Wait until the page's own script has run."""
        expect(self.page.locator("html[data-ready='1']")).to_be_attached()

    def look_closely(self) -> None:
        """Ask axe, and measure the links of rows; every violation is a problem."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("(rules) => axe.run(document, rules)", _AXE_RULES)
        for one in found["violations"]:
            where = "; ".join(node["html"][:160] for node in one["nodes"][:3])
            self.problems.append(f"axe {one['id']} on {self.page.url}: {where}")
        for one in self.page.evaluate(_SMALL):
            self.problems.append(f"too small for a finger on {self.page.url}: {one}")

    @contextmanager
    def expecting(self, *words: str) -> Iterator[None]:
        """Let the console say these words: a refusal that is tried on purpose."""
        self.expected = words
        yield
        self.page.wait_for_timeout(50)
        self.expected = ()

    def forget_passkeys(self) -> None:
        """Take every passkey off the authenticator that is on it now."""
        wire, name = self.plugged
        for one in wire.send("WebAuthn.getCredentials", {"authenticatorId": name})["credentials"]:
            gone = {"authenticatorId": name, "credentialId": one["credentialId"]}
            wire.send("WebAuthn.removeCredential", gone)

    def authenticator(self, *, prf: bool = False) -> None:
        """Plug in a virtual authenticator that verifies its user; `prf`: one that can derive."""
        wire = self.context.new_cdp_session(self.page)
        wire.send("WebAuthn.enable")
        made = wire.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                    "hasPrf": prf,
                }
            },
        )
        self.plugged = (wire, str(made["authenticatorId"]))


@contextmanager
def person(browser: Browser, home: str, **wishes: object) -> Iterator[Person]:
    """Somebody at the pages of a node; at the end everything that went wrong fails the test."""
    context = browser.new_context(**{**_USUAL, **wishes})
    context.set_default_timeout(15_000)
    page = context.new_page()
    one = Person(context, page, home)
    one.watch(page)
    try:
        yield one
        if one.problems:
            pytest.fail("\n".join(one.problems), pytrace=False)
    finally:
        context.close()
