"""The pages as one ASGI application, ready for a server.

Promises: no session, no cookie, no database and no secret that outlives the process. One desk for
each process, since Django's settings are its own.
"""

import secrets
from collections.abc import Callable, Sequence

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIHandler

from tansiq.node.health import Status
from tansiq.web.pages import Desk
from tansiq.web.speech import Manner


def application(look: Callable[[], Status], manner: Manner, hosts: Sequence[str]) -> ASGIHandler:
    """The application that shows what `look` sees; `hosts` are the names it answers to."""
    desk = Desk(look, manner)
    if settings.configured:
        settings.TANSIQ_DESK = desk
        settings.ALLOWED_HOSTS = list(hosts)
    else:
        settings.configure(
            ALLOWED_HOSTS=list(hosts),
            APPEND_SLASH=False,
            DEBUG=False,
            # The second refuses a host name that is not ours, or a rebound name would be answered.
            MIDDLEWARE=[
                "tansiq.web.headers.Headers",
                "django.middleware.common.CommonMiddleware",
            ],
            ROOT_URLCONF="tansiq.web.addresses",
            SECRET_KEY=secrets.token_urlsafe(48),
            TANSIQ_DESK=desk,
            USE_I18N=False,
            USE_TZ=True,
        )
        django.setup()
    return get_asgi_application()
