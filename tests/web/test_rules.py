"""The page of rule sets: what law stands here, for everybody who signed in, and read only."""

import re

import pytest
from tests.web.conftest import Client, House
from tests.web.hiring import entered

from tansiq.custody.rules_commands import Confirmation
from tansiq.node import rule_sets
from tansiq.node.founding import FreshSigner
from tansiq.terms.languages import Language
from tansiq.terms.roles import Role
from tansiq.terms.rule_files import templates
from tansiq.terms.words import say
from tansiq.terms.zones import ZoneOverride
from tansiq.web.speech import Manner, Speech


def words(text: str) -> str:
    """What a person reads of a page, without the tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def section(text: str, title: str) -> str:
    """The panel of a set."""
    found = next(one for one in text.split('<section class="panel') if f"{title} · version" in
                 words(one).replace("  ", " "))  # fmt: skip
    return found.split("</section>")[0]


def test_a_set_is_loudly_unconfirmed_until_a_jurist_signed_for_it(house: House) -> None:
    """11.2: who signed it, its version, its clocks and points with their articles."""
    signer = FreshSigner(house.keys["case"])
    rule_sets.adopt(house.node, signer, templates()["valdoria"], "first <b>")
    client = entered(house, Role.CASE_OFFICER)
    page = client.get("/rules?lang=en").text
    panel = section(page, "Valdoria")
    told = words(panel)
    assert 'class="notice bad"' in panel
    assert say("rule_standing", "unconfirmed") in told
    assert house.keys["case"].officer in told
    assert "first &lt;b&gt;" in told
    rules = templates()["valdoria"]
    for rule in (*rules.checklist, *rules.clocks):
        assert rule.article in told
    for clock in rules.clocks:
        assert clock.id in told
        assert say("clock_kinds", clock.kind) in told
    assert "72 hours" in told
    assert "PT72H" not in told
    wish = Confirmation(
        jurisdiction="valdoria",
        version=1,
        digest=rule_sets.shown(house.node, "valdoria", 1).digest,
        jurist="A. Ferrobal, judge",
        document="opinion 7/26",
    )
    entered(house, Role.PROSECUTOR)
    rule_sets.confirm(house.node, FreshSigner(house.keys["prosecutor"]), wish)
    panel = section(client.get("/rules?lang=en").text, "Valdoria")
    assert 'class="notice bad"' not in panel
    assert "A. Ferrobal, judge · opinion 7/26" in words(panel)


def test_a_template_binds_nobody_and_an_override_is_shown_with_its_source(house: House) -> None:
    """6.2: which table of zones is used, and what an officer signed against it."""
    override = ZoneOverride(
        zone="Africa/Casablanca",
        since="2026-02-15T02:00:00Z",
        until="2026-02-16T02:00:00Z",
        offset_minutes=60,
        reason="decreed a day later",
        source="order 12/26",
    )
    rule_sets.override_zone(house.node, FreshSigner(house.keys["case"]), override)
    told = words(entered(house, Role.CASE_OFFICER).get("/rules?lang=en").text)
    assert "Templates that nobody adopted" in told
    assert "they bind nobody" in told
    assert rule_sets.here(house.node).tzdata in told
    assert "decreed a day later · order 12/26" in told


@pytest.mark.parametrize("role", sorted(Role))
def test_law_is_read_by_every_role_and_changed_by_none_here(house: House, role: Role) -> None:
    """11.2: no reason is asked, for nothing of a case is shown; nothing can be sent."""
    client = entered(house, role, reason="")
    answer = client.get("/rules?lang=en")
    assert answer.status_code == 200
    main = answer.text.split("<main")[1].split("</main>")[0]
    assert "<form" not in main
    assert client.post("/rules").status_code == 405


def test_nobody_reads_it_without_signing_in(house: House) -> None:
    assert Client(house).get("/rules").status_code == 302


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.AR, ["72 ساعة", "يومان", "3 أشهر", "سنة"]),
        (Language.ES, ["72 horas", "2 días", "3 meses", "1 año"]),
    ],
)
def test_a_length_is_told_in_words(language: Language, told: list[str]) -> None:
    speech = Speech.of(language, Manner("ar", "ar-MA", "UTC"))
    assert [speech.lasting(one) for one in ("PT72H", "P2D", "P3M", "P1Y")] == told
