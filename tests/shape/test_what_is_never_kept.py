"""REQUIREMENTS 11.8 and 4.3: nothing that is written, stored or depended on scores or scans people.

No record, table or type of entity has a place for a score or a likeness of a person, and no library
that recognises faces or gathers from the web is depended on.
"""

import re
import tomllib
from collections.abc import Iterator

import msgspec
from msgspec import inspect
from tests.shape.source import REPOSITORY, none_of

from tansiq.formats import schemata
from tansiq.node.compose import PROJECTIONS
from tansiq.record.registry import kinds

# As parts of a name: `risk_score`, `faceTemplate`, `bounty-score`; not `surface`, `ranked`.
NEVER = {
    "score", "scores", "scoring", "rank", "ranking", "risk", "likelihood", "probability", "threat",
    "face", "facial", "iris", "gait", "template", "templates", "embedding", "biometric",
    "biometrics", "voiceprint", "crawl", "crawler", "scrape", "scraper",
}  # fmt: skip
# The rank an officer holds in their own service.
OWN_RANK = {"OfficerNamed.rank", "Person.rank"}
LIBRARIES = re.compile(
    r"face|dlib|insightface|deepface|mediapipe|opencv|scrapy|scrap|crawl|selenium|newspaper|snscrape"
)


def parts(name: str) -> set[str]:
    """The words that a name is made of, in small letters."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return set(re.split(r"[^a-z0-9]+", apart.lower()))


def fields(kind: inspect.Type, seen: set[type]) -> Iterator[str]:
    """The names of every field below a type of record."""
    if isinstance(kind, inspect.StructType):
        if kind.cls in seen:
            return
        seen.add(kind.cls)
        for one in kind.fields:
            yield f"{kind.cls.__name__}.{one.name}"
            yield from fields(one.type, seen)
    inner = (getattr(kind, name, None) for name in ("item_type", "value_type"))
    every = (*inner, *getattr(kind, "item_types", ()), *getattr(kind, "types", ()))
    for one in every:
        if isinstance(one, inspect.Type):
            yield from fields(one, seen)


def test_no_record_has_a_place_for_a_score_or_a_likeness() -> None:
    names = [one for cls in kinds().values() for one in fields(inspect.type_info(cls), set())]
    assert len(names) > 300
    assert all(issubclass(one, msgspec.Struct) for one in kinds().values())
    none_of(one for one in {*names} - OWN_RANK if NEVER & parts(one.partition(".")[2]))


def test_no_table_of_a_projection_has_such_a_column() -> None:
    words = [
        (projection.name, name)
        for projection in PROJECTIONS
        for statement in projection.tables
        for name in re.findall(
            r"(\w+)\s+(?:text|bigint|integer|boolean|double|real|numeric)", statement
        )
    ]
    assert len(words) > 200
    none_of(f"{where}: {name}" for where, name in words if NEVER & parts(name))


def test_no_type_of_entity_has_such_a_property() -> None:
    names = [
        f"{one}.{name}" for one in schemata.schemata() for name in schemata.schema(one).properties
    ]
    assert len(names) > 300
    none_of(one for one in names if NEVER & parts(one.partition(".")[2]))


def test_no_library_that_recognises_faces_or_gathers_from_the_web_is_depended_on() -> None:
    lock = tomllib.loads((REPOSITORY / "uv.lock").read_text(encoding="utf-8"))
    names = [str(one["name"]) for one in lock["package"]]
    assert "followthemoney" in names
    none_of(one for one in names if LIBRARIES.search(one))
