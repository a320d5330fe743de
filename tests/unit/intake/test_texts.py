"""A folded text knows the way back to every letter; sentences end where they end."""

from tansiq.intake.lexicon import stops
from tansiq.intake.texts import read, sentences


def said(text: str) -> list[tuple[str, str]]:
    made = read(text)
    return [(one.language, one.said(0, len(one.plain))) for one in sentences(made, stops())]


def test_folding_keeps_the_way_back() -> None:
    text = "يُشتبـه فيه ٣ مرات, Élève\u200e «œuvre»"
    made = read(text)
    at = made.plain.index("يشتبه")
    assert made.said(at, at + 5) == "يُشتبـه"
    assert "3" in made.plain
    assert "eleve" in made.plain
    assert len(made.plain) == len(made.shape) == len(made.places)


def test_sentences_do_not_end_in_numbers_or_after_titles() -> None:
    assert said("He had 2.5 kg. Mr. Oak left.") == [
        ("en", "He had 2.5 kg."),
        ("en", "Mr. Oak left."),
    ]


def test_each_sentence_has_its_language() -> None:
    spanish, arabic = "La policía detuvo a cinco hombres en el puerto.", "أوقفت الشرطة خمسة رجال."
    text = f"{spanish}\n{arabic}\nThe men were in the port."
    assert [language for language, _ in said(text)] == ["es", "ar", "en"]
