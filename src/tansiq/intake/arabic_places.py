"""Places in Arabic sentences, where no capital tells a name from a noun.

Promises: a name is taken after a word of place (`city`, `port`, `near`), with a first part that names
landscape (`spring`, `cape`, `Porto`), from the gazetteer after `in`, or because the text used it as a
place before. A foreign name joined to `in` is taken when it ends its clause.
"""

import re
from collections.abc import Iterator
from functools import cache

from tansiq.intake import gazetteer
from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Span

_WORD = re.compile(r"[\u0620-\u064a]+")
_NEXT = re.compile(r"\s(?P<word>[\u0620-\u064a]+)")
_STOPS = frozenset(
    [
        "اليوم",
        "امس",
        "غدا",
        "صباح",
        "مساء",
        "ليله",
        "فجر",
        "الاثنين",
        "الثلاثاء",
        "الاربعاء",
        "الخميس",
        "الجمعه",
        "السبت",
        "الاحد",
        "ان",
        "انها",
        "انه",
        "تم",
        "جري",
        "قد",
        "كان",
        "كانت",
        "علي",
        "الي",
        "عن",
        "في",
        "من",
        "مع",
        "التي",
        "الذي",
        "بعد",
        "قبل",
        "حسب",
        "وفق",
        "ضد",
        "خلال",
        "عند",
        "يوم",
        "منذ",
        "ثم",
        "او",
        "لا",
        "لم",
        "لن",
        "ما",
        "هذا",
        "هذه",
        "الحدودي",
        "الحدوديه",
        "الدولي",
        "ثلاثه",
        "سبعه",
        "مدينه",
        "منطقه",
        "اقليم",
        "قريه",
        "بلده",
        "محافظه",
        "ولايه",
        "ضواحي",
        "شارع",
        "ساحه",
        "مطار",
        "سوق",
        "جماعه",
        "عماله",
        "ميناء",
        "المدينه",
        "المنطقه",
        "المركزيه",
    ]
)
_ENDS = ("ات", "ين", "ون", "يه", "ته", "ها", "هم", "اء", "كم", "نا")
_LONG, _VOWELS, _KNOWN = 6, 3, 4
_CLOSED = re.compile(r"\s*(?:[.,;:!?»\")]|$|\n)|\s(?:يوم|في|علي|عن|ان|من|و)")


def found(sentence: Sentence, seen: set[str]) -> Iterator[Span]:
    """The stretches of a sentence that name places."""
    for start, end in (*_after_words(sentence), *_joined(sentence, seen), *_dateline(sentence)):
        yield start, end
        also = re.compile(r"\s?,?\sو(?P<word>ب?[\u0620-\u064a]+)").match(sentence.plain, end)
        if also is not None:
            word, first = also["word"], also.start("word")
            inner = word[1:] if word.startswith("ب") and _place(word[1:], seen) else word
            if _place(inner, seen) or gazetteer.is_known(inner):
                yield _whole(sentence.plain, first + len(word) - len(inner), also.end())


_DATELINE = re.compile(r"\W*(?P<name>[\u0620-\u064a]+(?: [\u0620-\u064a]+)?)\s*(?:[-/(]|,\s*\d)")


def _dateline(sentence: Sentence) -> Iterator[Span]:
    """A town before the text of an agency's report."""
    match = _DATELINE.match(sentence.plain)
    if match is not None and gazetteer.is_known(match["name"]):
        yield match.span("name")


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(lexicon("ar").text("places", "generic"))


def _after_words(sentence: Sentence) -> Iterator[Span]:
    strong = re.compile(
        rf"(?<!\w)[وف]?{lexicon('ar').text('places', 'strong')}\s+(?P<name>[\u0620-\u064a]+)"
    )
    for match in strong.finditer(sentence.plain):
        word = match["name"]
        if word not in _STOPS and not _refused(word):
            yield _whole(sentence.plain, match.start("name"), match.end())


def _joined(sentence: Sentence, seen: set[str]) -> Iterator[Span]:
    """Names joined to `in`, or after it as a word of its own."""
    cues = lexicon("ar").text("places", "cues")
    for match in re.finditer(
        rf"(?<!\w)[وف]?(?:(?P<cue>{cues})\s+|(?P<joined>[بل]))(?P<name>[\u0620-\u064a]{{3,}})",
        sentence.plain,
    ):
        word = match["name"]
        if word in _STOPS or _refused(word):
            continue
        if _place(word, seen) or (match["joined"] == "ب" and _foreign(sentence.plain, match)):
            yield _whole(sentence.plain, match.start("name"), match.end())


def _place(word: str, seen: set[str]) -> bool:
    if _refused(word):
        return False
    known = len(word) >= _KNOWN and gazetteer.is_large(word)
    return bool(
        known or _generic().fullmatch(word) or any(one.split(" ")[0] == word for one in seen)
    )


def _foreign(plain: str, match: re.Match[str]) -> bool:
    """Whether a word looks taken from another language and closes its clause."""
    word = match["name"]
    vowels = sum(letter in "اوي" for letter in word)
    fits = (
        len(word) >= _LONG
        and vowels >= _VOWELS
        and not word.startswith("ال")
        and not word.endswith(_ENDS)
    )
    return fits and _CLOSED.match(plain, match.end()) is not None


def _refused(word: str) -> bool:
    return (
        re.fullmatch(lexicon("ar").text("places", "not_places"), word.removeprefix("ب")) is not None
    )


def _whole(plain: str, start: int, end: int) -> Span:
    """A name with its second word: after a first part of landscape, or two definite words."""
    word, after = plain[start:end], _NEXT.match(plain, end)
    if after is None or after["word"] in _STOPS:
        return start, end
    second = after["word"]
    both = word.startswith("ال") and second.startswith("ال") and not second.endswith(("ون", "ين"))
    if _generic().fullmatch(word) or both:
        return start, after.end()
    return start, end
