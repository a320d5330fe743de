"""Twenty officers for `bench/web.py`: hired by two people each, on both files, in by invitation."""

from collections.abc import Callable
from pathlib import Path

from _web_load import Officer
from demo.opening import CHANNEL
from demo.stage import Side

from tansiq.ledger import base64
from tansiq.ledger.acts import create_officer_key, load_officer_key
from tansiq.node import changes
from tansiq.node.compose import Node
from tansiq.node.founding import FreshSigner
from tansiq.record.officers import AnyChange, CaseAssigned, OfficerAdded, OfficerKey, Person
from tansiq.terms.ids import HOME, ChannelId, new_officer_id

ROLES = ("liaison_officer", "intelligence_analyst")


def staffed(side: Side, port: int, count: int) -> list[Officer]:
    """So many officers, each a person of their own, signed in and with a reason."""
    made = []
    for who in _hired(side, count):
        one = Officer(f"{side.id}.localhost:{port}", port)
        link = str(side.tansiq("account invite", who=who, reason="bench")["url"])
        one.come_in(link.removeprefix(side.url), side.url, f"{side.id}.localhost")
        made.append(one)
    return made


def _hired(side: Side, count: int) -> list[str]:
    names = [f"officer-{number}" for number in range(count)]
    first, second = (
        FreshSigner(load_officer_key(side.officers[who])) for who in ("liaison", "case")
    )
    with Node.open(side.node) as node:

        def change(wanted: AnyChange) -> None:
            proposed = changes.propose(node, first, wanted, "bench")
            changes.approve(node, second, proposed.proposal)

        for name in names:
            path = side.folder / "officers" / f"{name}.key"
            _added(path, name, change)
            side.officers[name] = path
    return names


def _added(path: Path, name: str, change: Callable[[AnyChange], None]) -> None:
    held = create_officer_key(path, new_officer_id())
    key = OfficerKey(key=held.key, scheme="key_file", public=base64.to_text(held.public))
    change(OfficerAdded(person=Person(officer=held.officer, name=name, roles=ROLES, key=key)))
    for file in (HOME, ChannelId(CHANNEL)):
        change(CaseAssigned(officer=held.officer, file=file))
