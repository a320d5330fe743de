"""A client that signs acts: its passkey is on record by two people, and it answers dialogs."""

import html
import re
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module

import httpx
from tests.web.authenticator import Authenticator
from tests.web.conftest import HOME_URL, RP_ID, Client, House

from tansiq.ledger import base64, merkle, passkey, together
from tansiq.record.officers import KeyAdded


@dataclass
class Signing:
    """An officer signed in, with a reason, and with a passkey for acts."""

    client: Client
    key: Authenticator = field(default_factory=lambda: Authenticator(HOME_URL, RP_ID))

    def send(self, path: str, data: dict[str, object], files: object = None) -> httpx.Response:
        """Send a form as htmx does."""
        headers = {
            "X-CSRFToken": self.client.token(),
            "HX-Request": "true",
            "X-Tansiq-Trouble": "#trouble",
        }
        return self.client.ask("POST", path, data=data, files=files, headers=headers)

    def sign(self, path: str, data: dict[str, object], files: object = None) -> dict[str, str]:
        """Send a form, sign what its dialog shows, and give where to go on."""
        return self.answer(self.send(path, data, files))

    def answer(self, dialog: httpx.Response) -> dict[str, str]:
        """Sign what a dialog shows, and give where to go on."""
        assert dialog.status_code == 200, dialog.text
        to = re.search(r'data-to="([^"]+)"', dialog.text)
        assert to, dialog.text
        covered = re.findall(r'data-covered="([^"]+)"', dialog.text)
        bytes_of = [base64.from_text(html.unescape(one)) for one in covered]
        if 'data-ceremony="sign-together"' in dialog.text:
            root = merkle.Tree.of(merkle.leaf_hash(one) for one in bytes_of).root()
            challenges = [together.challenge_of(root)]
        else:
            challenges = [sha256(one).digest() for one in bytes_of]
        gestures = [self.key.get(one) for one in challenges]
        answer = self.client.say(to[1], {"gestures": gestures})
        assert answer.status_code == 200, answer.text
        told: dict[str, str] = answer.json()
        return told


def come_in_to_sign(house: House, who: str) -> Signing:
    """Somebody who may sign: the key goes on record by two officers."""
    made = Signing(Client(house))
    made.client.come_in(who)
    made.client.post("/reason", reason="duty round")
    challenge = passkey.challenge(passkey.REGISTER, made.client.nonce("/passkeys"))
    answer = made.client.say("/passkeys/act", made.key.create(challenge))
    assert answer.status_code == 200, answer.text
    held = import_module("tansiq.web.accounts.models").Passkey.objects.latest("id")
    officer = house.keys[who].officer
    key = import_module("tansiq.web.opened").offered_key(house.node, officer, held.key)
    house.change(KeyAdded(officer=officer, key=key))
    return made
