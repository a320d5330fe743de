"""Letters of two scripts as the sounds they share, and the little words of names.

Promises: data alone. A sound is one Latin letter: `k` for every back consonant, `d` for d, z and
their emphatics, `x` for sh, `b` for p; what the French, Spanish and English spellings of one Arabic
letter have in common. Where a letter is read in two ways, both stand, the likelier first.
"""

LATIN_GROUPS = {
    "sch": ("x",),
    "tch": ("x",),
    "ch": ("x", "k"),
    "sh": ("x",),
    "kh": ("k",),
    "gh": ("k",),
    "dj": ("j",),
    "dh": ("d",),
    "th": ("t", "s"),
    "ph": ("f",),
    "ck": ("k",),
    "qu": ("k",),
    "zh": ("j",),
}
"""Two or three letters that write one sound."""

LATIN = {
    "b": ("b",),
    "c": ("k",),
    "d": ("d",),
    "f": ("f",),
    "g": ("k", "j"),
    "h": ("h",),
    "j": ("j", "k"),  # Spanish writes kha with it
    "k": ("k",),
    "l": ("l",),
    "m": ("m",),
    "n": ("n",),
    "p": ("b",),
    "q": ("k",),
    "r": ("r",),
    "s": ("s",),
    "t": ("t",),
    "v": ("f",),
    "x": ("ks", "x"),
    "z": ("d", "s"),  # and a Spanish s
}

ARABIC = {
    "ب": ("b",),
    "پ": ("b",),
    "ت": ("t",),
    "ط": ("t",),
    "ث": ("t", "s"),
    "ج": ("j",),
    "چ": ("x",),
    "ژ": ("j",),
    "ح": ("h",),
    "ه": ("h",),
    "خ": ("k",),
    "ق": ("k",),
    "ك": ("k",),
    "ک": ("k",),
    "گ": ("k",),
    "ڭ": ("k",),
    "ڨ": ("k",),
    "غ": ("k",),
    "د": ("d",),
    "ذ": ("d",),
    "ض": ("d",),
    "ظ": ("d",),
    "ز": ("d",),
    "ر": ("r",),
    "س": ("s",),
    "ص": ("s",),
    "ش": ("x",),
    "ف": ("f",),
    "ڤ": ("f",),
    "ل": ("l",),
    "م": ("m",),
    "ن": ("n",),
}

VOWELS = frozenset("aeiouywاىيیوعةء")
"""Letters that carry no consonant of their own inside a word; ayn is never written in Latin."""

ROUNDED = frozenset("ouwو")

PLATE_LETTERS = str.maketrans("ابجدهوطيمش", "abjdhwtymc")
"""Letters of number plates in two scripts."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = _listed("al el ul ol il ال as es ash esh ach ech at et ad ed ud ar er ur an en un az ez")
LINKING = _listed("de del della di da do dos das du la le los las van von der den y e et")
FATHERS = _listed("ben bin ibn bni beni bint bent bnt بن ابن بني بنت")
KINSHIP = _listed("ould weld wuld ait ولد ايت")
TITLES = _listed(
    "mr mrs dr jr sr don dona sheikh shaykh sheik cheikh mullah mulla haj hajj haji د الشيخ الحاج"
)
SERVANT = _listed("abd abdel abdul abdal abdol abdil abdoul abdur abder abdus abdes عبد")
KUNYA = _listed("abu abou abo bou bu abi aba umm oum um ابو بو ابي ابا ام")
ENDINGS = {
    **dict.fromkeys(_listed("din dine deen dein eddine eddin uddin addin edin"), "din"),
    **dict.fromkeys(_listed("allah ullah ollah llah lah"), "lah"),
    "الدين": "دين",
    "الله": "له",
}
"""Words that belong to the one before them, and how they sound without their article."""
