"""What every text and address of a warning must satisfy before it is kept or leaves.

Promises: texts in normal form and within size, without characters that deceive the eye; names and
addresses on one line, so that none can become a header of a mail; an address that mail can reach.
Does not: judge what a text says.
"""

import re

import idna

from tansiq.record.alerts import AlertText
from tansiq.record.tidy import clean, clean_language
from tansiq.terms.errors import Invalid
from tansiq.terms.visible import has_hidden, hidden_in_identifier

HEADLINE = 160
TEXT = 4_000
AREA = 500
LINE = 200
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_MOST_LOCAL, _MOST_ADDRESS = 64, 254
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{3,30}")


def clean_line(text: str, field: str, *, most: int = LINE, needed: bool = True) -> str:
    """One line of text; Invalid `alert_character` when it holds what nobody sees."""
    tidy = clean(text, field, most=most, needed=needed)
    hidden = hidden_in_identifier(tidy)
    if hidden is not None:
        raise Invalid("alert_character", field=field, character=hidden)
    return tidy


def clean_prose(text: str, field: str, *, most: int = TEXT, needed: bool = True) -> str:
    """Some lines of text; Invalid `alert_hidden` when it holds what nobody sees."""
    tidy = clean(text.replace("\r\n", "\n"), field, most=most, needed=needed)
    if has_hidden(tidy):
        raise Invalid("alert_hidden", field=field)
    return tidy


def clean_texts(texts: tuple[AlertText, ...]) -> tuple[AlertText, ...]:
    """The texts, one for each language, sorted; Invalid `alert_no_text` or `alert_text_twice`."""
    made = {}
    for one in texts:
        language = clean_language(one.language)
        if language in made:
            raise Invalid("alert_text_twice", language=language)
        made[language] = AlertText(
            language=language,
            headline=clean_line(one.headline, "headline", most=HEADLINE),
            description=clean_prose(one.description, "description"),
            advice=clean_prose(one.advice, "advice"),
            area=clean_line(one.area, "area", most=AREA),
        )
    if not made:
        raise Invalid("alert_no_text")
    return tuple(made[language] for language in sorted(made))


def clean_address(text: str) -> str:
    """An address that mail can reach, its domain in ASCII; Invalid `alert_address`."""
    local, at, domain = text.strip().rpartition("@")
    if not at or len(local) > _MOST_LOCAL or _LOCAL.fullmatch(local) is None:
        raise Invalid("alert_address", value=_shown(text))
    try:
        plain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise Invalid("alert_address", value=_shown(text)) from None
    if "." not in plain or len(local) + len(plain) >= _MOST_ADDRESS:
        raise Invalid("alert_address", value=_shown(text))
    return f"{local}@{plain}"


def clean_phone(text: str) -> str:
    """A telephone number as it is dialled, or none; Invalid `alert_phone`."""
    tidy = text.strip()
    if tidy and _PHONE.fullmatch(tidy) is None:
        raise Invalid("alert_phone", value=_shown(text))
    return tidy


def _shown(text: str) -> str:
    return "".join(one if one.isprintable() else "�" for one in text)[:80]
