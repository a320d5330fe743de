"""Between a form and its signature: what others said while it lay open, beside what was written.

Promises: whoever wrote while somebody else spoke reads the other's words before signing; nothing
that was typed is lost, neither here nor when the officer goes back. Refuses nothing.
"""

from collections.abc import Sequence

from django.http import HttpResponse

from tansiq.node import case_meanwhile
from tansiq.node.case_meanwhile import Opened
from tansiq.terms.ids import ChannelId
from tansiq.web.case_words import Words, address_of
from tansiq.web.gate import Visit

MARK = "said"
_TOLD = ("property", "value", "status", "category", "stance", "reason", "text", "note", "place")
_ALSO = ("since", "until", "explanation")
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def shown_first(
    visit: Visit, channel: ChannelId, entities: Sequence[str], claim: str
) -> HttpResponse | None:
    """The step in between, or None when the file still reads as when the form was opened."""
    shown = visit.posted(MARK)
    if not shown:
        return None
    about = claim or visit.posted("property")
    form = Opened(entities=[one for one in entities if one], shown=shown, about=about)
    found = case_meanwhile.since(visit.node, visit.reader, channel, form)
    if not found.said:
        return None
    return visit.page(
        "entities/meanwhile.html",
        found=found,
        words=Words.of(visit.speech.language, found.files),
        about=visit.posted("property"),
        case_at=address_of(channel),
        wrote=[(name, said) for name in (*_TOLD, *_ALSO) if (said := visit.posted(name))],
        kept=_kept(visit),
        here=visit.request.path,
    )


def _kept(visit: Visit) -> list[tuple[str, str]]:
    """Every field as it was sent, to be sent again."""
    post = visit.request.POST
    return [
        (name, str(value))
        for name in post
        if name not in {MARK, _TOKEN}
        for value in post.getlist(name)
    ]
