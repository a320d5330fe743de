"""The root key: the one key a node is known by, kept apart and used for key statements alone.

Promises a folder of its own (0700) that can lie on a stick in a safe, a PKCS#8 PEM file, encrypted
when a passphrase is given. Signs nothing by itself: `ledger.cards` does.
"""

from pathlib import Path

from tansiq.ledger import key_files, private_files, sign
from tansiq.ledger.cards import fingerprint


class RootKey:
    """A node's root key, read once; hold it no longer than the statement takes."""

    def __init__(self, seed: bytes) -> None:
        """Use the key of this 32-byte seed."""
        self.seed = seed
        self.public = sign.public_key(seed)
        self.fingerprint = fingerprint(self.public)

    def __repr__(self) -> str:
        """Name the public half only."""
        return f"RootKey({self.public.hex()})"

    def pem(self) -> bytes:
        """Return the key as PKCS#8 PEM without a passphrase, for a backup that is encrypted."""
        return key_files.seed_pem(self.seed)

    @classmethod
    def create(cls, path: Path, passphrase: str | None = None) -> "RootKey":
        """Make a root key in a new 0700 folder; Conflict("key_store_exists") when it is there."""
        private_files.make_folder(path)
        seed = sign.generate_seed()
        key_files.write_seed(path / "root.key", seed, passphrase)
        return cls(seed)

    @classmethod
    def open(cls, path: Path, passphrase: str | None = None) -> "RootKey":
        """Read a root key; Refused("passphrase_wrong"), Missing("key_file_missing")."""
        private_files.refuse_open_folder(path)
        return cls(key_files.read_seed(path / "root.key", passphrase))
