"""Who says what a sentence tells: the one it is according to, or the one that said so.

Promises: the words of the text, nearest first; nothing where the text names nobody.
"""

import re
from collections.abc import Sequence

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal
from tansiq.terms.intake import Kind

_NEAR, _AFTER, _MOST = 60, 40, 80
_SPEAKERS = frozenset((Kind.ORGANISATION, Kind.PERSON))
# Words that begin what is said, and end who says it.
_ENDS = r"an(?:\b)|that\b|que\b|qu'|ان\b|said|told|claim|affirm|asegur|dij|indiqu|rapport"
_UNNAMED = re.compile(
    r"(?:an? |the |una? |la |el |un |une |le |des |les )?"
    r"(?:sources?\b|fuentes?|witness(?:es)?|testigos?|temoins?|spokes\w+|portavoz|porte-parole"
    r"|minist(?:re|ro|ra|er)|procureure?|prosecutor|governor|gouverneur|caller|comunicante|appelant|officials|مصدر|مصادر|المصدر|متحدث|شهود|الناطق|المتحدث)"
    rf"(?:\s(?!{_ENDS})[^\W\d]+){{0,3}}"
)


def source(sentence: Sentence, named: Sequence[Proposal]) -> str:
    """Who is named as the source of a sentence, or the empty text."""
    lex = lexicon(sentence.language)
    by = lex.words("attribution", "before").search(sentence.plain)
    if by is not None:
        told = re.compile(rf"[^,.;:»\"()\n]{{2,{_MOST}}}").match(sentence.plain, by.end())
        if told is not None:
            first, last = sentence.span(*told.span())
            known = [
                one.value for one in named if first <= one.span[0] < last and one.kind in _SPEAKERS
            ]
            return known[0] if known else sentence.said(*told.span())
    verb = lex.words("attribution", "verbs").search(sentence.plain)
    if verb is None:
        return ""
    start, end = sentence.span(*verb.span())
    speakers = [one for one in named if one.kind in _SPEAKERS]
    before = [one for one in speakers if 0 <= start - one.span[1] <= _NEAR]
    after = [one for one in speakers if 0 <= one.span[0] - end <= _AFTER]
    unnamed = _UNNAMED.search(sentence.plain)
    if before or not unnamed:
        near = before[-1:] or after[:1]
        return near[0].value if near else ""
    return after[0].value if after else sentence.said(*unnamed.span())
