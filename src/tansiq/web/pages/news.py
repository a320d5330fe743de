"""The stream of news at `/live`: one for each browser, for those who signed in."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from tansiq.terms.errors import Refused
from tansiq.web.accounts import sessions
from tansiq.web.gate import Visit, page
from tansiq.web.house import house


@page("", None, content=False)
def live(visit: Visit) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events; refused when too many browsers listen."""
    hub = house().hub
    if hub.full:
        raise Refused("too_many_streams")
    request: HttpRequest = visit.request

    def holds() -> bool:
        request.session = type(request.session)(request.session.session_key)
        return sessions.current(request) is not None

    stream = hub.stream(holds, _age(visit))
    response = StreamingHttpResponse(stream, content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _age(visit: Visit) -> float:
    """Seconds since the page that listens was made; 0 when it does not say."""
    try:
        made = datetime.fromisoformat(str(visit.request.GET.get("since", "")))
    except ValueError:
        return 0.0
    made = made if made.tzinfo else made.replace(tzinfo=UTC)
    return max((visit.node.clock.now() - made).total_seconds(), 0.0)
