"""The draft of a file of fields: what its format says of them, and what is written in its words.

Promises: spans cut the file's own text, escapes and all; the normal form is the value as meant.
Rules look only into the words, never at the scaffolding between fields. The format's reserve about
an object weighs on what its words state.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from tansiq.intake.drafting import MOST, draft
from tansiq.intake.values import About, Contradiction, Draft, Given, Proposal, Span, Words
from tansiq.terms.intake import Certainty

# A pair of halves by number, one character by number, a short escape, or a character as it is.
_ESCAPED = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]",
    re.DOTALL,
)


def draft_fields(
    original: str, about: About, given: Sequence[Given], words: Sequence[Words]
) -> Draft:
    """The draft of a file of fields; words beyond what rules are tried on are left."""
    proposals = [_given(original, one) for one in given]
    clashes: list[Contradiction] = []
    sizes: dict[str, int] = {}
    seen = 0
    for one in words:
        start, end = one.span
        if seen + end - start > MOST:
            break
        seen += end - start
        text, places = unescaped(original[start:end], start)
        part = draft(text, about)
        sizes[part.language] = sizes.get(part.language, 0) + len(text)
        proposals += [_placed(original, each, places, one) for each in part.proposals]
        clashes += [_set(each, places) for each in part.contradictions]
    proposals.sort(key=lambda one: (one.span, one.kind.value))
    language = max(sizes, key=lambda name: sizes[name]) if sizes else ""
    return Draft(original, tuple(proposals), tuple(clashes), language)


def unread(words: Sequence[Words]) -> int:
    """How many characters of words no rule has seen."""
    seen = 0
    for number, one in enumerate(words):
        size = one.span[1] - one.span[0]
        if seen + size > MOST:
            return sum(each.span[1] - each.span[0] for each in words[number:])
        seen += size
    return 0


def unescaped(raw: str, at: int) -> tuple[str, list[int]]:
    """The text a JSON string means, and where each of its characters begins in the file.

    The last number is where the text ends.
    """
    text: list[str] = []
    places: list[int] = []
    for found in _ESCAPED.finditer(raw):
        said = json.loads(f'"{found.group()}"', strict=False)
        text.append(said)
        places += [at + found.start()] * len(said)
    return "".join(text), [*places, at + len(raw)]


def _given(original: str, one: Given) -> Proposal:
    value = original[one.span[0] : one.span[1]]
    return Proposal(one.kind, value, one.span, one.normal or value, one.status, one.reserve)


def _placed(original: str, one: Proposal, places: Sequence[int], words: Words) -> Proposal:
    """A proposal of the meant text, set into the file."""
    span = _back(one.span, places)
    told = replace(one, span=span, value=original[span[0] : span[1]])
    if one.reserve is not None:
        return replace(told, reserve=_back(one.reserve, places))
    if words.reserve is None or one.status is not Certainty.STATED:
        return told
    return replace(told, status=words.status, reserve=words.reserve)


def _set(one: Contradiction, places: Sequence[int]) -> Contradiction:
    first, second = one.spans
    return replace(one, spans=(_back(first, places), _back(second, places)))


def _back(span: Span, places: Sequence[int]) -> Span:
    return places[span[0]], places[span[1]]
