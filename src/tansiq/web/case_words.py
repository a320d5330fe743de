"""Words and order of an entity file: properties, values and links as a reader of a language reads.

Promises: a type or property of a newer release is shown by its own name; nothing is ranked but by
name, by what the type features, and by alphabet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tansiq.cases.seen import NAMES, ClaimSeen, EntityFile, PropertySeen
from tansiq.formats import schemata
from tansiq.formats.values import show_value
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import ChannelId, channel_id
from tansiq.terms.languages import Language

Options = tuple[tuple[str, str], ...]


def channel_of(case: str) -> ChannelId:
    """The channel that an address names: `exercise:` is written out, a case's is not."""
    return channel_id(case if case.startswith("exercise:") else f"case:{case}")


def address_of(channel: str) -> str:
    """Where the pages of a case begin."""
    return f"/cases/{channel.removeprefix('case:')}"


def type_word(schema: str, language: Language) -> str:
    """The word for a type."""
    return _worded(schema, "", language)


def _worded(schema: str, name: str, language: Language) -> str:
    try:
        return schemata.label(schema, name, language)
    except Invalid:
        return name or schema


def caption(file: EntityFile) -> str:
    """What to call an entity: its name, else what its type is known by, else its id."""
    if file.names:
        return file.caption
    try:
        known_by = schemata.schema(file.schema).caption
    except Invalid:
        return file.caption
    for name in known_by:
        for one in file.claims:
            if one.fact.claim.property == name and one.stands and not one.hidden:
                return one.fact.claim.value
    return file.caption


@dataclass(frozen=True, slots=True)
class Words:
    """How one file is told in one language; `captions` name the entities that values point to."""

    language: Language
    captions: Mapping[str, str]

    @classmethod
    def of(cls, language: Language, files: Iterable[EntityFile]) -> "Words":
        """For a file and all it is tied to."""
        named = {member: caption(one) for one in files for member in one.members}
        return cls(language, named)

    def label(self, schema: str, name: str = "") -> str:
        """The word for a type or a property."""
        return _worded(schema, name, self.language)

    def value(self, schema: str, name: str, value: str) -> str:
        """A value as a person reads it."""
        if value in self.captions:
            return self.captions[value]
        try:
            return show_value(schema, name, value, self.language)
        except Invalid:
            return value

    def points(self, schema: str, name: str, value: str) -> bool:
        """Whether a value is an entity whose file can be opened."""
        try:
            kind = schemata.property_of(schema, name).type
        except Invalid:
            return False
        return kind == "entity" and value in self.captions

    def ordered(self, file: EntityFile) -> tuple[PropertySeen, ...]:
        """Names first, then what the type features, then the rest by alphabet."""
        try:
            featured = schemata.schema(file.schema).featured
        except Invalid:
            featured = ()
        first = [*NAMES, *(one for one in featured if one not in NAMES)]

        def place(one: PropertySeen) -> tuple[int, str]:
            at = first.index(one.name) if one.name in first else len(first)
            return at, self.label(file.schema, one.name).casefold()

        return tuple(sorted(file.properties, key=place))

    def properties(self, schema: str) -> Options:
        """What can be said about such a thing, for a form, in the same order; of ours only."""
        try:
            known = schemata.schema(schema)
        except Invalid:
            return ()
        first = [*NAMES, *(one for one in known.featured if one not in NAMES)]
        found = [(name, self.label(schema, name)) for name in known.properties]
        found.sort(
            key=lambda one: (
                first.index(one[0]) if one[0] in first else len(first),
                one[1].casefold(),
            )
        )
        return tuple(found)


def stated_names(file: EntityFile) -> tuple[ClaimSeen, ...]:
    """The names that stand and may be seen, each once, in the order of the file."""
    found: dict[str, ClaimSeen] = {}
    for kind in NAMES:
        for one in file.properties:
            if one.name == kind:
                for claim in one.claims:
                    if claim.stands and not claim.hidden:
                        found.setdefault(claim.fact.claim.value, claim)
    return tuple(found.values())


def highest(file: EntityFile) -> str:
    """The highest handling code in a file, hidden claims counted."""
    return max((one.fact.handling.code for one in file.claims), default="H0")


def disputes(claim: ClaimSeen) -> tuple[object, ...]:
    """What others say against it, or ask of it, oldest first."""
    return tuple(one for one in claim.judgements if one.stance != "support")


def types(language: Language) -> Options:
    """Types an officer may choose."""
    found = [(one, _worded(one, "", language)) for one in schemata.schemata()]
    return tuple(sorted(found, key=lambda one: one[1].casefold()))
