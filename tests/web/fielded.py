"""An operation of the joint case with two sites of ours, and a telephone that seals in Python."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_hex

import httpx
from tests.nodes.green import adopted, make_green
from tests.nodes.operated import draft
from tests.web.acting import third_officer
from tests.web.conftest import Client, House, hire
from tests.web.joint_case import CASE, Joint

from tansiq.ledger import base64
from tansiq.ledger.field_keys import info_of, seal
from tansiq.node import changes, operations
from tansiq.node.founding import FreshSigner
from tansiq.node.operation_board import seen
from tansiq.node.operations import Where
from tansiq.record.officers import CaseAssigned
from tansiq.record.tactics import TacticalPart, TacticalSite, Target, Team
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.operating import VoteChoice

ADDRESS = "12 Invented Quay, second floor"
LEADERS = {"RAS-1": "leader", "RAS-2": "other_leader"}
PIECE = 480 * 1024
PHOTO = b"\xff\xd8\xff\xe0" + b"invented picture" * 50


def lead(joint: Joint) -> None:
    """Two team leaders, on the case."""
    house = joint.house
    for who in LEADERS.values():
        if who not in house.keys:
            folder = house.node.settings.folder.parent / who
            folder.mkdir()
            hire(house, folder, "site_team_leader")
            house.keys[who] = house.keys.pop("site_team_leader")
            put = CaseAssigned(officer=house.keys[who].officer, file=CASE)
            made = changes.propose(house.node, FreshSigner(house.keys["case"]), put, "for the test")
            changes.approve(house.node, third_officer(house), made.proposal)


@dataclass
class Fielded:
    """The operation, and who does what in it."""

    joint: Joint
    where: Where

    @property
    def house(self) -> House:
        return self.joint.house

    @property
    def signer(self) -> FreshSigner:
        return FreshSigner(self.house.keys["case"])

    def path(self, site: str = "RAS-1") -> str:
        return f"/field/{self.where.channel}/{self.where.operation}/{site}"

    def issue(self, within: timedelta = timedelta(hours=1)) -> None:
        """A version of the order, for our party alone."""
        node = self.house.node
        heads = tuple(one.digest for one in seen(node, self.where).decision.heads)
        h_hour = (node.clock.now() + within).replace(microsecond=0)
        operations.issue(node, self.signer, self.where, draft(h_hour, (node.me,)), heads)

    def go(self) -> None:
        """The one vote that makes a go."""
        digest = seen(self.house.node, self.where).decision.digest
        operations.vote(self.house.node, self.signer, self.where, digest, VoteChoice.GO)


def fielded(joint: Joint, within: timedelta = timedelta(hours=1)) -> Fielded:
    """Own part, readiness, order."""
    lead(joint)
    house, node = joint.house, joint.house.node
    where = Where(ChannelId(CASE), new_record_id())
    made = Fielded(joint, where)
    part = TacticalPart(
        operation=where.operation,
        jurisdiction="rasilia",
        sites=tuple(
            TacticalSite(
                site=site,
                address=ADDRESS,
                targets=(Target(words="Younes El Mithali", standing="suspected"),),
                team=Team(name="team 1", leader=house.keys[who].officer, size=6),
            )
            for site, who in LEADERS.items()
        ),
    )
    adopted(node, made.signer, "rasilia")
    zones = dict.fromkeys(LEADERS, "Africa/Casablanca")
    operations.write_tactical(node, made.signer, where, part, zones)
    make_green(node, made.signer, where)
    made.issue(within)
    return made


@dataclass
class Phone:
    """A telephone in Python: what the page's script does, and what it would never do."""

    client: Client
    path: str
    given: dict[str, object] = field(default_factory=dict)
    device: str = field(default_factory=lambda: token_hex(8))
    seq: int = 0
    previous: str = ""

    def open(self) -> httpx.Response:
        """Fetch what fills the page."""
        answer = self.client.get(f"{self.path}/data")
        if answer.status_code == 200:
            self.given = answer.json()
        return answer

    def item(self, kind: str, **fields: object) -> bytes:
        """The next item of the chain, as bytes."""
        self.seq += 1
        said = {"type": kind, "seq": self.seq, "previous": self.previous, "at": self.at}
        said["offset_ms"] = 40
        body = json.dumps({**said, **fields}).encode()
        self.previous = sha256(f"{self.previous}\n".encode() + body).hexdigest()
        return body

    @property
    def at(self) -> str:
        return stamp(datetime.now(UTC))

    def seal(self, plain: bytes, *names: object, **other: str) -> bytes:
        """Seal for this place; `other` is what an attacker would have it be."""
        bound = ("channel", "operation", "site", "officer")
        named = {name: str(self.given[name]) for name in bound}
        parts = (*{**named, **other}.values(), self.device, *map(str, names))
        key = self.given["key"]
        assert isinstance(key, dict)
        return seal(base64.from_text(str(key["public"])), plain, info_of(parts))

    def post(self, sealed: bytes, *names: object, path: str = "") -> httpx.Response:
        """Hand in sealed bytes."""
        address = "/".join(map(str, (path or self.path, "items", self.device, *names)))
        token = self.client.cookies.get("tansiq_csrf") or ""
        return self.client.ask("POST", address, content=sealed, headers={"X-CSRFToken": token})

    def hand_in(self, kind: str, **fields: object) -> httpx.Response:
        """Enter one item and send it."""
        body = self.item(kind, **fields)
        return self.post(self.seal(body, self.seq), self.seq)

    def photograph(self, photo: bytes, number: int = 0) -> httpx.Response:
        """Send a photograph of the last item, piece by piece; the last answer."""
        answer = None
        for piece, at in enumerate(range(0, len(photo), PIECE)):
            sealed = self.seal(photo[at : at + PIECE], self.seq, number, piece)
            answer = self.post(sealed, self.seq, number, piece)
        assert answer is not None
        return answer

    def now(self) -> dict[str, object]:
        """What the node says now."""
        told: dict[str, object] = self.client.get(f"{self.path}/now?device={self.device}").json()
        return told

    def held(self) -> dict[str, object]:
        """How far this device is."""
        devices = self.now()["devices"]
        assert isinstance(devices, list)
        found: dict[str, object] = next(one for one in devices if one["device"] == self.device)
        return found


def arrest(**changes: object) -> dict[str, object]:
    """The fields of an arrest."""
    usual = {"id": new_record_id(), "zone": "Africa/Casablanca", "jurisdiction": "rasilia"}
    return {**usual, "clock": "", "language": "ar", "rights_told": True, **changes}


def seizure(label: str, photos: tuple[bytes, ...] = (), **changes: object) -> dict[str, object]:
    """The fields of a thing seized."""
    listed = [
        {
            "name": f"p{at}.jpg",
            "media_type": "image/jpeg",
            "size": len(one),
            "sha256": sha256(one).hexdigest(),
        }
        for at, one in enumerate(photos, 1)
    ]
    more = {"photos": listed} if photos else {}
    usual = {"id": new_record_id(), "label": label, "what": "phone", "found": "room 2, desk drawer"}
    return {**usual, **more, **changes}
