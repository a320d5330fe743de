"""Answers reach people as labelled lines, programs as one JSON document."""

import io
import json

import pytest

from tansiq.cli.frame import Answer
from tansiq.cli.printing import lines, print_answer, print_error
from tansiq.cli.wording import page as words_of
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language
from tansiq.terms.words import say

DATA = {"reports": [{"title": "أ\u202eب", "releases": 0, "signed": True}], "count": 1, "left": []}


def printed(*, as_json: bool, language: Language = Language.EN) -> str:
    out = io.StringIO()
    print_answer(Answer(DATA, said="Done."), as_json=as_json, language=language, out=out)
    return out.getvalue()


def test_json_is_one_line_with_the_data_as_it_is() -> None:
    text = printed(as_json=True)
    assert text.count("\n") == 1
    assert json.loads(text) == DATA


def test_a_person_reads_labels_in_the_language_and_sees_hidden_characters() -> None:
    text = printed(as_json=False, language=Language.FR)
    assert text.startswith("Done.\nnotes:\n  - titre: أ⟨U+202E⟩ب")
    assert "signé: oui" in text
    assert "left" not in text


FOUL = "harmless\x1b[2J\u009b31m\rover it\nstatus: convicted\u202e\U000e0041"
FOUL_DATA = {"title": FOUL, "rows": [{"a": FOUL, "b": 1}], FOUL: "x"}


def test_a_partners_text_neither_steers_the_terminal_nor_looks_like_a_line_of_ours() -> None:
    out, err = io.StringIO(), io.StringIO()
    print_answer(Answer(FOUL_DATA), as_json=False, language=Language.EN, out=out)
    problem = Invalid("cli_anchor", value=FOUL)
    print_error(problem, as_json=False, language=Language.EN, streams=(out, err))
    for text in (out.getvalue(), err.getvalue()):
        assert not set(text) & set("\x1b\u009b\r\u202e\U000e0041")
        forged = [line for line in text.split("\n") if line.lstrip(" -").startswith("status")]
        assert forged == []


def test_json_on_a_terminal_steers_nothing_and_says_the_same() -> None:
    out, err = io.StringIO(), io.StringIO()
    print_answer(Answer(FOUL_DATA), as_json=True, language=Language.EN, out=out)
    assert not set(out.getvalue()) & set("\x1b\u009b\r\u202e\U000e0041")
    assert json.loads(out.getvalue()) == FOUL_DATA
    problem = Invalid("cli_anchor", value=FOUL)
    print_error(problem, as_json=True, language=Language.EN, streams=(out, err))
    assert not set(out.getvalue()) & set("\x1b\u009b\r\u202e\U000e0041")


def test_an_arabic_error_isolates_its_facts_and_shows_no_trace_of_that() -> None:
    out, err = io.StringIO(), io.StringIO()
    problem = Invalid("cli_anchor", value="x\u202ey")
    print_error(problem, as_json=False, language=Language.AR, streams=(out, err))
    assert "\u2068x⟨U+202E⟩y\u2069" in err.getvalue()
    assert "U+2068" not in err.getvalue()


def test_a_state_is_shown_in_words_beside_its_code_and_a_text_as_it_is() -> None:
    data = {"state": "overdue", "title": "overdue", "urgency": "normal", "roles": ["supervisor"]}
    shown = "\n".join(lines(data, Language.ES))
    assert "vencido (overdue)" in shown
    assert "título: overdue" in shown
    assert "no urgente (normal)" in shown
    assert " (supervisor)" in shown


CODED = {
    "record": {"reason": "source_at_risk", "explanation": "", "measure": "restrict"},
    "answers": [{"outcome": "refused", "reason": "used_in_proceedings", "explanation": "file 7"}],
    "refusal": {"reason": "sovereignty", "explanation": ""},
    "order": {"ground": "rights_request", "explanation": ""},
    "transfer_grounds": [{"code": "bilateral_treaty", "direction": "rabat>madrid"}],
    "grounds": [{"sender": "rabat", "receiver": "madrid", "codes": ["adequacy"]}],
    "terms": {"refusal_codes": ["security"]},
    "seizure_ground": {"kind": "letter_rogatory", "reference": "7/26"},
    "handling": {"code": "H2", "tlp": ""},
    "reads": [{"rule": "outside_hours"}],
}


@pytest.mark.parametrize("language", list(Language))
def test_reasons_grounds_and_outcomes_are_shown_in_words_beside_their_code(
    language: Language,
) -> None:
    """REQUIREMENTS 11.7: no string untranslated in four languages."""
    shown = "\n".join(lines(CODED, language))
    for page, code in (
        ("recall_reasons", "source_at_risk"),
        ("notice_refusals", "used_in_proceedings"),
        ("refusals", "sovereignty"),
        ("erasure_grounds", "rights_request"),
        ("grounds", "bilateral_treaty"),
        ("grounds", "adequacy"),
        ("refusals", "security"),
        ("seizure_grounds", "letter_rogatory"),
        ("handling", "H2"),
    ):
        assert f"{say(page, code, language)} ({code})" in shown, code
    for state in ("refused", "restrict", "outside_hours"):
        assert words_of("values")[state][language] in shown


def test_what_somebody_wrote_is_not_taken_for_a_code() -> None:
    written = {"reads": [{"reason": "wrong"}], "holds": [{"ground": "recalled", "until": ""}]}
    shown = list(lines(written, Language.EN))
    assert [one.rpartition(": ")[2] for one in shown if ": " in one] == ["wrong", "recalled"]
