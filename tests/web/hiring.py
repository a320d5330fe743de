"""Officers of every role, hired once for each house, each at a browser of their own."""

import itertools
import tempfile
from pathlib import Path

from tests.web.conftest import Client, House, hire

from tansiq.terms.roles import Role

_addresses = itertools.count(1)
WHO = {Role.LIAISON_OFFICER: "liaison", Role.CASE_OFFICER: "case"}


def entered(house: House, role: Role, reason: str = "duty round 7") -> Client:
    """An officer of this role, signed in, who said why."""
    who = WHO.get(role, role.value)
    if who not in house.keys:
        with tempfile.TemporaryDirectory() as folder:
            hire(house, Path(folder), role.value)
    # An address of their own: what one of them does in vain is not held against the others.
    number = next(_addresses)
    client = Client(house, address=f"127.9.{number // 250}.{number % 250 + 1}")
    client.come_in(who)
    if reason:
        client.post("/reason", reason=reason)
    return client
