"""What was said of an entity between the opening of a form and its next step.

Promises: every word that a reader finds in a file has a line of its own, so that a file whose lines
were all shown reads as it did then; a claim that may not be seen counts by its existence alone.
Does not: say who won. Both texts stay; the officer reads the other before signing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from tansiq.cases.facts import CategoryFact, Judgement
from tansiq.cases.seen import ClaimSeen, EntityFile, StatusSeen

_SHORT = 10
_BETWEEN = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that reads anew: a claim as it stands now, a word on one, a status, a category.

    None of them: what is held to be one with the entity changed. `property` is what it is about.
    """

    line: str
    file: EntityFile
    property: str = ""
    claim: ClaimSeen | None = None
    word: Judgement | None = None
    status: StatusSeen | None = None
    category: CategoryFact | None = None


def mark(*files: EntityFile) -> str:
    """All that these files say, in short: what a form carries to its next step."""
    return _BETWEEN.join(sorted({one.line for file in files for one in _lines(file)}))


def meanwhile(files: Iterable[EntityFile], shown: str, about: str = "") -> tuple[Said, ...]:
    """What these files say that was not `shown`; about the property asked for first."""
    known = frozenset(shown.split(_BETWEEN))
    fresh = [one for file in files for one in _lines(file) if one.line not in known]
    return tuple(sorted(fresh, key=lambda one: not about or one.property != about))


def _lines(file: EntityFile) -> Iterator[Said]:
    yield Said(line=_short("one", *file.members), file=file)
    for category in file.categories:
        yield Said(
            line=_short("category", category.agency, category.category, category.time),
            file=file,
            category=category,
        )
    for status in file.statuses:
        fact = status.fact
        line = _short("status", fact.agency, fact.status, fact.document, str(status.standing))
        yield Said(line=line, file=file, status=status)
    for claim in file.claims:
        yield from _of_claim(file, claim)


def _of_claim(file: EntityFile, claim: ClaimSeen) -> Iterator[Said]:
    fact = claim.fact
    name = fact.claim.property
    state = "" if claim.hidden else claim.state
    yield Said(line=_short("claim", fact.id, state), file=file, property=name, claim=claim)
    for word in claim.judgements:
        line = _short("word", fact.id, word.origin, str(word.seq))
        yield Said(line=line, file=file, property=name, claim=claim, word=word)


def _short(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:_SHORT]
