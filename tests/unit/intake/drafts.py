"""Short ways to a draft and to what it proposes, for the tests of the rules."""

from tansiq.intake.drafting import draft
from tansiq.intake.values import About, Draft
from tansiq.terms.intake import Kind


def drafted(text: str, published: str = "2026-03-16", region: str = "") -> Draft:
    """The draft of a text that appeared on a Monday unless told otherwise."""
    made = draft(text, About(published, region))
    for one in made.proposals:
        assert text[slice(*one.span)] == one.value
        if one.reserve:
            assert text[slice(*one.reserve)].strip()
    return made


def values(text: str, kind: Kind, published: str = "2026-03-16", region: str = "") -> list[str]:
    """The words proposed as a kind."""
    return [one.value for one in drafted(text, published, region).proposals if one.kind is kind]


def normals(text: str, kind: Kind, published: str = "2026-03-16", region: str = "") -> list[str]:
    """Their normal forms."""
    return [one.normal for one in drafted(text, published, region).proposals if one.kind is kind]


def events(text: str, published: str = "2026-03-16") -> set[tuple[str, str]]:
    """Events by normal form and the text's own reserve."""
    made = drafted(text, published).proposals
    return {(one.normal, one.status.value) for one in made if one.kind.is_event}


def clashes(text: str, published: str = "2026-03-16") -> list[str]:
    """The kinds of contradictions, each with two stretches of the text."""
    made = drafted(text, published)
    for one in made.contradictions:
        assert all(text[slice(*span)].strip() for span in one.spans)
    return [one.kind.value for one in made.contradictions]
