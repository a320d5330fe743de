"""The templates of one language, with the words and codes of the field at hand.

Promises: whatever is not there is an error, never an empty space; every text is escaped.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tansiq.ledger import base64
from tansiq.terms import words as vocabulary
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import advice as error_advice
from tansiq.terms.errors import code_words
from tansiq.terms.errors import words as error_words
from tansiq.terms.grading import Grade
from tansiq.terms.languages import Language
from tansiq.terms.legal import RefusalReason
from tansiq.terms.visible import reveal_controls
from tansiq.web import (
    alert_saying,
    case_saying,
    kinds,
    rule_saying,
    saying,
    static,
)
from tansiq.web.saying_parts import PARTS
from tansiq.web.speech import catalogue

# What is signed, by its kind; each part of the pages has words of its own.
_SIGNED = {kind: title for one in (saying, *PARTS) for kind, title in one.KINDS.items()}


@cache
def environment(language: Language) -> Environment:
    """Templates speaking one language."""
    made = Environment(
        loader=PackageLoader("tansiq.web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    _install(made, language)
    made.globals.update(
        error_words=lambda code: code_words(code, language),
        field_words=_translated({**kinds.FIELDS, **saying.FIELDS, **case_saying.FIELDS}, language),
        property_words=_translated(saying.PROPERTIES, language),
        kind_words=_SIGNED,
        otherwise=saying.OTHERWISE,
        record_lines=saying.wire_lines,
        recall_words=_said("recall_reasons", language),
        measure_words=_translated(saying.MEASURES, language),
        refusal_codes=tuple(RefusalReason),
        notice_codes=tuple(saying.NOTICE_REFUSALS),
        reason_words=lambda code: _reason(code, language),
        ground_words=lambda code: _ground(code, language),
        code_words=lambda line: _code(line, language),
        asset=static.address,
        shown_text=reveal_controls,
        problem_words=lambda problem: error_words(problem, language),
        instant=parse_stamp,
        grade_of=Grade.parse,
        say=lambda page, code: vocabulary.say(page, code, language),
        say_grade=lambda grade: vocabulary.say_grade(grade, language),
        lang=language,
        dir=language.direction,
        languages=list(Language),
    )
    return made


def _isolated(value: object) -> Markup:
    """A code or name of the node's own, read from left to right."""
    return Markup(f'<bdi class="id" dir="ltr">{escape(value)}</bdi>')  # noqa: S704 - escaped


def _text(value: object, language: str = "") -> Markup:
    """What a person wrote, in its own direction."""
    lang = f' lang="{escape(language)}"' if language else ""
    return Markup(f'<bdi dir="auto"{lang}>{escape(value)}</bdi>')  # noqa: S704 - escaped


def _drawn(made: Environment) -> dict[str, Callable[..., Markup]]:
    """The components that a list draws in every line; a badge is the same for the same code."""

    def badge(name: str) -> Callable[..., Markup]:
        @lru_cache(maxsize=256)
        def draw(code: str, *more: bool) -> Markup:
            drawing = getattr(made.get_template("parts/badges.html").module, name)
            return Markup(drawing(code, *more))  # noqa: S704 - drawn by a template that escapes

        return draw

    badges = {name: badge(name) for name in ("grade", "handling", "nature")}
    return {"id": _isolated, "text": _text, **badges}


def _install(made: Environment, language: Language) -> None:
    """Words and filters of one language."""
    install: Callable[..., None] = made.install_gettext_translations  # type: ignore[attr-defined]
    install(catalogue(language), newstyle=True)
    made.globals["drawn"] = _drawn(made)
    made.globals["problem_advice"] = lambda problem: error_advice(problem, language)
    made.globals["fields_of"] = lambda kind: _fields(kind, language)
    made.globals["codes_of"] = lambda kind: _codes(kind, language)
    made.globals["say_in"] = lambda code, tongue: vocabulary.say("alert_mail", code, tongue)
    made.filters["base64"] = base64.to_text
    made.filters["zip_same"] = lambda values: [(one, one) for one in values]
    made.filters["option"] = _option
    made.filters["worded"] = lambda codes, page: _worded(codes, page, language)
    made.filters["in_words"] = lambda code, page: vocabulary.say(page, code, language)


def _option(value: object, *, code: bool = False) -> str:
    """What people wrote, in a choice, where no element can isolate it: each hidden sign shows.

    A `code` or name of a node is read from left to right.
    """
    return f"{chr(0x2066 if code else 0x2068)}{reveal_controls(str(value))}{chr(0x2069)}"


def _worded(codes: Iterable[str], page: str, language: Language) -> list[tuple[str, str]]:
    """Codes of a list with their words, for a choice."""
    return [(one, vocabulary.say(page, one, language)) for one in codes]


def _translated(marked: Mapping[str, str], language: Language) -> dict[str, str]:
    """Words of ours by name, in one language."""
    return {name: str(catalogue(language).gettext(word)) for name, word in marked.items()}


def _said(name: str, language: Language) -> dict[str, str]:
    """Every code of a list with its words."""
    return {code: vocabulary.say(name, code, language) for code in vocabulary.LISTS[name]}


def _reason(code: str, language: Language) -> str:
    """The words of a reason to refuse, of a request or of a notice; empty when it is no code."""
    if code in saying.NOTICE_REFUSALS:
        return str(catalogue(language).gettext(saying.NOTICE_REFUSALS[code]))
    if code in vocabulary.LISTS["refusals"]:
        return vocabulary.say("refusals", code, language)
    return ""


def _ground(code: str, language: Language) -> str:
    """The words of a ground to erase or to stop; empty when it is no code."""
    listed = next((one for one in _GROUNDS if code in vocabulary.LISTS[one]), "")
    return vocabulary.say(listed, code, language) if listed else ""


_GROUNDS = ("erasure_grounds", "stop_grounds")
_LISTED = {"urgency": "urgency", "code": "handling", "role": "roles", "category": "category"}


def _code(line: saying.Line, language: Language) -> str:
    """What a code in a record says to people; empty for anything else."""
    name = line.path[-1]
    if said := rule_saying.code_words(line.path, line.value, language):
        return said
    if name == "reason" and (said := _reason(line.value, language)):
        return said
    if name == "ground":
        return _ground(line.value, language)
    listed = _LISTED.get(name, "")
    if name == "code" and "transfer_grounds" in line.path:
        listed = "grounds"
    if listed and line.value in vocabulary.LISTS[listed]:
        return vocabulary.say(listed, line.value, language)
    told = (one.code_words(line.path, line.value, language) for one in PARTS)
    return next(filter(None, told), "")


def _codes(kind: str, language: Language) -> Callable[[saying.Line], str]:
    """What codes in a record of this kind say; some names mean another thing in a warning."""

    def said(line: saying.Line) -> str:
        own = ""
        if kind in alert_saying.ENTRIES:
            own = alert_saying.code_words(line.path, line.value, language)
        return own or _code(line, language)

    return said


@cache
def _fields(kind: str, language: Language) -> dict[str, str]:
    """The words of the fields of a kind of record; some names mean another thing elsewhere."""
    usual = {**kinds.FIELDS, **saying.FIELDS, **case_saying.FIELDS}
    own: Mapping[str, str] = next((one.FIELDS for one in PARTS if kind in one.ENTRIES), {})
    return _translated({**usual, **own}, language)
