"""What a search compares: the words of reports and releases, folded alike on both sides.

Promises: case, French, Spanish and Arabic accents, vowel marks, lengthening, the forms of alef, yeh
and heh, and the shapes of digits make no difference; neither do characters nobody sees. What a list
may show is in it (title, text, reference, mentions, names of attachments), the source never is.
"""

import unicodedata

from tansiq.record.desk import ReportFiled, ReportReleased
from tansiq.record.material import Content


def fold(text: str) -> str:
    """The text as it is compared."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).casefold().translate(_FOLDED)


def searched(payload: ReportFiled | ReportReleased) -> str:
    """Everything of a report or release that words are looked for in, folded."""
    reference = payload.reference if isinstance(payload, ReportFiled) else ""
    return fold("\n".join((reference, *_parts(payload.content)))).replace("\0", "")


def _parts(content: Content) -> list[str]:
    parts = [content.title, content.text, content.occurred]
    for mention in content.mentions:
        parts += mention.names
        parts += (value for one in mention.properties for value in one.values)
    parts += (one.name for one in content.attachments)
    return parts


def pattern(word: str) -> str:
    """A folded word as the database looks for it, inside longer words too."""
    kept = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{kept}%"


_ALIKE = {
    "ة": "ه",
    "ى": "ي",
    "ٱ": "ا",
    # Keyboards of other languages write the same letters under other numbers.
    "ی": "ي",
    "ک": "ك",
    "ـ": None,
}


def _folding() -> dict[int, str | None]:
    unseen = (
        point for point in range(0x80, 0x20000) if unicodedata.category(chr(point)) in ("Mn", "Cf")
    )
    table: dict[int, str | None] = dict.fromkeys(unseen, None)
    table.update({ord(one): other for one, other in _ALIKE.items()})
    for point in range(0x660, 0xA00):
        digit = unicodedata.digit(chr(point), None)
        if digit is not None:
            table[point] = str(digit)
    return table


_FOLDED = _folding()
