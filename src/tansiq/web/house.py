"""What the pages of one process stand on: the node, the agency's manner, what is under way.

Promises: one house for each process, since Django's settings are its own; set once, before the
first page is answered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from tansiq.node.calm import Calm
from tansiq.node.compose import Node
from tansiq.node.health import Status, status
from tansiq.node.operation_boards import Boards
from tansiq.node.operation_news import News
from tansiq.web.accounts.passkeys import Place
from tansiq.web.live import Hub
from tansiq.web.orders import Orders
from tansiq.web.reading_room import ReadingRoom
from tansiq.web.signing import Signatures
from tansiq.web.speech import Manner


@dataclass(frozen=True, slots=True)
class House:
    """One node's pages."""

    node: Node
    manner: Manner
    place: Place
    signatures: Signatures
    hub: Hub
    boards: Boards
    orders: Orders
    room: ReadingRoom
    door: str = ""

    @classmethod
    def of(cls, node: Node, door: str = "") -> "House":
        """The house of an open node; `door` is where other processes of its pages reach it."""
        own = node.settings
        manner = Manner(own.language, own.locale, own.zone)
        news = News(node)
        boards = Boards(node, news)
        orders = Orders(boards, news)
        hub = Hub(news.heard, orders.heard, waits=Calm(node).waits)
        room = ReadingRoom()
        return cls(node, manner, place_of(node), Signatures(), hub, boards, orders, room, door)

    @property
    def look(self) -> Callable[[], Status]:
        """The state of the node, without case content."""
        return lambda: status(self.node)


def place_of(node: Node) -> Place:
    """Where the passkeys of a node's officers belong."""
    own = node.settings
    return Place(own.web_host, own.origins or (_origin(own.web_url),))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def house() -> House:
    """The house of this process."""
    found: House = settings.TANSIQ_HOUSE
    return found
