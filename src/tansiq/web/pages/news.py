"""The stream of news at `/live`: one for each browser, for those who signed in.

With `?operation=CHANNEL/OPERATION` it is one for each screen that watches that operation: it hears
what stands of it, as `/operations/.../now` would say, and of nothing else.
"""

from collections.abc import AsyncIterator
from contextlib import ExitStack, aclosing
from datetime import UTC, datetime

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from tansiq.node.operations import Where
from tansiq.terms.errors import Refused
from tansiq.web.accounts import sessions
from tansiq.web.gate import Visit, page
from tansiq.web.house import house
from tansiq.web.live import Ear
from tansiq.web.operation_now import place
from tansiq.web.orders import Watch


@page("", None, content=False)
def live(visit: Visit) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events; refused when too many browsers listen, or who may not watch."""
    if house().hub.full:
        raise Refused("too_many_streams")
    asked = str(visit.request.GET.get("operation", ""))
    where = place(*asked.partition("/")[::2]) if asked else None
    if where is not None:
        house().boards.enter(visit.reader, where)
    response = StreamingHttpResponse(_said(visit, where), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def _said(visit: Visit, where: Where | None) -> AsyncIterator[bytes]:
    request: HttpRequest = visit.request
    session = str(request.session.session_key)

    def holds() -> bool:
        request.session = type(request.session)(session)
        try:
            return sessions.current(request) is not None
        finally:
            _let_go()

    # A request keeps its connection until it is answered, and this one is answered for hours: the
    # few that there are would all be held by screens that only listen.
    await sync_to_async(_let_go)()
    ear = Ear(watching=where is not None)
    with ExitStack() as closing:
        if where is not None:
            watch = Watch(where, visit.reader, session, ear)
            closing.enter_context(house().orders.watched(watch))
        async with aclosing(house().hub.stream(holds, _age(visit), ear)) as stream:
            async for message in stream:
                yield message


def _let_go() -> None:
    # Looked up where it is used: a connection belongs to its thread.
    connection.close()


def _age(visit: Visit) -> float:
    """Seconds since the page that listens was made; 0 when it does not say."""
    try:
        made = datetime.fromisoformat(str(visit.request.GET.get("since", "")))
    except ValueError:
        return 0.0
    made = made if made.tzinfo else made.replace(tzinfo=UTC)
    return max((visit.node.clock.now() - made).total_seconds(), 0.0)
