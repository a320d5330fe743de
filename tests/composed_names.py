"""Lists of invented names with known true pairs, composed the same for the same number.

Promises: family names are composed of consonants, patterns and particles, so nobody's; given names
are common ones. Each is written as in Arabic, or in French, Spanish or English style; how often a
name occurs falls as it does in a register. Does not: copy a row of any list.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

STYLES = ("ar", "fr", "en", "es")
_LETTERS = {
    "ب": ("b", "b", "b"), "ت": ("t", "t", "t"), "ج": ("j", "j", "y"), "ح": ("h", "h", "h"),
    "خ": ("kh", "kh", "j"), "د": ("d", "d", "d"), "ر": ("r", "r", "r"), "ز": ("z", "z", "z"),
    "س": ("s", "s", "s"), "ش": ("ch", "sh", "ch"), "ص": ("s", "s", "s"), "ط": ("t", "t", "t"),
    "غ": ("gh", "gh", "g"), "ف": ("f", "f", "f"), "ق": ("k", "q", "k"), "ك": ("k", "k", "k"),
    "ل": ("l", "l", "l"), "م": ("m", "m", "m"), "ن": ("n", "n", "n"), "ه": ("h", "h", "h"),
}  # fmt: skip
_PATTERNS = {
    "12ا3": ("1a22a3",), "1ا23": ("1a2i3", "1a2e3"), "12ي3": ("1a2i3", "1e2i3"),
    "12و3": ("1a2ou3", "1a2u3"), "م12و3": ("ma12ou3", "ma12u3"), "12ا3ي": ("1a2a3i",),
    "123اوي": ("1a23aoui", "1a23awi"), "123ي": ("1a23i", "1e23i"), "12ا3ة": ("1a2a3a",),
    "123ا4": ("1a23a4",), "123و4": ("1a23ou4", "1a23u4"), "123ي4ي": ("1a23i4i",),
    "12ا34ي": ("1a2a34i", "1e2a34i"),
}  # fmt: skip
_PARTICLES = {
    "": ("", "", ""), "ال": ("El ", "Al-", "El "), "بن ": ("Ben", "Bin ", "Ben "),
    "بو": ("Bou", "Bu", "Bu"), "ايت ": ("Ait ", "Ait ", "Ait "),
}  # fmt: skip
_GIVEN = """
محمد Mohamed Muhammad Mohamed Mohammed;احمد Ahmed Ahmad Ahmed;فاطمة Fatima Fatima Fátima
يوسف Youssef Yusuf Yusef;علي Ali Ali Alí;حسن Hassan Hasan Hasan;حسين Hussein Husayn Husein
خديجة Khadija Khadija Jadiya;عمر Omar Umar Omar;عائشة Aicha Aisha Aicha
ابراهيم Ibrahim Ibrahim Ibrahim Brahim;مريم Mariam Maryam Mariam Meryem;سعيد Said Saeed Said
كريم Karim Kareem Karim;رشيد Rachid Rashid Rachid;خالد Khalid Khaled Jalid
سمير Samir Sameer Samir;نادية Nadia Nadia Nadia;زينب Zineb Zaynab Zineb Zainab
جميلة Jamila Jameela Yamila;عبد الله Abdellah Abdullah Abdalá
عبد الرحمن Abderrahmane Abdul-Rahman Abderrahman;مصطفى Mustapha Mustafa Mustafa
عبد القادر Abdelkader Abdulqadir Abdelkader;نور الدين Noureddine Nuruddin Nuredín
طارق Tarik Tariq Tarik;هشام Hicham Hisham Hicham;ليلى Leila Layla Leila
سلمى Salma Salma Salma;ياسين Yassine Yasin Yasín;امين Amine Ameen Amín;انس Anas Anas Anás
بلال Bilal Bilal Bilal;ادريس Driss Idris Dris;فؤاد Fouad Fuad Fuad;حكيم Hakim Hakeem Hakim
جمال Jamal Jamal Yamal;كمال Kamal Kamal Kamal;لطيفة Latifa Lateefa Latifa
مراد Mourad Murad Murad;نبيل Nabil Nabeel Nabil;رضوان Redouane Ridwan Reduán
صلاح الدين Salaheddine Salahuddin Saladín;سناء Sanaa Sana Saná;توفيق Toufik Tawfiq Taufik
وليد Walid Waleed Ualid;زكريا Zakaria Zakariya Zacarías
"""
_SPANISH = [
    "Ana",
    "Luis",
    "Carmen",
    "Javier",
    "Lucía",
    "Andrés",
    "Elena",
    "Pablo",
    "Marta",
    "Diego",
    "Rocío",
    "Álvaro",
]
_STEMS = [
    "Bern",
    "Fald",
    "Grim",
    "Lor",
    "Mend",
    "Nard",
    "Oliv",
    "Pard",
    "Quir",
    "Rend",
    "Sant",
    "Tell",
    "Urb",
    "Vald",
    "Zum",
    "Cald",
]
_ENDS = ["árdez", "osa", "ero", "eira", "illo", "ales", "uña", "arte", "onte", "iz", "ada", "uela"]
_FAMILIES, _SPANIARDS = 60_000, 0.12


@dataclass(frozen=True, slots=True)
class Lists:
    """Two lists of names, and the places of those that are one name written twice."""

    ones: list[str]
    others: list[str]
    pairs: list[tuple[int, int]]


Forms = Mapping[str, Sequence[str]]


def _given() -> Iterator[Forms]:
    for line in _GIVEN.strip().replace("\n", ";").split(";"):
        words = line.split()
        arabic = [one for one in words if not one[0].isascii()]
        french, english, spanish, *more = words[len(arabic) :]
        yield {
            "ar": (" ".join(arabic),), "fr": (french, *more), "en": (english,), "es": (spanish,),
        }  # fmt: skip


def _families(made: random.Random) -> list[Forms]:
    letters, particles, patterns = list(_LETTERS), list(_PARTICLES), list(_PATTERNS)
    found: dict[str, Forms] = {}
    while len(found) < _FAMILIES:
        root, pattern = made.sample(letters, 4), made.choice(patterns)
        particle = made.choice(particles)
        name = particle + _put(pattern, root)
        latin = _PATTERNS[pattern]
        found[name] = {"ar": (name,)} | {
            style: tuple(
                _PARTICLES[particle][at] + _put(one, [_LETTERS[x][at] for x in root]).title()
                for one in (latin[:1] if style == "fr" else latin[-1:] if style == "en" else latin)
            )
            for at, style in enumerate(STYLES[1:])
        }
    return list(found.values())


def _put(pattern: str, root: Sequence[str]) -> str:
    for at, one in enumerate(root, 1):
        pattern = pattern.replace(str(at), one)
    return pattern


@dataclass(frozen=True, slots=True)
class Person:
    """Given name or two, father's name or nothing, family name; a Spaniard has two of them."""

    given: tuple[Forms, ...]
    father: Forms | None
    family: Forms
    second: str = ""

    def written(self, style: str, made: random.Random) -> str:
        """One way of many to write it."""
        given = " ".join(made.choice(one[style]) for one in self.given)
        family = made.choice(self.family[style])
        if self.second and made.random() < 0.8:
            family = f"{family} {self.second}"
        if self.father is not None and made.random() < 0.8:
            son = "بن" if style == "ar" else "Ben"
            given = f"{given} {son} {made.choice(self.father[style])}"
        kind = made.random()
        if style == "ar" or kind < 0.6:
            return f"{given} {family}"
        return f"{family.upper()} {given}" if kind < 0.8 else f"{family}, {given}"


