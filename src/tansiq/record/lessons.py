"""What the parties of an operation learnt from it, said to one another after they closed it.

Promises: the shape of the evaluation that each party owes: what went otherwise than planned, why,
and which rule changes (REQUIREMENTS 10.4). It lies in the channel of the operation. Speaks of work,
never of a person.
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.registry import register


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that went otherwise than planned: what, why, and what is done about it.

    `area` is a code of `terms.lessons.LessonArea`, `rule` the rule or instruction that changes,
    empty when none does.
    """

    area: str
    what: str
    why: str
    change: str
    rule: str = ""


@register
class EvaluationFiled(Record, frozen=True, kw_only=True):
    """A party's evaluation of an operation; a later one of the same party replaces it."""

    KIND: ClassVar[str] = "evaluation_filed"
    VERSION: ClassVar[int] = 1

    operation: str
    language: str
    kept: str
    findings: tuple[Finding, ...]
