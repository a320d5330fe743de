"""Events with the text's own reserve: what is suspected, denied or only told is never plain."""

import pytest
from tests.unit.intake.drafts import drafted, events, values

from tansiq.terms.intake import Kind


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Seven people suspected of smuggling were arrested.", ("arrest:7", "suspected")),
        ("Nobody was arrested.", ("arrest", "denied")),
        ("The ministry denied that any arrest had been made.", ("arrest", "denied")),
        ("It is rumoured that a man was arrested.", ("arrest", "unconfirmed")),
        ("He was convicted of recruiting fighters.", ("recruitment", "convicted")),
        ("He was taken into custody and released without charge.", ("arrest", "cleared")),
        ("According to official data, five men were arrested.", ("arrest:5", "official")),
        ("Fueron detenidas siete personas presuntamente vinculadas.", ("arrest:7", "suspected")),
        ("No se ha detenido a nadie.", ("arrest", "denied")),
        ("La célula habría planeado un atentado.", ("attack_planned", "unconfirmed")),
        ("Sept personnes soupçonnées ont été interpellées.", ("arrest:7", "suspected")),
        ("Personne n'a été interpellé.", ("arrest", "denied")),
        ("Il aurait été arrêté.", ("arrest", "unconfirmed")),
        ("Selon des données officielles, cinq hommes ont été arrêtés.", ("arrest:5", "official")),
        ("أوقفت الشرطة سبعة أشخاص يُشتبه في انتمائهم إلى شبكة.", ("arrest:7", "suspected")),
        ("لم يتم توقيف أي شخص.", ("arrest", "denied")),
        ("نفت الوزارة وقوع أي توقيف.", ("arrest", "denied")),
        ("حسب معطيات رسمية، أوقفت الشرطة خمسة رجال.", ("arrest:5", "official")),
        ("تروج إشاعات عن توقيف رجل.", ("arrest", "unconfirmed")),
        ("ولم تستبعد مصادر قريبة توقيفات أخرى.", ("arrest", "unconfirmed")),
        ("No se descartan más detenciones.", ("arrest", "unconfirmed")),
        ("Further arrests were not ruled out.", ("arrest", "unconfirmed")),
        ("Il n'exclut pas d'autres arrestations.", ("arrest", "unconfirmed")),
    ],
)
def test_the_texts_own_certainty_is_the_status(text: str, event: tuple[str, str]) -> None:
    assert event in events(text)


@pytest.mark.parametrize(
    "text",
    [
        "They belonged to a recruitment network.",
        "Pertenecían a una red de captación.",
        "Ils appartiennent à une filière de recrutement.",
        "ينتمون إلى شبكة استقطاب.",
        "Abrirá el registro civil.",
        "Il s'est dit saisi par l'émotion.",
    ],
)
def test_names_and_turns_of_speech_are_no_events(text: str) -> None:
    assert events(text) == set()


def test_what_one_clause_denies_the_next_may_tell() -> None:
    assert events("No explosives were recovered, but troops seized six rifles.") == {
        ("seizure", "denied"),
        ("seizure", "stated"),
    }


def test_a_day_is_as_sure_as_its_telling_and_not_as_a_suspicion() -> None:
    made = drafted("According to official data, it began on 14 March 2026.").proposals
    assert [one.status.value for one in made if one.kind is Kind.DATE] == ["official"]
    made = drafted("Men suspected of smuggling were arrested on 14 March 2026.").proposals
    assert [one.status.value for one in made if one.kind is Kind.DATE] == ["stated"]


def test_the_reserve_points_at_its_words() -> None:
    text = "Seven people suspected of smuggling were arrested."
    arrest = next(one for one in drafted(text).proposals if one.kind is Kind.ARREST)
    assert arrest.reserve is not None
    assert text[slice(*arrest.reserve)] == "suspected"


def test_who_says_it_becomes_the_source() -> None:
    text = "The National Security Council said on Sunday that two men were arrested."
    arrest = next(one for one in drafted(text).proposals if one.kind is Kind.ARREST)
    assert arrest.source == "National Security Council"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "They seized 2.5 kg of explosives, a pistol and documents.",
            ["2.5 kg of explosives", "a pistol", "documents"],
        ),
        (
            "Se incautaron dos ordenadores portátiles y 12.500 euros.",
            ["dos ordenadores portátiles", "12.500 euros"],
        ),
        (
            "Ils ont saisi 12 500 euros en espèces et deux clés USB.",
            ["12 500 euros en espèces", "deux clés USB"],
        ),
        ("وحجزت الشرطة أربعة هواتف وحاسوبين.", ["أربعة هواتف", "حاسوبين"]),
        ("No weapons were seized.", []),
        ("He bought two phones.", []),
    ],
)
def test_items_are_those_of_a_seizure(text: str, items: list[str]) -> None:
    assert values(text, Kind.ITEM) == items


def test_a_target_is_what_an_attack_is_against() -> None:
    assert values("Planeaban un atentado contra la estación central.", Kind.TARGET) == [
        "la estación central"
    ]
    assert values("كانوا يخططون لهجوم على محطة القطار.", Kind.TARGET) == ["محطة القطار"]
