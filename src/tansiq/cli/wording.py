"""The words of the command line in four languages: help, arguments, sentences and field labels.

Promises that a word looked up in any of the four languages exists, falling back to English only
for a language that is none of the four. Errors have their own catalogue in `terms`.
"""

import os
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

from tansiq.terms.languages import Language, language_of
from tansiq.terms.tables import code_words, fact_words

PAGES = ("help", "arguments", "sentences", "labels", "values")
# Labels whose value is one of our codes; anything else a person or partner may have typed.
_STATES = frozenset(
    {
        *("state", "delivery", "outcome", "link", "nature", "decision", "kind", "measure", "rule"),
        *("side", "verdict"),
    }
)
_FACT_OF = {"category": "category", "roles": "role", "role": "role", "urgency": "urgency"}
_CODED = {
    "met": ("name_met",),
    "how": ("name_reasons",),
    "standing": ("rule_standing",),
    "level": ("rule_levels",),
    "waivers": ("roles",),
    "when": ("circumstances",),
    "unless": ("circumstances",),
    "event": ("arrest_events",),
    "minority": ("minority",),
    "counted_by": ("counted_by",),
    "clock_state": ("clock_states",),
    "what": ("seized_kinds", "incidents"),
}
# A label whose value is a code only beside another: alone, a reason is what somebody wrote.
_CODED_BESIDE = {
    ("reason", "explanation"): ("recall_reasons", "notice_refusals", "refusals"),
    ("ground", "explanation"): ("erasure_grounds",),
    ("code", "direction"): ("grounds",),
    ("code", "tlp"): ("handling",),
    ("codes", "receiver"): ("grounds",),
    ("kind", "reference"): ("seizure_grounds",),
    ("refusal_codes", "refusal_codes"): ("refusals",),
}
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@cache
def page(name: str) -> Mapping[str, Mapping[str, str]]:
    """One catalogue page: key -> language -> text."""
    source = files("tansiq.cli") / "words" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def text(name: str, key: str, language: Language) -> str:
    """One text of a page; the key itself with blanks when nobody gave it words."""
    entry = page(name).get(key)
    if entry is None:
        return key.replace("_", " ")
    return entry.get(language, entry["en"])


def value(key: str, said: str, language: Language, beside: Collection[str] = ()) -> str:
    """A code under a label, with its words in front where there are any: "overdue" is no word.

    `beside` are the labels of the same thing, by which a code is told from what somebody wrote.
    """
    pages = (_CODED.get(key, ()), *(_CODED_BESIDE.get((key, other), ()) for other in beside))
    known = code_words([name for found in pages for name in found], said, language)
    if known is None:
        known = fact_words(_FACT_OF.get(key, ""), said, language)
    if known is None and key in _STATES:
        entry = page("values").get(said)
        known = None if entry is None else entry[language]
    return said if known in (None, said) else f"{known} ({said})"


def sentence(key: str, language: Language, **facts: object) -> str:
    """A sentence with its facts filled in."""
    return text("sentences", key, language).format(**facts)


def from_environment() -> Language | None:
    """The language the shell asks for, or None when it says nothing (`C`, `POSIX`)."""
    for variable in _VARIABLES:
        value = os.environ.get(variable, "")
        if value:
            plain = value.partition(".")[0]
            return None if plain in ("C", "POSIX") else language_of(plain)
    return None
