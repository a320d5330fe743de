"""How names are written: particles, compounds and letters that stand for one sound, as data.

Promises: data alone. An edit is applied to many names at once, one a line; a mark `^` before a
word says that the writer set it apart as a family name, a seam `-` that two words are one name.
"""

import re

FAMILY, SEAM = "^", "-"

APART = str.maketrans(
    dict.fromkeys("ـ'’‘ʼʿʾ`´‛", "")
    | {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "ð": "d", "þ": "th", "œ": "oe"}
    | {"ß": "ss", "ə": "a", "ç": "s", "ş": "sh", "ș": "sh", "ţ": "ts", "ț": "ts", "č": "ch"}
    | {"š": "sh", "ž": "zh", "ć": "ch", "ñ": "ny", "ğ": "", "ń": "n", "ź": "z", "ż": "zh"}
    | {"ň": "n", "ř": "rzh", "أ": "ٲ", "إ": "ٲ", "آ": "ٲ"}
)
"""Letters with a sound of their own, before Unicode takes their marks off."""

_CYRILLIC = dict(
    zip("абвгдезийклмнопрстуфхыэіїєґўћђљњј", "abvgdeziyklmnoprstufxieiiegucdlny", strict=True)
) | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ё": "yo"}
_GREEK = dict(zip("αβγδεζηικλμνοπρσςτυφωχ", "avgdeziiklmnoprsstyfox", strict=True))
OTHER = str.maketrans(
    _CYRILLIC
    | {"ь": "", "ъ": ""}
    | _GREEK
    | {"θ": "th", "ξ": "x", "ψ": "ps"}
    | {"ھ": "ه", "ہ": "ه", "ە": "ه", "ۀ": "ه", "ۃ": "ة", "ی": "ي", "ک": "ك", "ى": "ي", "ے": "ي"}
    | {"ې": "ي", "ۍ": "ي", "ٱ": "ا", "ڪ": "ك", "ئ": "ي", "ؤ": "و"}
)
"""Letters of other scripts, and of other languages in Arabic script."""

ARABIC = re.compile("[\u0600-\u06ff]")
CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ](?<![^\W_].)[A-ZÀ-ÖØ-Þ'’]+(?![^\W_])")

_ARTICLE = "al|el|ul|ol|il|as|es|ash|esh|ach|ech|at|ed|ad|ar|er|ur|an|en|az|ez|us|ud|un|uz|ut"
_SERVANT = "abd|abed|abdul|abdu|abdel|abdal|abdol|abdil|abdoul|abdur|abdir|abder|abdus|abdes|abdun"
_DIN = "eddine|eddin|uddin|addin|edin|dine|din|deen|dein"
_GOD = "allah|ullah|ollah|llah|lah"
_FATHER, _MOTHER = "abu|abou|abo|bou|bu|abi|aba", "umm|oum|um"
COMPOUNDING = frozenset(f"{_ARTICLE}|{_SERVANT}|{_DIN}|{_GOD}|{_FATHER}|{_MOTHER}".split("|"))
"""Words that may be one name with a neighbour; a name without them is edited word by word."""


def _compiled(*edits: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.MULTILINE), after) for pattern, after in edits)


