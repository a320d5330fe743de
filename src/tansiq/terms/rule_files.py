"""Rule sets as files: the templates that ship, and a set read from TOML.

Promises: a template is a start, confirmed by nobody; what is read is sound by `rule_checks`. Does
not: make a set bind; an officer's act does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.rule_checks import checked
from tansiq.terms.rule_sets import RuleSet


@cache
def templates() -> Mapping[str, RuleSet]:
    """The templates that ship with the node, by jurisdiction."""
    folder = files("tansiq.terms") / "rules"
    pages = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    found = [read_rule_set(one.read_text(encoding="utf-8")) for one in pages]
    return {one.jurisdiction: one for one in sorted(found, key=lambda one: one.jurisdiction)}


def template_text(jurisdiction: str) -> str:
    """The file of a template, to start a set from; Missing ``rule_set_absent``."""
    if jurisdiction not in templates():
        raise Missing("rule_set_absent", jurisdiction=jurisdiction[:64])
    page = files("tansiq.terms") / "rules" / f"{jurisdiction}.toml"
    return page.read_text(encoding="utf-8")


def read_rule_set(text: str) -> RuleSet:
    """The sound rule set in a TOML text; Invalid ``rule_set_malformed`` with the place."""
    try:
        told = tomllib.loads(text)
        found = msgspec.convert(told, RuleSet)
    except tomllib.TOMLDecodeError:
        raise Invalid("rule_set_malformed", at="toml") from None
    except msgspec.ValidationError as error:
        place = str(error).partition(" - at `")[2].rstrip("`") or "set"
        raise Invalid("rule_set_malformed", at=place[:80]) from None
    stray = _stray(told, msgspec.to_builtins(found), "set")
    if stray:
        raise Invalid("rule_set_malformed", at=stray[:80])
    return checked(found)


def _stray(told: object, read: object, place: str) -> str:
    """The place of something that was written and not read: a slip of the pen drops a rule."""
    if isinstance(told, dict) and isinstance(read, dict):
        pairs = [(f"{place}.{key}", value, read.get(key)) for key, value in told.items()]
        missing = [at for at, _, now in pairs if now is None]
    elif isinstance(told, list) and isinstance(read, list | tuple):
        pairs = [(place, one, now) for one, now in zip(told, read, strict=True)]
        missing = []
    else:
        return ""
    return next((at for at in missing), "") or next(
        (found for at, one, now in pairs if (found := _stray(one, now, at))), ""
    )
