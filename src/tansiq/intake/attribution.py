"""Who says what a sentence tells: the one it is according to, or the one that said so.

Promises: the words of the text, nearest first; nothing where the text names nobody.
"""

import re
from collections.abc import Sequence

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal
from tansiq.terms.intake import Kind

_NEAR, _MOST = 60, 80
_SPEAKERS = frozenset((Kind.ORGANISATION, Kind.PERSON))
# Words that begin what is said, and end who says it.
_ENDS = r"an(?:\b)|that\b|que\b|qu'|ان\b|said|told|claim|affirm|asegur|dij|indiqu|rapport"
_UNNAMED = re.compile(
    r"(?:an? |the |una? |la |el |un |une |le |des |les )?"
    r"(?:sources?\b|fuentes?|witness(?:es)?|testigos?|temoins?|spokes\w+|portavoz|porte-parole"
    r"|caller|comunicante|appelant|officials|مصدر|مصادر|المصدر|متحدث|شهود)"
    rf"(?:\s(?!{_ENDS})[^\W\d]+){{0,3}}"
)


def source(sentence: Sentence, named: Sequence[Proposal]) -> str:
    """Who is named as the source of a sentence, or the empty text."""
    lex = lexicon(sentence.language)
    before = lex.words("attribution", "before").search(sentence.plain)
    if before is not None:
        told = re.compile(rf"[^,.;:»\"()\n]{{2,{_MOST}}}").match(sentence.plain, before.end())
        if told is not None:
            first, last = sentence.span(*told.span())
            known = [
                one.value for one in named if first <= one.span[0] < last and one.kind in _SPEAKERS
            ]
            return known[0] if known else sentence.said(*told.span())
    said = [one.span() for one in lex.words("attribution", "verbs").finditer(sentence.plain)]
    if not said:
        return ""
    near = sorted(
        (min(_gap(sentence.span(*verb), one.span) for verb in said), one.span[0], one.value)
        for one in named
        if one.kind in _SPEAKERS
    )
    if near and near[0][0] <= _NEAR:
        return near[0][2]
    unnamed = _UNNAMED.search(sentence.plain)
    return sentence.said(unnamed.start(), unnamed.end()) if unnamed else ""


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)
