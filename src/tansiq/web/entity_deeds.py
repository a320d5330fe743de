"""From the forms of an entity file to the work that is signed: one function for each deed.

Promises: what an officer typed is passed on unchanged; what it lacks, the node says.
"""

from collections.abc import Callable

from tansiq.cases.claiming import Claiming
from tansiq.cases.mentions import Accepting
from tansiq.node import case_claims
from tansiq.node.case_claims import Withdrawing
from tansiq.record.claims import Claim, ClaimJudged
from tansiq.terms.ids import ChannelId
from tansiq.web import forms
from tansiq.web.gate import Visit
from tansiq.web.signing import Work


def claiming(visit: Visit, name: str = "") -> Claiming:
    """One claim as it was typed."""
    return Claiming(
        document=visit.posted("document"),
        handling=forms.markings(visit),
        place=visit.posted("place"),
        claims=(
            Claim(
                property=name or visit.posted("property"),
                value=visit.posted("value"),
                grade=forms.grade(visit),
                nature=visit.posted("nature"),
                language=visit.posted("language"),
                since=visit.posted("since"),
                until=visit.posted("until"),
                about=visit.posted("about") == "yes",
                note=visit.posted("note"),
            ),
        ),
    )


Deed = Callable[[Visit, ChannelId, str, str], Work]


def claim(visit: Visit, channel: ChannelId, entity: str, _: str) -> Work:
    """Say something of the entity."""
    wish = claiming(visit)
    return lambda signer: case_claims.claim(visit.node, signer, channel, entity, wish)


def correct(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    """Put another claim in the place of one of ours."""
    wish, old = claiming(visit), (named, visit.posted("explanation"))
    return lambda signer: case_claims.correct(visit.node, signer, channel, old, wish)


def reasoned(visit: Visit) -> Withdrawing:
    """Why something is taken back, as it was typed."""
    return Withdrawing(visit.posted("reason"), visit.posted("explanation"))


def withdraw(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    """Take a claim of ours back."""
    reason = reasoned(visit)
    return lambda signer: case_claims.withdraw_claim(visit.node, signer, channel, named, reason)


def category(visit: Visit, channel: ChannelId, entity: str, _: str) -> Work:
    """Say in what capacity the person appears."""
    said = (visit.posted("category"), visit.posted("explanation"))
    return lambda signer: case_claims.set_category(visit.node, signer, channel, entity, said)


def accept(visit: Visit, channel: ChannelId, entity: str, named: str) -> Work:
    """Make a claim of what a machine found."""
    how = Accepting(
        grade=forms.grade(visit), nature=visit.posted("nature"), handling=forms.markings(visit)
    )
    what = (named, entity)
    return lambda signer: case_claims.accept_mention(visit.node, signer, channel, what, how)


def judge(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    """Support or dispute a claim, or ask for its correction."""
    said = ClaimJudged(
        claim=named,
        stance=visit.posted("stance"),
        text=visit.posted("text"),
        language=visit.posted("language"),
        document=visit.posted("document"),
    )
    return lambda signer: case_claims.judge(visit.node, signer, channel, said)


def reject(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    """Say that what a machine found is not so."""
    reason = visit.posted("explanation")
    return lambda signer: case_claims.reject_mention(visit.node, signer, channel, named, reason)


def status(visit: Visit, channel: ChannelId, entity: str, _: str) -> Work:
    """Move the person's status on a cited document."""
    said = (visit.posted("status"), visit.posted("document"), visit.posted("explanation"))
    return lambda signer: case_claims.change_status(visit.node, signer, channel, entity, said)


def merge(visit: Visit, channel: ChannelId, entity: str, _: str) -> Work:
    """Hold two entities to be one."""
    both, reason = (entity, visit.posted("other")), visit.posted("explanation")
    return lambda signer: case_claims.merge(visit.node, signer, channel, both, reason)


def split(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    """Take a merge back."""
    reason = visit.posted("explanation")
    return lambda signer: case_claims.split(visit.node, signer, channel, named, reason)
