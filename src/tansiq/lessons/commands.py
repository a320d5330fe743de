"""A party's evaluation of an operation that it has closed."""

from tansiq.record.lessons import EvaluationFiled, Finding
from tansiq.record.plan import NewClass, Planned
from tansiq.record.tidy import clean, clean_language
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.ids import ChannelId, record_id
from tansiq.terms.lessons import LessonArea

TEXT = 8_000
MOST_FINDINGS = 100


def file_evaluation(
    channel: ChannelId, said: EvaluationFiled, dates: NewClass, *, closed: bool
) -> tuple[Planned, ...]:
    """Plan one `evaluation_filed`; Refused `lesson_not_closed` before our part is closed.

    Invalid `lesson_empty` when it says neither what is to be kept nor what is to be changed.
    """
    if not closed:
        raise Refused("lesson_not_closed")
    if len(said.findings) > MOST_FINDINGS or not (said.findings or said.kept.strip()):
        raise Invalid("lesson_empty", most=MOST_FINDINGS)
    payload = EvaluationFiled(
        operation=record_id(said.operation),
        language=clean_language(said.language),
        kept=clean(said.kept, "kept", most=TEXT, needed=False),
        findings=tuple(_finding(one) for one in said.findings),
    )
    return (Planned(channel=channel, payload=payload, retention=dates),)


def _finding(one: Finding) -> Finding:
    return Finding(
        area=LessonArea(one.area).value,
        what=clean(one.what, "what", most=TEXT),
        why=clean(one.why, "why", most=TEXT),
        change=clean(one.change, "change", most=TEXT),
        rule=clean(one.rule, "rule", most=1_000, needed=False),
    )
