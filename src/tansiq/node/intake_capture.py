"""What a draft's record says of its file, and how long the draft is kept."""

from datetime import timedelta

from tansiq.node.compose import Node
from tansiq.node.drafting import Drafted
from tansiq.record.intake import Captured
from tansiq.record.plan import NewClass

REVIEW_DAYS = 90
ERASE_DAYS = 365
"""How long a draft is kept where nobody named other dates: what is of use becomes claims."""


def captured(one: Drafted, published: str = "") -> Captured:
    """The capture of a file that was read; `published` is what who captured it says of that."""
    capture, found = one.capture, one.read
    return Captured(
        file=capture.file,
        url=capture.url,
        captured=capture.captured,
        tool=capture.tool,
        tool_version=capture.tool_version,
        sha256=capture.sha256,
        size=capture.size,
        operator=capture.operator,
        kind=found.kind,
        outcome=found.outcome.value,
        trouble=found.code.value if found.code else "",
        title=found.title,
        author=found.author,
        outlet=found.outlet,
        published=published or found.published,
        language=one.draft.language,
    )


def draft_dates(node: Node) -> NewClass:
    """Review and erasure of a draft that is taken in today."""
    today = node.clock.now().date()
    return NewClass(
        review=(today + timedelta(days=REVIEW_DAYS)).isoformat(),
        erase=(today + timedelta(days=ERASE_DAYS)).isoformat(),
    )
