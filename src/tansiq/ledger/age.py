"""age files (C2SP age, version 1) for exactly one X25519 recipient.

Promises that a file with more than one recipient is refused before anything is decrypted: opening
is quadratic in recipients, and a header of thousands of stanzas is an attack; that what streams
through `sealing` never lies on a disk in clear. Says nothing about who sent the file; a signed
header inside does.
"""

import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, Final

from pyrage import (
    DecryptError,
    EncryptError,
    IdentityError,
    RecipientError,
    decrypt,
    decrypt_io,
    encrypt,
    encrypt_io,
    x25519,
)

from tansiq.terms.errors import Damaged, Invalid

_FIRST_LINE: Final = b"age-encryption.org/v1\n"
_HEADER_END: Final = b"\n--- "
_MAX_HEADER: Final = 4_096
_STANZA: Final = re.compile(rb"\n-> ([!-~]+)")


def new_identity() -> str:
    """Return a fresh age identity, "AGE-SECRET-KEY-1..."."""
    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public recipient, "age1...", of an identity."""
    return str(_identity(identity).to_public())


def _identity(identity: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(identity)
    except IdentityError as error:
        raise Invalid("age_key_malformed") from error


def seal(data: bytes, recipient: str) -> bytes:
    """Return the age file of `data` for one recipient; Invalid("age_key_malformed")."""
    return bytes(encrypt(data, [_recipient(recipient)]))


def _recipient(recipient: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(recipient)
    except RecipientError as error:
        raise Invalid("age_key_malformed") from error


@contextmanager
def sealing(target: IO[bytes], recipient: str) -> Iterator[IO[bytes]]:
    """Yield a file: what is written to it goes into `target`, sealed for one recipient.

    OSError when `target` cannot take it; Invalid("age_key_malformed").
    """
    key = _recipient(recipient)
    read_end, write_end = os.pipe()

    def work() -> None:
        with os.fdopen(read_end, "rb") as source:
            encrypt_io(source, target, [key])

    with ThreadPoolExecutor(1, thread_name_prefix="sealing") as threads:
        done = threads.submit(work)
        try:
            with os.fdopen(write_end, "wb") as source:
                yield source
        except BrokenPipeError:
            _finish(done)
            raise
    _finish(done)


def _finish(done: "Future[None]") -> None:
    try:
        done.result()
    except EncryptError as error:
        raise OSError from error


@contextmanager
def opening(source: IO[bytes], identity: str) -> Iterator[IO[bytes]]:
    """Yield a file to read what `sealing` wrote, chunk by chunk as each proves to be whole.

    Damaged("age_recipients"), ("age_malformed") or, at the latest on leaving, ("age_unopenable").
    """
    start = source.tell()
    refuse_many(source.read(_MAX_HEADER))
    source.seek(start)
    key = _identity(identity)
    read_end, write_end = os.pipe()

    def work() -> None:
        # Whoever reads may stop before the end; that is no fault of the file.
        with suppress(BrokenPipeError), os.fdopen(write_end, "wb") as target:
            decrypt_io(source, target, [key])

    with ThreadPoolExecutor(1, thread_name_prefix="opening") as threads:
        done = threads.submit(work)
        try:
            with os.fdopen(read_end, "rb") as target:
                yield target
        except Exception:
            _blame(done)
            raise
    _blame(done)


def _blame(done: "Future[None]") -> None:
    """Name a file that did not open as the cause of whatever its reader met."""
    error = done.exception()
    if isinstance(error, DecryptError):
        raise Damaged("age_unopenable") from error


def refuse_many(head: bytes) -> None:
    """Damaged("age_recipients") unless the file names exactly one X25519 recipient.

    `head` is the file, or its first 4,096 bytes: the header of one recipient is shorter.
    """
    if not head.startswith(_FIRST_LINE):
        raise Damaged("age_malformed")
    end = head.find(_HEADER_END, 0, _MAX_HEADER)
    found = _STANZA.findall(head, len(_FIRST_LINE) - 1, end if end >= 0 else _MAX_HEADER)
    # Writers add one stanza of random nonsense, "...-grease", so that readers stay tolerant.
    stanzas = sum(not kind.endswith(b"-grease") for kind in found)
    if stanzas > 1 or len(found) > 2 or end < 0:
        raise Damaged("age_recipients", count=stanzas)
    if not head.startswith(b"-> X25519 ", len(_FIRST_LINE)):
        raise Damaged("age_malformed")


def open_file(data: bytes, identity: str) -> bytes:
    """Return what is inside; Damaged("age_recipients"), ("age_malformed") or ("age_unopenable")."""
    refuse_many(data)
    try:
        return bytes(decrypt(data, [_identity(identity)]))
    except DecryptError as error:
        raise Damaged("age_unopenable") from error