LATIN_EDITS = _compiled(
    # servant of: Abd al-Hakk, Abdelhak, Abderrahmane
    (rf" (\^?)(?:{_SERVANT})(?: \^?(?:{_ARTICLE}))* \^?(?=\w\w)", r" \1abd-"),
    (r"abd[aeiou]+l+(?=[^aeiou\W]\w|[aeiou]\w\w)", "abd-"),
    (r"abd[aeiou]+(?=([^aeiou])\1)", "abd-"),
    # of the faith, of God: Nour ed-Din, Salahaldin, Nasr Allah, Rahmatullah
    (rf" (?<=\w )\^?(?:(?:{_ARTICLE}) \^?)*(?:{_DIN})\b", "-din"),
    (r"[aeui]l(?=d[ie]+n)(?<=\w\w.l)", ""),
    (rf" (?<=\w )\^?(?:{_GOD})\b", "-lah"),
    (r"[aeuo]l(?<=\w\w.l)l+ah?\b", "-lah"),
    (r"m(?<!\w.)(?:e|oh|uh|h|)d\b", "mohamed"),
    # articles
    (rf" \^?(?:{_ARTICLE})(?= \^?\w\w)", ""),
    # father of, mother of
    (rf" (\^?)(?:{_FATHER}) \^?(?=\w)", r" \1abu-"),
    (rf" (\^?)(?:{_MOTHER}) \^?(?=\w)", r" \1um-"),
)
WORD_EDITS = tuple(edit for edit in LATIN_EDITS if not edit[0].pattern.startswith(" "))
"""Of these, what looks at one word alone."""
ARABIC_EDITS = _compiled(
    (r" عبد (?:ال)?(?=\w)", " عبد-"),
    (r" عبدال(?=\w\w)", " عبد-"),
    (r" (?<=\w )الدين\b", "-دين"),
    (r"الدين(?<=\w\w.{5})\b", "-دين"),
    (r" (?<=\w )الله\b", "-له"),
    (r"الله(?<=\w\w.{4})\b", "-له"),
    (r" ال(?=\w{3})", " "),
    (r" وال(?=\w\w)", " و"),
    (r" (?:[اٲ]بو|بو|[اٲ]بي|[اٲ]با) (?:ال)?(?=\w)", " ابو-"),
    (r" [اٲ]م (?:ال)?(?=\w)", " ام-"),
)
"""Compounds become one word, articles vanish, in this order; a blank stands before every word.
What begins with a letter or a blank is found several times faster than what begins with a look
at its surroundings."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


LITTLE = _listed(
    "bin ben ibn bint bent bn b ould weld wuld ولد بن ابن ٲبن بنت de del della di da do dos "
    "das du la le los las van von der den the of mr mrs ms dr jr sr don haj hajj hajji haji "
    "hadji hadj sheikh shaykh sheik shaikh cheikh mullah mulla maulavi mawlawi maulawi molvi "
    "hon honourable lord sir dame الحاج حاج الشيخ شيخ ملا سيد syed sayyid sayed qari kari "
    "mufti alhaj deputado deputada senator prof professor مولوي قاري دكتر د "
    "colonel col general gen major maj captain capt lieutenant lt brigadier commander marshal "
    "doctor dra eng engineer ing mag lic rt rev reverend barrister maulana mawlana ayatollah "
    "mme madame monsieur sra srta عقيد عميد لواء رائد مقدم دكتور مهندس سيدة "
)
"""Particles and titles, which a name is compared without when two other words remain."""

PREFIX = re.compile(
    r"^(?:al|el|ben|bin|ibn|bou|abou|abu-|abu|l)(?=[^aeiou].{2})"
    r"|^(?:al|el|ben)(?=[aeiou][^aeiou].{2})|^(?:بن|ابن|بو|ابو-|ابو)(?=.{2})"
)
"""What may have been written together with a word, which is then also heard without it."""

LATIN_GROUPS = (
    ("schtsch", "c"), ("shch", "c"), ("tsch", "c"), ("sch", "S"), ("tch", "c"), ("dzh", "j"),
    ("dsch", "j"), ("sh", "S"), ("ch", "c"), ("kh", "X"), ("gh", "G"), ("dj", "j"), ("dh", "D"),
    ("th", "T"), ("ph", "f"), ("ck", "k"), ("cq", "k"), ("zh", "J"), ("tz", "ts"), ("cz", "c"),
    ("eau", "o"), ("aou", "aw"), ("oua", "wa"), ("oui", "wi"), ("oue", "we"), ("ou", "u"),
    ("oo", "u"), ("ee", "i"), ("ae", "a"), ("oe", "o"), ("ie", "i"), ("qu", "k"), ("rzh", "r"),
    ("wh", "w"),
)  # fmt: skip
"""Letters that write one sound together, the longest first where they overlap."""

LATIN_PLACES = _compiled(
    (r"gu(?=[eiy])", "g"),
    (r"c(?=[eiy])", "s"),
    (r"y(?![aeiou])", "i"),
    (r"w(?![aeiou])", "u"),
    (r"h(?<=[aeiou]h)$", ""),
    (r"h(?<=[aeiou]h)(?=[^aeiou\n])", "H"),
    (r"x(?<=[aeiou]x)", "ks"),
)
ARABIC_PLACES = _compiled(
    (r"[اٲ](?<!.[اٲ])", "Q"),
    (r"تش", "چ"),
    (r"ع(?:(?=[اوي])|(?<=[اوي]ع))", ""),
    (r"[هة](?<=.[هة])$", "E"),
)
"""Letters whose sound depends on their place in a word."""

ARABIC_SOUNDS = str.maketrans(
    dict(zip("بپتطثجچژحهخقكگڭڨغدذضظزرسصشفڤلمن", "bpttTjcJhhXqkgggGdDZDzrssSfvlmn", strict=True))
    | dict(zip("اٲويعةڈټډړښږڼګںٹڅځڑۆۇ", "AAWY3EdtdrSgngntczrWW", strict=True))
    | {"ء": ""}
)
