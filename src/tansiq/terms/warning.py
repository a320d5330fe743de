"""The words of a warning, as the Common Alerting Protocol 1.2 lists them, and those of its ways.

Source: OASIS CAP 1.2, section 3.2 (urgency, severity, certainty, category, responseType).
Promises: stable codes; the spelling of CAP belongs to ``formats.cap``. Does not: say which warning
needs whom; the commands of alerts do.
"""

from __future__ import annotations

from tansiq.terms.vocabulary import DomainWord


class AlertUrgency(DomainWord):
    """How soon those who are warned should act."""

    IMMEDIATE = "immediate"
    EXPECTED = "expected"
    FUTURE = "future"
    PAST = "past"
    UNKNOWN = "unknown"


class AlertSeverity(DomainWord):
    """How grave it would be."""

    EXTREME = "extreme"
    SEVERE = "severe"
    MODERATE = "moderate"
    MINOR = "minor"
    UNKNOWN = "unknown"


GRAVE = frozenset({AlertSeverity.EXTREME, AlertSeverity.SEVERE})
"""Extraordinary or significant danger to life or property, in the words of CAP."""


class AlertCertainty(DomainWord):
    """How sure it is: about the event, never about a person."""

    OBSERVED = "observed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    UNKNOWN = "unknown"


class AlertCategory(DomainWord):
    """What kind of event it is."""

    SECURITY = "security"
    SAFETY = "safety"
    RESCUE = "rescue"
    FIRE = "fire"
    HEALTH = "health"
    CBRNE = "cbrne"
    TRANSPORT = "transport"
    INFRA = "infra"
    ENV = "env"
    GEO = "geo"
    MET = "met"
    OTHER = "other"


class AlertResponse(DomainWord):
    """What those who are warned are asked to do, in one word."""

    SHELTER = "shelter"
    EVACUATE = "evacuate"
    PREPARE = "prepare"
    EXECUTE = "execute"
    AVOID = "avoid"
    MONITOR = "monitor"
    ASSESS = "assess"
    ALL_CLEAR = "all_clear"
    NONE = "none"


class AlertStep(DomainWord):
    """What a message of an alert does: begin, go on with new words, end."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class SiteKind(DomainWord):
    """What a protected site or person is."""

    GOVERNMENT = "government"
    DIPLOMATIC = "diplomatic"
    WORSHIP = "worship"
    SCHOOL = "school"
    HEALTH = "health"
    TRANSPORT = "transport"
    ENERGY = "energy"
    MEDIA = "media"
    TRADE = "trade"
    EVENT = "event"
    PERSON = "person"
    OTHER = "other"


class NoticeOutcome(DomainWord):
    """What became of one attempt to tell somebody by mail."""

    HANDED_OVER = "handed_over"
    FAILED = "failed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class AcknowledgedBy(DomainWord):
    """How somebody said that they know."""

    FORM = "form"
    TELEPHONE = "telephone"


class NoticeCause(DomainWord):
    """Why an attempt to tell somebody by mail did not succeed."""

    SET_UP = "set_up"
    CONNECT = "connect"
    TLS = "tls"
    LOGIN = "login"
    RECIPIENT = "recipient"
    MESSAGE = "message"
    CUT = "cut"
    INTERRUPTED = "interrupted"
