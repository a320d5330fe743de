"""The pages of one open node.

Promises: shows `tansiq.node.health.status` and nothing else of the node. Answers to the name in
`web_url`, to the address it is bound to, and to the loopback; to no other name.
"""

from urllib.parse import urlsplit

from django.core.handlers.asgi import ASGIHandler

from tansiq.node.compose import Node
from tansiq.node.health import status
from tansiq.web.application import application
from tansiq.web.speech import Manner

LOOPBACK = ("127.0.0.1", "[::1]", "localhost")


def pages(node: Node) -> ASGIHandler:
    """The application that shows this node."""
    settings = node.settings
    named = urlsplit(settings.web_url).hostname or settings.bind
    manner = Manner(settings.language, settings.locale, settings.zone)
    return application(lambda: status(node), manner, (named, settings.bind, *LOOPBACK))
