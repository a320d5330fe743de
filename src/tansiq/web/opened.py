"""What server and command line do with the accounts, once Django is set up; `served` sees to that.

Promises: an invitation's link is given once and kept nowhere; an offered key is one that its own
officer registered and that nobody has revoked.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from tansiq.ledger import base64
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.record.officers import OfficerKey
from tansiq.terms.clock import stamp
from tansiq.web.accounts import invitations, passkeys
from tansiq.web.house import House, place_of


@contextmanager
def moved_in(node: Node, door: str) -> Iterator[None]:
    """Let the pages of this process stand on this node."""
    house = House.of(node, door)
    settings.TANSIQ_HOUSE = house
    house.orders.start()
    house.hub.start(node.database.dsn)
    try:
        yield
    finally:
        house.hub.close()
        house.orders.close()
        house.room.close()


def invited(node: Node, reader: Reader) -> dict[str, object]:
    """A link for the officer whose key was opened."""
    made = invitations.invite(node, reader)
    url = node.settings.web_url + made.path
    return {"officer": made.officer, "url": url, "expires": stamp(made.expires)}


def offered_key(node: Node, officer: str, number: str) -> OfficerKey:
    """An act passkey that waits for two officers; Missing `passkey_unknown`."""
    found, place = passkeys.offered(officer, number), place_of(node)
    return OfficerKey(
        key=found.key,
        scheme="passkey",
        public=base64.to_text(bytes(found.cose)),
        rp_id=place.rp_id,
        origins=place.origins,
    )
