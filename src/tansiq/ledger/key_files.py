"""Private keys as files: PKCS#8 PEM that standard tools read, and the node's TLS certificate.

Promises that a key is written once, 0600, and read back as its 32 raw bytes; that a wrong
passphrase or a foreign file is refused in words. Decides nothing about which key is valid when.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tansiq.ledger import private_files
from tansiq.terms.errors import Invalid, Missing, Refused

CERTIFICATE_YEARS: Final = 10
_PrivateKey = Ed25519PrivateKey | X25519PrivateKey | ec.EllipticCurvePrivateKey


def _pem(key: _PrivateKey, passphrase: str | None = None) -> bytes:
    protection: KeySerializationEncryption = NoEncryption()
    if passphrase is not None:
        protection = BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)


def write_seed(path: Path, seed: bytes, passphrase: str | None = None) -> None:
    """Write an Ed25519 seed (32 bytes) as a new PKCS#8 PEM file."""
    if passphrase == "":
        raise Invalid("passphrase_empty")
    private_files.create(path, _pem(Ed25519PrivateKey.from_private_bytes(seed), passphrase))


def seed_pem(seed: bytes) -> bytes:
    """Return an Ed25519 seed as PKCS#8 PEM without protection."""
    return _pem(Ed25519PrivateKey.from_private_bytes(seed))


def read_seed(path: Path, passphrase: str | None = None) -> bytes:
    """Return the 32-byte seed of an Ed25519 PEM file; Refused("passphrase_wrong")."""
    key = _load(path, passphrase)
    if not isinstance(key, Ed25519PrivateKey):
        raise Invalid("key_file_malformed", file=path.name)
    return key.private_bytes_raw()


def _load(path: Path, passphrase: str | None) -> object:
    if not path.is_file():
        raise Missing("key_file_missing", file=path.name)
    try:
        return load_pem_private_key(path.read_bytes(), passphrase.encode() if passphrase else None)
    except TypeError as error:
        # the library's answer to a passphrase that is missing, or given for a file without one
        raise Refused("passphrase_wrong", file=path.name) from error
    except ValueError as error:
        if passphrase:
            raise Refused("passphrase_wrong", file=path.name) from error
        raise Invalid("key_file_malformed", file=path.name) from error


def write_hpke(path: Path, private: bytes) -> None:
    """Write an X25519 private key (32 bytes) as a new PKCS#8 PEM file."""
    private_files.create(path, _pem(X25519PrivateKey.from_private_bytes(private)))


def read_hpke(path: Path) -> bytes:
    """Return the 32 raw bytes of an X25519 PEM file."""
    key = _load(path, None)
    if not isinstance(key, X25519PrivateKey):
        raise Invalid("key_file_malformed", file=path.name)
    return key.private_bytes_raw()


def new_hpke() -> bytes:
    """Return a fresh X25519 private key of 32 bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def hpke_public(private: bytes) -> bytes:
    """Return the 32-byte public key of an X25519 private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def hpke_id(public: bytes) -> str:
    """Return the 16-hex identifier of an HPKE public key."""
    return sha256(b"tansiq-hpke-v1\n" + public).hexdigest()[:16]


def write_certificate(key_path: Path, certificate_path: Path, node: str) -> None:
    """Write a P-256 key and its self-signed certificate (CN = node, 10 years); partners pin it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, node)])
    now = datetime.now(UTC)
    usage = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    known = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # partners' clocks may be behind ours
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=365 * CERTIFICATE_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usage), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(node)]), critical=False)
        .add_extension(known, critical=False)
        .sign(key, hashes.SHA256())
    )
    private_files.create(key_path, _pem(key))
    private_files.create(certificate_path, certificate.public_bytes(Encoding.PEM))


def certificate_until(path: Path) -> datetime:
    """Return the instant after which a PEM certificate is good for nothing."""
    if not path.is_file():
        raise Missing("key_file_missing", file=path.name)
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


def certificate_der(path: Path) -> bytes:
    """Return a PEM certificate as DER."""
    if not path.is_file():
        raise Missing("key_file_missing", file=path.name)
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
