"""The model of entities as files: FollowTheMoney's types and words, and ours beside them.

Promises: the types as plain data, ours merged into theirs, read once. FollowTheMoney's own code is
not loaded for it: that costs 1.3 s and 100 MB, its files 20 ms, and a test compares the outcome
with what its code makes of the same files. Does not: check values.
"""

import importlib.util
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tansiq.terms.errors import Damaged
from tansiq.terms.languages import Language

# The C loader where the wheel has it, ten times as fast; both read the same safe subset.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _load(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - one of the two safe loaders
    return found


def _library() -> Path:
    spec = importlib.util.find_spec("followthemoney")
    if spec is None or not spec.submodule_search_locations:
        raise Damaged("model_missing")
    return Path(spec.submodule_search_locations[0])


@cache
def own_file(name: str) -> Mapping[str, Any]:
    """One of our files beside this module: `own`, `choice` or `words`."""
    return _load(files("tansiq.formats").joinpath("model", f"{name}.yaml").read_text("utf-8"))


@cache
def stock_types() -> Mapping[str, Mapping[str, Any]]:
    """FollowTheMoney's types by name, as its files define them."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted((_library() / "schema").glob("*.yaml")):
        found |= _load(path.read_text("utf-8"))
    return found


@cache
def all_types() -> Mapping[str, Mapping[str, Any]]:
    """Theirs and ours; where ours names one of theirs, it adds properties to it."""
    found = dict(stock_types())
    for name, ours in own_file("own").items():
        theirs = found.get(name, {})
        properties = {**theirs.get("properties", {}), **ours["properties"]}
        found[name] = {**theirs, **ours, "properties": properties}
    return found


@cache
def translations(language: Language) -> GNUTranslations | None:
    """FollowTheMoney's own words in a language; None for English, in which it is written."""
    if language is Language.EN:
        return None
    path = _library() / "translations" / language / "LC_MESSAGES" / "followthemoney.mo"
    with path.open("rb") as file:
        return GNUTranslations(file)
