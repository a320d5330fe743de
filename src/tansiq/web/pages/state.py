"""The state of the node, for those who look after it: never case content."""

from django.http import HttpResponse

from tansiq.node.actions import Action
from tansiq.web.gate import Visit, page
from tansiq.web.house import house


@page("state", Action.SEE_HEALTH, content=False)
def state(visit: Visit) -> HttpResponse:
    """Logs, links and what is wrong."""
    return visit.page("state.html", seen=house().look())
