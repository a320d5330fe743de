"""Officers who are in, with act passkeys on record, and a partner that exists as a card."""

import re
from contextlib import closing
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from tests.web.authenticator import Authenticator
from tests.web.conftest import HOME_URL, RP_ID, Client, House, hire

from tansiq.ledger import base64, passkey
from tansiq.ledger.acts import create_officer_key
from tansiq.ledger.cards import EpochStatement, fingerprint_words, sign_root, statement_digest
from tansiq.ledger.checkpoint import Checkpoint, sign_checkpoint
from tansiq.ledger.fork import build_heads
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.membership import Signer
from tansiq.ledger.root_key import RootKey
from tansiq.node import changes
from tansiq.node.founding import FreshSigner, card_of
from tansiq.node.reading import SIGNED_IN, Reader
from tansiq.node.settings import Settings
from tansiq.record.officers import KeyAdded
from tansiq.terms.ids import new_officer_id, node_id

ROLES = ("liaison", "case", "system_administrator", "data_protection_officer")


def come_in(house: House, who: str) -> Client:
    """An officer signed in, with a reason."""
    made = Client(house)
    assert made.come_in(who).json() == {"to": "/"}
    made.post("/reason", reason="round of the test", next="/")
    return made


def third_officer(house: House) -> FreshSigner:
    """Another officer who decides, hired once."""
    if "prosecutor" not in house.keys:
        hire(house, house.node.settings.folder.parent, "prosecutor")
    return FreshSigner(house.keys["prosecutor"])


def act_keys_of(house: House, inside: dict[str, Client]) -> dict[str, Authenticator]:
    """An act passkey on record for both officers who decide."""
    made = {}
    for who in ("liaison", "case"):
        held = made[who] = Authenticator(HOME_URL, RP_ID)
        challenge = passkey.challenge(passkey.REGISTER, inside[who].nonce("/passkeys"))
        assert inside[who].say("/passkeys/act", held.create(challenge)).status_code == 200
        number = re.search(
            r'<bdi class="id b" dir="ltr">([0-9a-f]+)<', inside[who].get("/passkeys").text
        )
        assert number
        officer = house.keys[who].officer
        opened = import_module("tansiq.web.opened")
        change = KeyAdded(officer=officer, key=opened.offered_key(house.node, officer, number[1]))
        first = FreshSigner(house.keys["case" if who == "liaison" else "liaison"])
        proposed = changes.propose(house.node, first, change, "a key of their own")
        # Nobody approves what concerns their own keys: a third officer does.
        changes.approve(house.node, third_officer(house), proposed.proposal)
    return made


def sign(client: Client, held: Authenticator, path: str, **fields: str) -> str:
    """Send a form that asks for an act, and sign what its dialog shows; the page to go to."""
    answer = client.ask(
        "POST", path, data=fields, headers={"X-CSRFToken": client.token(), "HX-Request": "true"}
    )
    assert answer.status_code == 200, answer.text
    to = re.search(r'data-to="(/signatures/[^"]+)"', answer.text)
    covered = re.findall(r'data-covered="([^"]+)"', answer.text)
    assert to, answer.text
    gestures = [held.get(sha256(base64.from_text(one)).digest()) for one in covered]
    return str(client.say(to[1], {"gestures": gestures}).json()["to"])


class Stranger:
    """A node that exists as keys and a card."""

    def __init__(self, folder: Path, name: str) -> None:
        KeyStore.create(folder / "keys", node_id(name)).close()
        RootKey.create(folder / "root")
        root = RootKey.open(folder / "root")
        settings = Settings(
            folder=folder, id=node_id(name), names={"es": "Unidad <b>de</b> Enlace", "ar": "وحدة"}
        )
        with closing(KeyStore.open(folder / "keys")) as keys:
            self.card = sign_root(card_of(settings, keys, root, (1, "")), root.seed)
            self.seed = keys.log_seed(1)
        self.digits = fingerprint_words(root.public)
        self.root_seed = root.seed
        self.officer = create_officer_key(folder / "officer.key", new_officer_id())
        self.name = name

    def forked(self, origin: str) -> bytes:
        """Two heads of one log, both signed by this node: what convicts it."""
        heads = [
            sign_checkpoint(Checkpoint(origin, 1, bytes([one]) * 32), self.seed) for one in (1, 2)
        ]
        return build_heads(*heads).encode()

    def goes_on(self, origin: str, new_origin: str) -> bytes:
        """Its root's word that a forked log goes on in another epoch."""
        made = EpochStatement(
            node=self.name,
            number=2,
            prev=statement_digest(self.card),
            time="2026-11-23T13:00:00Z",
            old_origin=origin,
            new_origin=new_origin,
            heads=((1, "01" * 32), (1, "02" * 32)),
            reason="fork",
        )
        return sign_root(made, self.root_seed)

    def signer(self) -> Signer:
        """This node and an officer of it, who signs lists of members."""
        return Signer(self.name, 1, self.seed, self.officer)


def reader(house: House, who: str) -> Reader:
    """Who reads, in a test that asks the node itself."""
    return Reader(house.keys[who].officer, SIGNED_IN, "test")
