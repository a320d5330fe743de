"""A file line by line: what is closed is one line, what a machine found lies in its text.

Promises: claims that may not be seen are counted together where agency and code are the same, and
nothing else of them is told; the words around a find are those of the source, unchanged.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.cases.facts import DocumentFact, MentionFact
from tansiq.cases.seen import ClaimSeen, PropertySeen

_NEAR = 140


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a property: a claim, or how many of one agency under one code are closed."""

    claim: ClaimSeen
    closed: int = 0


def rows(one: PropertySeen) -> tuple[Line, ...]:
    """The lines of a property: what may be read, oldest first, then what is closed."""
    closed: dict[tuple[str, str], list[ClaimSeen]] = {}
    for claim in one.claims:
        if claim.hidden:
            closed.setdefault((claim.fact.agency, claim.fact.handling.code), []).append(claim)
    read = [Line(claim) for claim in one.claims if not claim.hidden]
    return (*read, *(Line(found[0], len(found)) for found in closed.values()))


@dataclass(frozen=True, slots=True)
class Passage:
    """A find in the words of its source; `lit` is empty where the text does not hold it."""

    source: DocumentFact | None
    before: str = ""
    lit: str = ""
    after: str = ""


def around(mention: MentionFact, sources: Iterable[DocumentFact]) -> Passage:
    """The words of a source around what a machine found in them."""
    source = next((one for one in sources if one.document == mention.document), None)
    if source is None:
        return Passage(None)
    text = source.record.summary
    at = text.casefold().find(mention.value.casefold())
    # A letter that grows when its case is folded would shift the light: then the text is not lit.
    if at < 0 or text[at : at + len(mention.value)].casefold() != mention.value.casefold():
        return Passage(source)
    end = at + len(mention.value)
    before, after = text[max(at - _NEAR, 0) : at], text[end : end + _NEAR]
    return Passage(
        source,
        ("…" if at > _NEAR else "") + before,
        text[at:end],
        after + ("…" if len(text) > end + _NEAR else ""),
    )
