"""What is said in a standing match, round by round, and of lists that grow and shrink.

Promises: the shapes and names of these kinds, version by version. Rounds lie in the channel of
exactly two nodes; what a list holds, and what stood behind a round, stay at home. Points and proofs
are base64; rows of points and tags are files of the record, in parts.
"""

from typing import ClassVar

from tansiq.record.base import Record
from tansiq.record.matches import MatchClaim
from tansiq.record.material import Attachment
from tansiq.record.registry import register


@register
class IdentifiersChanged(Record, frozen=True, kw_only=True):
    """An officer adds identifiers to a list at home and removes others; changes are numbered."""

    KIND: ClassVar[str] = "identifiers_changed"
    VERSION: ClassVar[int] = 1

    list: str
    number: int
    added: int
    removed: int
    reason: str
    added_rows: tuple[Attachment, ...] = ()
    removed_rows: tuple[Attachment, ...] = ()


@register
class IdentifiersWithdrawn(Record, frozen=True, kw_only=True):
    """An officer withdraws a whole list: what rests on it ends, and nothing is matched with it."""

    KIND: ClassVar[str] = "identifiers_withdrawn"
    VERSION: ClassVar[int] = 1

    list: str
    reason: str


@register
class MatchRoundPrepared(Record, frozen=True, kw_only=True):
    """Which identifiers of ours one round asks for; kept at home, for us and for an auditor."""

    KIND: ClassVar[str] = "match_round_prepared"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    round: int
    count: int
    rows: tuple[Attachment, ...] = ()


@register
class MatchRekeyed(Record, frozen=True, kw_only=True):
    """The answerer goes on with a standing match under its next key: tags of its whole set anew.

    `after` is the number of rounds before it; the next round asks from the beginning.
    """

    KIND: ClassVar[str] = "match_rekeyed"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    after: int
    epoch: int
    key: str
    size: int
    root: str
    rows: tuple[Attachment, ...] = ()


@register
class MatchRoundAsked(Record, frozen=True, kw_only=True):
    """The asker's points of one round, each blinded by itself; `root` commits to what they are."""

    KIND: ClassVar[str] = "match_round_asked"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    round: int
    epoch: int
    count: int
    root: str
    rows: tuple[Attachment, ...] = ()


@register
class MatchRoundAnswered(Record, frozen=True, kw_only=True):
    """The evaluated points in the order asked, all proven, and the tags that changed meanwhile.

    `asked` is the digest of the row it answers (SHA-256, hex). A tag of `tags` that was there goes,
    one that was not comes.
    """

    KIND: ClassVar[str] = "match_round_answered"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    round: int
    count: int
    asked: str
    proofs: tuple[str, ...]
    rows: tuple[Attachment, ...] = ()
    tags: tuple[Attachment, ...] = ()


@register
class MatchRoundFound(Record, frozen=True, kw_only=True):
    """Where the scope says that the answerer is told: the hits of a round, and those that ended."""

    KIND: ClassVar[str] = "match_round_found"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    round: int
    claims: tuple[MatchClaim, ...]
    ended: tuple[int, ...] = ()
