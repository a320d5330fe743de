"""The areas in which something can be learnt from an operation; stable codes."""

from tansiq.terms.vocabulary import DomainWord


class LessonArea(DomainWord):
    """What a finding is about."""

    ORDER = "order"
    DECISION = "decision"
    TIMING = "timing"
    COMMUNICATION = "communication"
    LAW = "law"
    CUSTODY = "custody"
    SAFETY = "safety"
    WARNING = "warning"
    EQUIPMENT = "equipment"
    OTHER = "other"
