"""The stream of news at `/live`: one for each browser, for those who signed in."""

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

    response = StreamingHttpResponse(hub.stream(holds), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response
