"""Answers reach people as labelled lines, programs as one JSON document."""

import io
import json

from tansiq.cli.frame import Answer
from tansiq.cli.printing import print_answer
from tansiq.terms.languages import Language

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
