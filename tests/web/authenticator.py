"""An authenticator in software: it makes what a browser and a security key make together."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from tansiq.ledger import base64

_UP_UV = 0x05
_ATTESTED = 0x40


@dataclass
class Authenticator:
    """One passkey; everything it says can be varied."""

    origin: str
    rp_id: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def _client(self, kind: str, challenge: bytes) -> bytes:
        said = {
            "type": kind,
            "challenge": websafe_encode(challenge),
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _data(self, flags: int) -> bytes:
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + bytes(4)

    def create(self, challenge: bytes) -> dict[str, str]:
        """What a page sends after registering."""
        cose = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.credential).to_bytes(2) + self.credential + cose
        data = self._data(_UP_UV | _ATTESTED) + attested
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", challenge)
        return {"client_data": base64.to_text(client), "attestation": base64.to_text(made)}

    def get(self, challenge: bytes) -> dict[str, str]:
        """What a page sends after an assertion."""
        client, data = self._client("webauthn.get", challenge), self._data(_UP_UV)
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "credential": base64.to_text(self.credential),
            "client_data": base64.to_text(client),
            "authenticator_data": base64.to_text(data),
            "signature": base64.to_text(signed),
        }
