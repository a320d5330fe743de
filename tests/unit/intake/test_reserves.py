"""How far a reserve reaches: over pleas, over what is left open, and over the news as a whole."""

import pytest
from tests.unit.intake.drafts import drafted, events

from tansiq.terms.intake import Certainty, Kind


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Arrested in Dover, she denied all charges.", ("arrest", "stated")),
        ("Detenido en Vigo, negó los hechos.", ("arrest", "stated")),
        ("Interpellé à Lens, il a nié les faits.", ("arrest", "stated")),
        ("أوقف في فاس، وأنكر التهم الموجهة إليه.", ("arrest", "stated")),
        ("Two drivers arrested in May were released without charge.", ("arrest", "cleared")),
        ("Los dos choferes detenidos salieron sin cargos.", ("arrest", "cleared")),
    ],
)
def test_a_plea_or_a_release_does_not_deny_what_happened(text: str, event: tuple[str, str]) -> None:
    """Requirement 7.3: status is the text's own."""
    found = events(text)
    assert any(name.split(":")[0] == event[0] and status == event[1] for name, status in found)


@pytest.mark.parametrize(
    "text",
    [
        "The prosecutor does not rule out more arrests after three smugglers were detained.",
        "La fiscal no descarta más arrestos tras la detención de tres contrabandistas.",
        "Le parquet n'exclut pas d'autres arrestations après l'interpellation de trois passeurs.",
        "لم تستبعد النيابة العامة اعتقالات أخرى بعد توقيف ثلاثة مهربين.",
    ],
)
def test_what_is_left_open_does_not_touch_what_was_done(text: str) -> None:
    """Requirement 7.3: an arrest that was made stays stated beside one that may follow."""
    (arrest,) = [one for one in drafted(text).proposals if one.kind is Kind.ARREST]
    assert arrest.status is Certainty.STATED


@pytest.mark.parametrize(
    "text",
    [
        "Rebels met a broker in Oslo on Friday. The report could not be verified.",
        "Los rebeldes se reunieron en Oslo el viernes. La información no ha podido contrastarse.",
        "Les rebelles ont rencontré un courtier à Oslo. L'information n'a pas pu être vérifiée.",
        "التقى المتمردون بوسيط في أوسلو. ولم يتسن التأكد من الخبر.",
        "Subject: unverified tip\nRebels will meet a broker in Oslo.",
        "Objet : note non recoupée\nLes rebelles vont rencontrer un courtier à Oslo.",
    ],
)
def test_a_doubt_about_the_news_weighs_on_its_events(text: str) -> None:
    """Requirement 7.3: a sentence or a heading that doubts the whole names its words."""
    made = drafted(text)
    (meeting,) = [one for one in made.proposals if one.kind is Kind.MEETING]
    assert meeting.status is Certainty.UNCONFIRMED
    assert meeting.reserve is not None
    assert made.text[slice(*meeting.reserve)]


def test_a_doubt_does_not_lift_a_denial() -> None:
    """Requirement 7.3: a denial keeps its own word."""
    text = "The ministry denied any meeting with rebels. The report could not be verified."
    assert ("meeting", "denied") in events(text)


def test_the_toll_of_another_side_is_no_doubt_about_the_event() -> None:
    """Requirement 7.3: that one side's number is unverified leaves the event as told."""
    text = "Six men were captured. The toll given by the other side could not be verified."
    assert ("arrest:6", "stated") in events(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("He faces up to ten years in prison for recruiting fighters.", "stated"),
        ("He was given ten years in prison for recruiting fighters.", "convicted"),
        ("Se enfrenta a diez años de prisión por reclutar combatientes.", "stated"),
        ("Le impusieron diez años de prisión por reclutar combatientes.", "convicted"),
    ],
)
def test_a_penalty_that_threatens_is_none_that_was_given(text: str, status: str) -> None:
    """Requirement 7.3: a court's word is one only when it was spoken."""
    assert ("recruitment", status) in events(text)


def test_a_suspect_who_is_met_leaves_the_meeting_as_told() -> None:
    """Requirement 7.3: the reserve belongs to the person, not to the meeting."""
    assert ("meeting", "stated") in events("The envoy met in Oslo with the suspected broker.")
    assert ("meeting", "suspected") in events("Two suspected brokers met in Oslo.")
