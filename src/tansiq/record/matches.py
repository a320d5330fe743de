"""What two agencies say to find common subjects without showing the rest: the steps of `psi/1`.

Promises: the shapes and names of these kinds, version by version. All of them lie in the channel of
exactly these two nodes. Points and proofs are base64; rows of points are files of the record, in
parts. The approver of a side is another officer than its proposer (REQUIREMENTS 2.2).
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.material import Attachment
from tansiq.record.registry import register


@register
class IdentifiersListed(Record, frozen=True, kw_only=True):
    """An officer keeps a list of identifiers of one type at home, to match with partners.

    A `canary` list holds identifiers that nobody can know lawfully: who asks for one is found out.
    Of a list of names, `count` is how many keys it gives and `names` how many lines give them.
    """

    KIND: ClassVar[str] = "identifiers_listed"
    VERSION: ClassVar[int] = 1

    list: str
    title: str
    type: str
    norm: int
    purpose: str
    legal_basis: str
    count: int
    rows: tuple[Attachment, ...]
    canary: bool = False
    names: int = 0


@register
class MatchPrepared(Record, frozen=True, kw_only=True):
    """Which lists of ours stand behind a match; kept at home, the partner does not hear of them.

    `upto` tells for each list how many of its changes were made by then.
    """

    KIND: ClassVar[str] = "match_prepared"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    lists: tuple[str, ...]
    upto: tuple[int, ...] = ()


@register
class MatchEpochOpened(Record, frozen=True, kw_only=True):
    """A key epoch for one partner and type: the key follows from this record's retention class."""

    KIND: ClassVar[str] = "match_epoch_opened"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    partner: str
    type: str
    epoch: int


@register
class MatchQuotaSet(Record, frozen=True, kw_only=True):
    """The data-protection officer sets how many points a partner may ask of one type and day.

    Kept at home; 0 stops answering. Padding and checks are points too.
    """

    KIND: ClassVar[str] = "match_quota_set"
    VERSION: ClassVar[int] = 1

    partner: str
    type: str
    daily: int
    reason: str


class MatchScope(msgspec.Struct, frozen=True, kw_only=True):
    """What a match is about; its digest is what both sides approve.

    `type`, `norm` and `samples` name the normal forms; `size` is the asker's bucket, `root` its
    commitment (hex); `case` an open case, or empty with a `purpose` of the desk. `names` says that
    each side tells the written names behind what is revealed, so that officers can compare them.
    `mode` is `once`, or `watch` for a standing match: then a round a day asks `daily` points, and
    `tells` says whether the answerer is told which of its own matched (REQUIREMENTS 2.6).
    """

    type: str
    norm: int
    samples: str
    size: int
    root: str
    case: str
    purpose: str
    legal_basis: str
    names: bool = False
    mode: str = "once"
    daily: int = 0
    tells: bool = False


@register
class MatchProposed(Record, frozen=True, kw_only=True):
    """An officer wants to know which identifiers the partner knows too."""

    KIND: ClassVar[str] = "match_proposed"
    VERSION: ClassVar[int] = 1

    match: str
    partner: str
    scope: MatchScope


@register
class MatchApproved(Record, frozen=True, kw_only=True):
    """An officer approves a step: `proposal` by the asker's second officer, `reveal` by each side.

    `digest` binds it to the scope, and for a reveal to the count as well.
    """

    KIND: ClassVar[str] = "match_approved"
    VERSION: ClassVar[int] = 1

    match: str
    step: str
    digest: str


@register
class MatchEnded(Record, frozen=True, kw_only=True):
    """A side refuses or stops a match, with the reason; nothing more is answered."""

    KIND: ClassVar[str] = "match_ended"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    reason: str
    explanation: str = ""


@register
class MatchAccepted(Record, frozen=True, kw_only=True):
    """The answerer accepts: its key for this epoch, and its own set as committed, counted, tagged.

    The tags are files of the record: all of them once in an epoch, then those since `tags_before`.
    """

    KIND: ClassVar[str] = "match_accepted"
    VERSION: ClassVar[int] = 1

    match: str
    epoch: int
    key: str
    size: int
    root: str
    tags: int
    tags_before: int
    quota_left: int
    rows: tuple[Attachment, ...] = ()


@register
class MatchAsked(Record, frozen=True, kw_only=True):
    """The asker's blinded points, `count` of them in the record's files."""

    KIND: ClassVar[str] = "match_asked"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    count: int
    rows: tuple[Attachment, ...] = ()


@register
class MatchAnswered(Record, frozen=True, kw_only=True):
    """The evaluated points in a secret order; bound to the digest of the row it answers."""

    KIND: ClassVar[str] = "match_answered"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    count: int
    asked: str
    rows: tuple[Attachment, ...] = ()


@register
class MatchCounted(Record, frozen=True, kw_only=True):
    """How many match: all that is known before both approve."""

    KIND: ClassVar[str] = "match_counted"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    matches: int


class MatchClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the answer and the evaluated point behind it."""

    place: int
    point: str


@register
class MatchClaimed(Record, frozen=True, kw_only=True):
    """The asker opens the matched places, exactly as many as were counted."""

    KIND: ClassVar[str] = "match_claimed"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    claims: tuple[MatchClaim, ...]


class MatchPair(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the answer and the index of the point in the request that it answers."""

    place: int
    index: int


@register
class MatchRevealed(Record, frozen=True, kw_only=True):
    """The answerer opens the same places, with the proofs of RFC 9497."""

    KIND: ClassVar[str] = "match_revealed"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    pairs: tuple[MatchPair, ...]
    proofs: tuple[str, ...]


class WrittenName(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A name as it is written in a list, with its second factors as far as they are told.

    `year` of birth with four digits, `place` as written, `document` as `COUNTRY:NUMBER`.
    """

    name: str
    year: str = ""
    place: str = ""
    document: str = ""


class NamesAt(msgspec.Struct, frozen=True, kw_only=True):
    """At a place in the answer: which of the names told beside it (by number) met there."""

    place: int
    names: tuple[int, ...]


@register
class MatchNamesTold(Record, frozen=True, kw_only=True):
    """A side tells the names behind the revealed places, and no others (REQUIREMENTS 2.4)."""

    KIND: ClassVar[str] = "match_names_told"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    match: str
    names: tuple[WrittenName, ...]
    at: tuple[NamesAt, ...]


@register
class MatchJudged(Record, frozen=True, kw_only=True):
    """An officer's verdict on one hit: same, not same, cannot tell; no datum is asked before it.

    In a match of names `place` is the number of a pair of names. A hit that is not the same leaves
    nothing but this word in the log (REQUIREMENTS 2.5).
    """

    KIND: ClassVar[str] = "match_judged"
    VERSION: ClassVar[int] = 1

    match: str
    place: int
    verdict: str
    reason: str
