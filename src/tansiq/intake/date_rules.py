"""The patterns by which a language writes its dates, made from its lexicon.

Promises: a span of days (`8-14 June`) frees the hyphen before its last day; else none may stand
before a date.
"""

import re
from dataclasses import dataclass
from functools import cache

from tansiq.intake.lexicon import Lexicon, lexicon
from tansiq.intake.numbers import words_of

_FIGURES = r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?![\d/-])"


@dataclass(frozen=True, slots=True)
class Rules:
    """The patterns of one language's dates."""

    language: str
    whole: tuple[re.Pattern[str], ...]
    figures: re.Pattern[str]
    range: re.Pattern[str]
    bare_day: re.Pattern[str]
    bare_month: re.Pattern[str]
    month: re.Pattern[str]
    bare: re.Pattern[str]
    ago: re.Pattern[str]
    relative: tuple[tuple[re.Pattern[str], int], ...]
    before: tuple[tuple[re.Pattern[str], int], ...]
    hijri: re.Pattern[str]
    weekdays: tuple[re.Pattern[str], ...]
    months: tuple[re.Pattern[str], ...]


@cache
def rules_of(language: str) -> Rules:
    """The patterns of a language, made once."""
    lex = lexicon(language)
    names = "|".join(_weekdays(lex))
    lead = f"(?:(?:{lex.text('this_week')})(?P<weekday>{names}){lex.text('before_date')})?"
    days = [lex.text(one) for one in ("day_month", "month_day") if lex.text(one)]
    hijri = lex.text("hijri")
    return Rules(
        language=language,
        whole=tuple(_compiled(lead + _filled(one, lex), language) for one in days),
        figures=_compiled(lead + _FIGURES, language),
        range=re.compile(rf"(?<![\w/-])(?P<day>\d{{1,2}}) ?(?:{lex.text('range')}) ?$"),
        bare_day=_compiled(lex.text("bare_day"), language),
        bare_month=_compiled(_filled(lex.text("bare_month"), lex), language),
        month=_compiled(_filled(lex.text("month_year"), lex), language),
        bare=_compiled(_filled(lex.text("bare_weekday"), lex), language),
        ago=_compiled(_filled(lex.text("ago"), lex), language),
        relative=_table(lex, "relative"),
        before=_table(lex, "before"),
        hijri=_compiled(rf"\d{{1,2}} (?:{hijri})(?: \d{{4}})?" if hijri else "(?!)", language),
        weekdays=tuple(re.compile(one) for one in _weekdays(lex)),
        months=tuple(re.compile(one) for one in lex.texts("months")),
    )


def _weekdays(lex: Lexicon) -> list[str]:
    """Each weekday, with the short form it may have right before a date."""
    short = lex.texts("weekdays_short")
    return [
        f"(?:{one}|(?:{short[at]})\\.?)" if short else one
        for at, one in enumerate(lex.texts("weekdays"))
    ]


def _filled(pattern: str, lex: Lexicon) -> str:
    months, weekdays = "|".join(lex.texts("months")), "|".join(lex.texts("weekdays"))
    filled = pattern.replace("MONTH", months).replace("WEEKDAY", weekdays)
    return filled.replace("NUMBER", words_of(lex.language))


def _compiled(pattern: str, language: str) -> re.Pattern[str]:
    before = "[وف]?" if language == "ar" else ""
    # A hyphen may stand before a date only where it ends a span of days: `8-14 June`.
    free = r"(?:(?<![\w/-])|(?<=[^\w/-]\d-)|(?<=[^\w/-]\d\d-))"
    return re.compile(rf"{free}{before}{pattern}(?!\w)" if pattern else r"(?!)")


def _table(lex: Lexicon, name: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple(
        (_compiled(f"(?:{one})", lex.language), days) for one, days in lex.numbers(name).items()
    )
