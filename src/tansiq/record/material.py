"""The parts that records about reports share: words, entities, markings, grounds, agreed terms.

Promises: plain values, frozen. Lists stand where other formats have maps, because the names of
foreign properties are not legal keys of our canonical form.
Does not: make a record; the kinds in the files beside this one do.
"""

import msgspec


class Property(msgspec.Struct, frozen=True, kw_only=True):
    """One property of an entity with all its values, named as FollowTheMoney names it."""

    name: str
    values: tuple[str, ...]


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """An entity that a text speaks of; a person carries a data-subject category (LAW L4, L8)."""

    schema: str
    names: tuple[str, ...]
    category: str = ""
    properties: tuple[Property, ...] = ()


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside a report: what it is, the digest of its content, where its ciphertext lies."""

    name: str
    media_type: str
    size: int
    sha256: str
    blob: str
    key: str


class Markings(msgspec.Struct, frozen=True, kw_only=True):
    """The handling code of the originator, with TLP and conditions where it set any (LAW L7)."""

    code: str
    tlp: str = ""
    conditions: str = ""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who told us: kept apart from the text, in `home`, so that a release cannot carry it along."""

    description: str = ""
    identifiers: tuple[str, ...] = ()


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a report, whose wording they are, and how far they may be believed."""

    title: str
    text: str
    language: str
    grade: str
    nature: str
    occurred: str = ""
    mentions: tuple[Mention, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class Originator(msgspec.Struct, frozen=True, kw_only=True):
    """Whose material it is when it is not ours: the agency and its own release or reference."""

    agency: str
    release: str = ""
    reference: str = ""


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """The file a report was imported from: format, digest, and the fields that were dropped."""

    layout: str
    sha256: str
    dropped: tuple[str, ...] = ()


class SeizureGround(msgspec.Struct, frozen=True, kw_only=True):
    """The instrument under which seized documents may be passed on (LAW L22)."""

    kind: str
    reference: str


class TransferGround(msgspec.Struct, frozen=True, kw_only=True):
    """Why data may cross this border in this direction, and the reason recorded (LAW L30, L37)."""

    code: str
    direction: str
    reason: str = ""


class AnswerHours(msgspec.Struct, frozen=True, kw_only=True):
    """Hours allowed for one urgency, counted from receipt."""

    urgency: str
    hours: int


class DirectionGrounds(msgspec.Struct, frozen=True, kw_only=True):
    """The transfer grounds that the parties accept from one party to another."""

    sender: str
    receiver: str
    codes: tuple[str, ...]


class PartyLanguages(msgspec.Struct, frozen=True, kw_only=True):
    """The languages in which a party takes requests (LAW L50)."""

    party: str
    codes: tuple[str, ...]


class AgreementTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk agreement fixes; its digest is what each party signs (LAW L46-L49)."""

    parties: tuple[str, ...]
    legal_basis: str
    hours: tuple[AnswerHours, ...]
    recall_hours: int
    refusal_codes: tuple[str, ...]
    grounds: tuple[DirectionGrounds, ...]
    languages: tuple[str, ...]
    starts: str
    ends: str
    accepts: tuple[PartyLanguages, ...] = ()
