"""The state page and the words of a reader's language, rendered as the pages render them."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tansiq.exchange.link import LinkState
from tansiq.exchange.timing import ClockSample
from tansiq.node.clock_agreement import ClockAgreement, judged
from tansiq.node.clock_leap import Leap
from tansiq.node.health import PartnerState, Status
from tansiq.terms.clock import zone_table_version
from tansiq.terms.ids import node_id
from tansiq.terms.languages import Language
from tansiq.web.speech import Manner, Speech, language_for
from tansiq.web.templating import environment

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


ALONE = judged((), datetime(2026, 11, 23, 17, 51, tzinfo=UTC), 2_000)


def seen(
    *partners: PartnerState, behind: tuple[str, ...] = (), clocks: ClockAgreement = ALONE
) -> Status:
    return Status(
        node="rabat",
        names=NAMES,
        fingerprint=GROUPS,
        version="0.1.0",
        now="2026-11-23T17:51:00Z",
        database="dsn",
        behind=behind,
        awaited=(),
        logs=3,
        entries=18400,
        quarantined=1,
        parked=0,
        forks=0,
        partners=partners,
        clocks=clocks,
    )


MANNER = Manner("ar", "ar-MA", "Europe/Madrid")
NOW = datetime(2026, 11, 23, 17, 51, tzinfo=UTC)


def page(status: Status, language: str = "en") -> str:
    spoken = Language(language)
    return (
        environment(spoken)
        .get_template("state.html")
        .render(
            seen=status,
            speech=Speech.of(spoken, MANNER),
            now=NOW,
            agency="Directorate",
            node_id="rabat",
            exercise=False,
            csrf="",
            path="/state",
            query="",
            theme="system",
            visit=SimpleNamespace(officer=SimpleNamespace(name="Officer", officer="of-1")),
            screens=(),
            screen="state",
            news=None,
        )
    )


@pytest.mark.parametrize("language", ["ar", "es", "fr", "en"])
def test_the_page_speaks_each_language_in_its_direction(language: str) -> None:
    """Requirement 11.7."""
    text = page(seen(partner()), language)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in text
    assert HEADINGS[language] in text


def test_what_the_reader_asked_for_comes_before_browser_and_agency() -> None:
    french = "de, fr-MA;q=0.8, en;q=0.5"
    assert language_for(None, french, "ar") == "fr"
    assert language_for("es", french, "ar") == "es"
    assert language_for("xx", "", "ar") == "ar"


def test_local_time_shows_its_offset_in_one_unit() -> None:
    text = page(seen(partner()), "ar")
    assert '<bdi dir="ltr">23/11/2026 18:37 UTC+1</bdi>' in text
    assert "\u200f" not in text


ARABIC = {0: "لا شركاء", 1: "شريك واحد", 2: "شريكان", 3: "3 شركاء", 11: "11 شريكاً", 100: "100 شريك"}


@pytest.mark.parametrize("count", list(ARABIC))
def test_arabic_plurals_take_all_six_forms(count: int) -> None:
    text = page(seen(*(partner(n) for n in range(count))), "ar")
    assert f'<span class="badge">{ARABIC[count]}</span>' in text


def test_a_failure_is_never_shown_as_success() -> None:
    """Requirement 1.9."""
    text = page(seen(partner(link="off", failing="#9441 entry_signature")))
    assert "out of touch" in text
    assert "#9441 entry_signature" in text
    assert "in touch</span>" not in text.replace("out of touch", "")


def test_a_node_that_is_behind_says_so() -> None:
    log = "rabat/desk:madrid~rabat/g1/e1"
    text = page(seen(behind=(log,)))
    assert "This node is behind what it has signed" in text
    assert log in text


@pytest.mark.parametrize("language", Language)
def test_a_title_in_a_choice_shows_its_direction_controls(language: Language) -> None:
    """No element can stand in an option, so the text itself is isolated and hides nothing."""
    record = SimpleNamespace(source="report", title="\u202eevil\u2069 <b>", reference="A\u200b1")
    cited = SimpleNamespace(document="r-x", agency="madrid", record=record)
    template = environment(language).get_template("entities/look.html")
    made = str(template.module.source_option(cited))  # type: ignore[attr-defined]
    assert "\u2068⟨U+202E⟩evil⟨U+2069⟩ &lt;b&gt;\u2069" in made
    assert "\u2066madrid A⟨U+200B⟩1\u2069" in made
    assert "\u202e" not in made


def link(partner: str, offset: int | None, tzdata: str) -> LinkState:
    """A link over which a clock was measured a moment ago, or never."""
    sample = None if offset is None else ClockSample(offset, 12, NOW)
    return LinkState(node_id(partner), NOW, None, "", 0, "tansiq/0.1.0", "", tzdata, sample)


def test_a_clock_that_disagrees_is_an_alert_on_the_state_of_the_node() -> None:
    """Requirement 6.2: a node whose clock disagrees with its partners' says so loudly."""
    links = (link("madrid", 5_003, "2025.2"), link("lisbon", 4, zone_table_version()))
    text = page(seen(clocks=judged((*links, link("old", None, "")), NOW, 2_000, Leap(-4_000, NOW))))
    assert text.count('role="alert"') == 3
    assert "+5003 ms ± 12" in text
    assert "-4000 ms" in text
    assert "2025.2" in text
    assert "not measured" in text
    calm = page(seen(clocks=judged(links[1:], NOW, 2_000)))
    assert 'role="alert"' not in calm