class Register:
    """Whoever persons are drawn from, common names more often than rare ones."""

    def __init__(self, seed: int) -> None:
        """Compose the names."""
        self.made = random.Random(seed)
        self._given = list(_given())
        self._families = _families(self.made)
        self._often = list(accumulate(1 / (at + 6) for at in range(len(self._given))))
        self._common = list(accumulate(1 / (at + 40) ** 0.8 for at in range(_FAMILIES)))

    def person(self) -> Person:
        """Somebody."""
        made = self.made
        if made.random() < _SPANIARDS:
            family, second = (made.choice(_STEMS) + made.choice(_ENDS) for _ in range(2))
            given = dict.fromkeys(STYLES, (made.choice(_SPANISH),))
            return Person((given,), None, dict.fromkeys(STYLES, (family,)), second)
        first, more, father = made.choices(self._given, cum_weights=self._often, k=3)
        family = made.choices(self._families, cum_weights=self._common)[0]
        given = (first, more) if made.random() < 0.3 else (first,)
        return Person(given, father if made.random() < 0.3 else None, family)


def lists(size: int, share: float = 0.1, seed: int = 5) -> Lists:
    """Two lists of `size` spellings; `share` of each is one name written twice, in two styles."""
    register = Register(seed)
    made, both = register.made, round(size * share)
    ones: dict[str, None] = {}
    others: dict[str, None] = {}
    twice = []
    while len(ones) < size or len(others) < size:
        person = register.person()
        style, other = made.sample(STYLES, 2)
        one, two = person.written(style, made), person.written(other, made)
        if len(twice) < both and one not in ones and two not in others:
            twice.append((len(ones), len(others)))
            ones[one] = others[two] = None
        elif made.random() < 0.5 and len(ones) < size:
            ones[one] = None
        elif len(others) < size:
            others[two] = None
    return Lists(list(ones), list(others), twice)
