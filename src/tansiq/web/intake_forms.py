"""From the form of a draft to the batch that is signed.

Promises: only a proposal that somebody chose is in the batch; a value that was left as it stood is
accepted and not changed; what a verdict lacks, the node says.
"""

from collections.abc import Iterator

from tansiq.node.intake_judging import Judging, Verdict
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import HOME, channel_id
from tansiq.terms.intake import ProposalVerdict
from tansiq.web import forms
from tansiq.web.gate import Visit

_DIGITS = 6


def judging(visit: Visit) -> Judging:
    """The batch as it was chosen; Invalid `word_unknown` for a verdict that is none."""
    verdicts = tuple(_verdicts(visit))
    channel = visit.posted("channel")
    return Judging(
        verdicts=verdicts,
        channel=channel_id(channel) if channel else HOME,
        grade=forms.grade(visit),
        nature=visit.posted("nature"),
        handling=forms.markings(visit),
    )


def _verdicts(visit: Visit) -> Iterator[Verdict]:
    for name in visit.request.POST:
        word, _, number = str(name).partition(".")
        said = visit.posted(str(name))
        if word != "verdict" or not said:
            continue
        if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
            raise Invalid("draft_proposal", number=number[:_DIGITS], most=0)
        yield _verdict(visit, int(number), ProposalVerdict(said))


def _verdict(visit: Visit, number: int, said: ProposalVerdict) -> Verdict:
    """One verdict; what was typed for another one that was not chosen is left out."""

    def typed(name: str) -> str:
        return visit.posted(f"{name}.{number}").strip()

    if said is ProposalVerdict.REJECTED:
        return Verdict(number=number, verdict=said.value, reason=typed("reason"))
    if said is ProposalVerdict.ACCEPTED:
        return Verdict(number=number, verdict=said.value, category=typed("category"))
    same = typed("value") in ("", typed("was"))
    return Verdict(
        number=number,
        verdict=(ProposalVerdict.ACCEPTED if same else said).value,
        value="" if same else typed("value"),
        entity=typed("entity"),
        property=typed("property"),
        category=typed("category"),
    )
