"""The state page, asked as a browser asks."""

import asyncio
import re
from collections.abc import Callable

import httpx
import pytest

from tansiq.node.health import PartnerState, Status
from tansiq.terms.errors import Damaged
from tansiq.web.application import application
from tansiq.web.headers import CONTENT_POLICY
from tansiq.web.speech import Manner

GROUPS = "48213 09924 77120 55318 02931 66104 90217 33845 71190 20482 68350 11729"
NAMES = {"ar": "مديرية التنسيق", "en": "Directorate of Coordination"}
HEADINGS = {
    "ar": "حالة العقدة",
    "es": "Estado del nodo",
    "fr": "État du nœud",
    "en": "State of the node",
}


def partner(
    number: int = 1, link: str = "live", failing: str = "", name: str = "Liaison"
) -> PartnerState:
    return PartnerState(
        node=f"partner-{number}",
        names={"ar": name},
        link=link,
        last_contact="" if link == "never" else "2026-11-23T17:37:00Z",
        failure="",
        sent=18204,
        received=98,
        applied=92,
        opened=92,
        read=4,
        lag=6,
        failing=failing,
        parked_here=0,
        quarantined_here=0,
        software="tansiq/0.1.0",
        logs=(),
    )


def seen(*partners: PartnerState, behind: tuple[str, ...] = ()) -> Status:
    return Status(
        node="rabat",
        names=NAMES,
        fingerprint=GROUPS,
        version="0.1.0",
        now="2026-11-23T17:51:00Z",
        database="dsn",
        behind=behind,
        logs=3,
        entries=18400,
        quarantined=1,
        parked=0,
        forks=0,
        partners=partners,
    )


def ask(
    look: Callable[[], Status],
    path: str = "/",
    method: str = "GET",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    manner = Manner("ar", "ar-MA", "Europe/Madrid")
    app = application(look, manner, ["rabat.localhost"])

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://rabat.localhost"
        ) as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(asked())


@pytest.mark.parametrize("language", ["ar", "es", "fr", "en"])
def test_the_page_speaks_each_language_in_its_direction(language: str) -> None:
    """Requirement 11.7."""
    page = ask(lambda: seen(partner()), f"/?lang={language}")
    direction = "rtl" if language == "ar" else "ltr"
    assert page.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert HEADINGS[language] in page.text
    assert page.headers["Content-Language"] == language


def test_what_the_reader_asked_for_comes_before_browser_and_agency() -> None:
    french = {"Accept-Language": "de, fr-MA;q=0.8, en;q=0.5"}
    assert ask(seen, headers=french).headers["Content-Language"] == "fr"
    assert ask(seen, "/?lang=es", headers=french).headers["Content-Language"] == "es"
    assert ask(seen, "/?lang=xx").headers["Content-Language"] == "ar"


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/", "GET", 200),
        ("/health", "GET", 200),
        ("/static/tansiq.css", "GET", 200),
        ("/static/..%2fpages.py", "GET", 404),
        ("/static/pages.py", "GET", 404),
        ("/nothing", "GET", 404),
        ("/", "POST", 405),
    ],
)
def test_every_answer_carries_the_content_policy(path: str, method: str, status: int) -> None:
    answer = ask(seen, path, method)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "set-cookie" not in answer.headers


def test_the_content_policy_allows_nothing_unsafe_and_nothing_foreign() -> None:
    assert CONTENT_POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert not re.search(r"unsafe|\*|https?:", CONTENT_POLICY)


def test_a_page_has_no_inline_style_or_script_and_loads_nothing_foreign() -> None:
    text = ask(lambda: seen(partner(failing="x"))).text
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:|https?://", text)


def test_a_host_name_that_is_not_ours_is_refused() -> None:
    assert ask(seen, headers={"Host": "evil.example"}).status_code == 400


def test_text_from_a_partner_cannot_become_markup() -> None:
    hostile = partner(name="<script>1</script>", failing="<b>")
    text = ask(lambda: seen(hostile)).text
    assert "<script>" not in text
    assert "<b>" not in text


def test_the_fingerprint_stands_in_digit_groups() -> None:
    """Requirement 10.1: compared by a second path, group by group."""
    text = ask(seen).text
    assert re.findall(r"<span>(\d{5})</span>", text) == GROUPS.split()


def test_local_time_shows_its_offset_in_one_unit() -> None:
    text = ask(lambda: seen(partner()), "/?lang=ar").text
    assert '<bdi dir="ltr">23/11/2026 18:37 UTC+1</bdi>' in text
    assert "\u200f" not in text


ARABIC = {0: "لا شركاء", 1: "شريك واحد", 2: "شريكان", 3: "3 شركاء", 11: "11 شريكاً", 100: "100 شريك"}


@pytest.mark.parametrize("count", list(ARABIC))
def test_arabic_plurals_take_all_six_forms(count: int) -> None:
    text = ask(lambda: seen(*(partner(n) for n in range(count))), "/?lang=ar").text
    assert f'<span class="count">{ARABIC[count]}</span>' in text


def test_a_failure_is_never_shown_as_success() -> None:
    """Requirement 1.9."""
    text = ask(lambda: seen(partner(link="off", failing="#9441 entry_signature")), "/?lang=en").text
    assert "out of touch" in text
    assert "#9441 entry_signature" in text
    assert "in touch</span>" not in text.replace("out of touch", "")


def test_a_node_that_is_behind_says_so() -> None:
    log = "rabat/desk:madrid~rabat/g1/e1"
    text = ask(lambda: seen(behind=(log,)), "/?lang=en").text
    assert "This node is behind what it has signed" in text
    assert log in text


def test_an_unwell_node_says_so_with_its_code() -> None:
    def look() -> Status:
        raise Damaged("entry_signature")

    page = ask(look, "/?lang=es")
    assert page.status_code == 503
    assert "entry_signature" in page.text
    machine = ask(look, "/health")
    assert machine.status_code == 503
    assert machine.json() == {"status": "unwell", "code": "entry_signature"}


def test_health_names_node_version_and_links() -> None:
    told = ask(lambda: seen(partner(link="late")), "/health").json()
    assert told["status"] == "ok"
    assert told["node"] == "rabat"
    assert told["partners"] == [{"node": "partner-1", "link": "late", "lag": 6, "failing": ""}]
