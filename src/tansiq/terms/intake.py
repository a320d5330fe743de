"""Words of intake: what a proposal may be, how sure a text is, how stretches clash, our verdict.

Promises: closed lists, spelt the same on the wire, in the command line and on pages.
"""

from tansiq.terms.vocabulary import DomainWord


class Kind(DomainWord):
    """What a stretch of text is proposed to be."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    DATE = "date"
    PHONE = "phone"
    ACCOUNT = "account"
    DOCUMENT = "document"
    ITEM = "item"
    TARGET = "target"
    ARREST = "event:arrest"
    SEIZURE = "event:seizure"
    SEARCH = "event:search"
    ATTACK_PLANNED = "event:attack_planned"
    RECRUITMENT = "event:recruitment"
    MEETING = "event:meeting"

    @property
    def is_event(self) -> bool:
        """Whether it is something that happened or is to happen."""
        return self.value.startswith("event:")


class Certainty(DomainWord):
    """The text's own reserve, as its words make it; never our belief."""

    STATED = "stated"
    OFFICIAL = "official"
    SUSPECTED = "suspected"
    UNCONFIRMED = "unconfirmed"
    DENIED = "denied"
    CHARGED = "charged"
    CONVICTED = "convicted"
    CLEARED = "cleared"


class Clash(DomainWord):
    """How two stretches contradict each other."""

    WEEKDAY = "weekday"
    COUNT = "count"
    AGE = "age"
    ORDER = "order"
    FIGURES = "figures"


class ReadOutcome(DomainWord):
    """How the reading of one foreign file ended."""

    READ = "read"
    PARTLY = "partly"
    EMPTY = "empty"
    RECOGNISED = "recognised"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


class ReadTrouble(DomainWord):
    """Why a foreign file was not read, or not whole."""

    BOMB = "bomb"
    DAMAGED = "damaged"
    ENTITIES = "entities"
    KILLED = "killed"
    KIND = "kind"
    LARGE = "large"
    MEMORY = "memory"
    NESTED = "nested"
    NOTHING = "nothing"
    OUTPUT = "output"
    PASSWORD = "password"  # noqa: S105 - a word, no secret
    TIME = "time"
    WORKER_LOST = "worker_lost"


class ProposalVerdict(DomainWord):
    """What an officer made of a proposal."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"


class DraftState(DomainWord):
    """How far the officers are with a draft."""

    NEW = "new"
    BEGUN = "begun"
    JUDGED = "judged"
    SET_ASIDE = "set_aside"
