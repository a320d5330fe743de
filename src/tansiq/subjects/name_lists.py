"""Lists of names for matches between nodes: from written lines to keys, and back at home.

Promises: a name alone is never a key. Each key holds a pair of a name's consonant skeletons and a
second factor: the year of birth (two keys, so that years that differ by one still meet), the place,
or a document number. A line that gives no key is refused with its number and the reason. What is
kept at home holds each written line with its keys; only keys enter a match. Does not: say that two
lines are one person; a met key is a candidate for a human verdict.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from tansiq.names.matchkeys import match_keys
from tansiq.record.matches import WrittenName
from tansiq.subjects.normal import NORM, Unread, normal, normal_set, plain
from tansiq.subjects.places import place_keys
from tansiq.terms.errors import Invalid
from tansiq.terms.naming import NameFactor

NAME = "name"
"""The type of lists and matches of names, beside the identifiers of `normal.TYPES`."""
COLUMNS = ("name", "year", "place", "document")
MOST_LETTERS = 120
_SEPARATORS = (",", ";", "\t", "؛", "،")
_YEAR = re.compile(r"((?:18[5-9]|19\d|20[0-9])\d)(?:-\d\d(?:-\d\d)?)?")
_ONE_WORD = "="
_LONGEST_KEY = 120


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A written name and the keys it gives, as it is kept at home."""

    written: WrittenName
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListRead:
    """What lines of a list came to: what is kept, counts of keys and of names, what was not read.

    For identifiers `names` is 0: each is its own key.
    """

    kept: bytes
    keys: int
    names: int
    unread: tuple[Unread, ...]


_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(tuple[Line, ...]).decode


def read_list(kind: str, lines: Sequence[str], region: str = "") -> ListRead:
    """Lines of any type; Invalid `identifier_type`."""
    if kind == NAME:
        found, unread = read_names(lines, region)
        keys = {key for one in found for key in one.keys}
        return ListRead(_encode(found), len(keys), len(found), unread)
    items, unread = normal_set(kind, lines, region)
    return ListRead("\n".join(items).encode(), len(items), 0, unread)


def items_of(kind: str, kept: bytes) -> tuple[str, ...]:
    """What of a kept list enters a match: identifiers, or the keys of names."""
    if kind != NAME:
        return tuple(kept.decode().split("\n"))
    return tuple({key for one in lines_of(kept) for key in one.keys})


def lines_of(kept: bytes) -> tuple[Line, ...]:
    """The written lines of a kept list of names."""
    return _decode(kept)


def read_names(
    lines: Sequence[str], region: str = ""
) -> tuple[tuple[Line, ...], tuple[Unread, ...]]:
    """Written names with their keys, sorted, each once; and the lines that give no key.

    The first line may name the columns in any order; else they stand as in `COLUMNS`.
    """
    separator = _separator(lines[0]) if lines else ","
    columns = _columns(_cells(lines[0], separator)) if lines else ()
    found: dict[WrittenName, Line] = {}
    unread: list[Unread] = []
    for number, text in enumerate(lines, 1):
        if (number == 1 and columns) or not text.strip():
            continue
        try:
            line = _line(
                dict(zip(columns or COLUMNS, _cells(text, separator), strict=False)), region
            )
        except Invalid as error:
            unread.append(Unread(number, error.code))
        else:
            found[line.written] = line
    return tuple(found[one] for one in sorted(found)), tuple(unread)


def _separator(first: str) -> str:
    return max(_SEPARATORS, key=first.count)


