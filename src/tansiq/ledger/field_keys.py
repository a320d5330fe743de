r"""The keys that telephones in the field seal to: one for each operation, in the key store.

    field-<id>.key   P-256 private key, PKCS#8; <id> = the start of SHA-256("tansiq-field-key-v1\n"
                     channel "\n" operation), so that its name tells nobody which operation it is

HPKE of RFC 9180, base mode, one shot: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, the
suite of its appendix A.3 (P-256 because every telephone's WebCrypto has it). `info` binds a seal to
its operation, site, officer, device and place in the chain (`info_of`); AAD is empty.

Promises: what was sealed opens with this key alone, and only as what it was sealed for; two
processes that need a new key get the same one; a key that was destroyed opens nothing. The files go
into the backup of the keys as all others do. Does not know what is inside, nor when a key may go.
"""

from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tansiq.ledger import private_files
from tansiq.terms.digits import digit_groups
from tansiq.terms.errors import Conflict, Damaged, Invalid, Missing

SUITE: Final = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
OVERHEAD: Final = 65 + 16
"""Bytes that a seal adds: the encapsulated key and the tag."""


def key_id(channel: str, operation: str) -> str:
    """Return the id of the key of an operation."""
    return sha256(f"tansiq-field-key-v1\n{channel}\n{operation}".encode()).hexdigest()[:16]


def info_of(parts: tuple[str, ...]) -> bytes:
    """Return what a seal is bound to: these words, one a line; none of them holds a line break."""
    return "\n".join(("tansiq-field-v1", *parts)).encode()


def fingerprint(public: bytes) -> str:
    """Return the digits by which people compare a public key."""
    return digit_groups(sha256(b"tansiq-field-public-v1\n" + public).digest())


class FieldKeys:
    """The keys of one key store's folder; safe in several processes at once."""

    def __init__(self, path: Path) -> None:
        """Use the keys in the folder `path`."""
        self._path = path

    def public(self, name: str) -> bytes:
        """Return the 65 bytes of a public key; the key is made when there is none yet."""
        path = self._file(name)
        if not path.is_file():
            self._make(path)
        return _load(path).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def open(self, name: str, sealed: bytes, info: bytes) -> bytes:
        """Return what was sealed; Damaged("field_seal"), Missing("field_key_missing")."""
        path = self._file(name)
        if not path.is_file():
            raise Missing("field_key_missing", key=name)
        try:
            return SUITE.decrypt(sealed, _load(path), info)
        except (InvalidTag, ValueError) as error:
            raise Damaged("field_seal") from error

    def held(self) -> tuple[str, ...]:
        """Return the ids of all keys held."""
        return tuple(sorted(one.stem[6:] for one in self._path.glob("field-*.key")))

    def destroy(self, name: str) -> None:
        """Destroy a key; what was sealed to it opens no more."""
        if self._file(name).is_file():
            private_files.destroy(self._file(name))

    @staticmethod
    def _make(path: Path) -> None:
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            private_files.create(path, pem)
        except Conflict as problem:
            # another process was first, and its key is the one
            if problem.code != "key_store_exists":
                raise

    def _file(self, name: str) -> Path:
        return self._path / f"field-{name}.key"


def seal(public: bytes, plain: bytes, info: bytes) -> bytes:
    """Return `plain` sealed to a public key of 65 bytes, as a telephone does."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    return SUITE.encrypt(plain, key, info)


def _load(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Invalid("key_file_malformed", file=path.name)
    return key
