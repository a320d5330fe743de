"""What one sentence gave, for the rules that hold sentences against each other."""

from dataclasses import dataclass

from tansiq.intake.dates import Dated
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its dates and its proposals."""

    sentence: Sentence
    dated: list[Dated]
    proposals: list[Proposal]