def _cells(text: str, separator: str) -> list[str]:
    return [plain(one) for one in next(csv.reader([text], delimiter=separator), [])]


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns a first line names; none when it is a name itself."""
    named = tuple(one.casefold() for one in cells)
    return named if NAME in named and set(named) <= set(COLUMNS) else ()


def _line(cells: dict[str, str], region: str) -> Line:
    name, place = cells.get("name", ""), cells.get("place", "")
    if len(name) > MOST_LETTERS or len(place) > MOST_LETTERS:
        raise Invalid("identifier_name_long")
    written = WrittenName(
        name=name,
        year=_year(cells.get("year", "")),
        place=place,
        document=_document(cells.get("document", ""), region),
    )
    keys = name_keys(written)
    if not keys:
        raise Invalid("identifier_name_alone")
    return Line(written, keys)


def _year(text: str) -> str:
    if not text:
        return ""
    found = _YEAR.fullmatch(text)
    if found is None:
        raise Invalid("identifier_name_year")
    return found[1]


def _document(text: str, region: str) -> str:
    return normal("document", text, region) if text else ""


def name_keys(written: WrittenName) -> tuple[str, ...]:
    """The keys of a written name, sorted; none when it has no second factor.

    Invalid `identifier_name` for a text without a readable word, `identifier_name_place`. A name of
    one word is a key with a document alone.
    """
    pairs = [one[:_LONGEST_KEY] for one in match_keys(written.name)]
    if not pairs:
        raise Invalid("identifier_name")
    factors = _factors(written)
    found = (
        f"{pair} {factor}"
        for pair in pairs
        for factor in factors
        if not pair.startswith(_ONE_WORD) or factor.startswith("d")
    )
    return tuple(sorted(set(found)))


def _factors(written: WrittenName) -> tuple[str, ...]:
    """`y` with the first of two neighbouring years, `p` with a place, `d` with a document."""
    years = (int(written.year) - 1, int(written.year)) if written.year else ()
    documents = (written.document,) if written.document else ()
    return (
        *(f"y{one}" for one in years),
        *(f"p{one}" for one in place_keys(written.place)),
        *(f"d{one}" for one in documents),
    )


def met_by(keys: Iterable[str]) -> tuple[NameFactor, ...]:
    """Which second factors stand in keys, in the order of `NameFactor`."""
    found = {key.rpartition(" ")[2][:1] for key in keys}
    return tuple(one for one in NameFactor if one[:1] in found)


def check_written(written: WrittenName) -> None:
    """Invalid `match_names` for what no list of ours could have held: what a partner tells."""
    texts = (written.name, written.place, written.document)
    if not written.name or any(len(one) > MOST_LETTERS for one in texts):
        raise Invalid("match_names")
    if written.year and not re.fullmatch(r"[0-9]{4}", written.year, re.ASCII):
        raise Invalid("match_names")


def meeting_years(one: str, other: str) -> int | None:
    """By how many years two years of birth differ; None when one is not known."""
    return abs(int(one) - int(other)) if one and other else None


_SAMPLES = (
    "Younes ben Saleh Almithali,1988,,",
    "يونس بن صالح المثالي,١٩٨٨,مدينة النخيل,",
    "Abdelhak Bouazza,1971,Tanger,",
    "عبد الحق بوعزة,1972,طنجة,",
    "EL KHATTABI Mohamed,,Al Hoceima,",
    "محمد الخطابي,,الحسيمة,",
    "Jalid Yilali Chauki,1990,Nador,",
    "خالد الجيلالي الشوقي,1990,الناظور,",
    "Mohamed Ould Ahmed Ait Larbi,1960,,",
    "نور الدين أبو بكر,1965,,MA:AB123456",
    "Noureddine Boubker,,,MA:ab 123-456",
    "Faïçal Ghazi Echaoui,1983,Fès,",
    "فيصل غازي الشاوي,1983,فاس,",
    "Zakaria Dhiab Qasim Thabit,1977,,",
    "زكرياء ذياب قاسم ثابت ضرغام ظافر,1977,,",
    "Aisha,,,ES:X1234567",
    "Philippe Vazquez Xavier Wahib Tchiko,1959,Guelmim,",
    "پرويز چنگيز ڭندوز ڤيكتور ژاله ڨفصي هند کمال,1959,گلميم,",
)


def name_samples() -> Iterator[tuple[str, str, str]]:
    """Public lines with their keys, as `norm_samples.samples` gives those of identifiers."""
    for text in _SAMPLES:
        (line,), _ = read_names((",".join(COLUMNS), text))
        yield text, "", " | ".join(line.keys)


def names_digest() -> str:
    """SHA-256 (hex) over the keys of the public lines: another coder would miss in silence."""
    told = "\n".join(keys for _, _, keys in name_samples())
    return hashlib.sha256(f"psi/1 norm {NORM} {NAME}\n{told}".encode()).hexdigest()


def sorted_lines(parts: Iterable[tuple[Line, ...]]) -> tuple[Line, ...]:
    """The lines of several lists, sorted, each once."""
    found = {one.written: one for part in parts for one in part}
    return tuple(found[one] for one in sorted(found))
