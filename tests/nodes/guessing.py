"""What somebody who holds bytes can find in them by guessing telephone numbers.

Promises: for each guess its spellings as they are, plain digests of them, digests with salts that
lie nearby, and its points and tags of the protocol under every scalar the holder has; all are
looked for at every byte. Of a digest, point or tag its first eight bytes suffice.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import phonenumbers
from numpy.typing import NDArray

from tansiq.subjects import ristretto
from tansiq.subjects.rows import MatchTerms, hashed, multiplied
from tansiq.subjects.tags import tag

FEW = 400_000
"""Needles that are looked for at once."""
_WINDOW = 8
_LONG = 12
_TABLE = 1 << 26
_PLAIN = ("sha256", "sha1", "md5", "sha512", "blake2b")
_SHORT = (16, 32)
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

Needle = tuple[bytes, str, bytes]
"""First eight bytes, the guess behind them, and all that must stand there when it is a text."""


def spellings(number: str) -> tuple[str, ...]:
    """An E.164 number as people write it."""
    parsed = phonenumbers.parse(number, None)
    kinds = phonenumbers.PhoneNumberFormat
    formatted = (
        phonenumbers.format_number(parsed, one)
        for one in (kinds.INTERNATIONAL, kinds.NATIONAL, kinds.RFC3966)
    )
    national = f"0{parsed.national_number}"
    return tuple(dict.fromkeys((number, number[1:], f"00{number[1:]}", national, *formatted)))


def texts(guesses: Iterable[str]) -> Iterator[Needle]:
    """Every spelling as letters, in three scripts of digits and encodings, and as a number."""
    for guess in guesses:
        for one in spellings(guess):
            for data in (
                one.encode(), one.translate(_ARABIC).encode(),
                one.encode("utf-16-le"), one.encode("utf-16-be"),
            ):  # fmt: skip
                yield data[:_WINDOW], guess, data
        for order in ("little", "big"):
            yield int(guess[1:]).to_bytes(_WINDOW, order), guess, b""


def digests(guesses: Iterable[str], salts: Sequence[bytes] = ()) -> Iterator[Needle]:
    """Plain digests of the common spellings; with each salt before, behind and as a key."""
    for guess in guesses:
        for one in (guess, guess[1:], spellings(guess)[3]):
            for data in _digests(one.encode()):
                yield data[:_WINDOW], guess, b""
        for salt in salts:
            for data in _salted(salt, guess.encode()):
                yield data[:_WINDOW], guess, b""


def _digests(data: bytes) -> Iterator[bytes]:
    for name in _PLAIN:
        yield hashlib.new(name, data).digest()
    for size in _SHORT:
        yield hashlib.blake2b(data, digest_size=size).digest()


def _salted(salt: bytes, data: bytes) -> Iterator[bytes]:
    for joined in (salt + data, data + salt):
        yield from _digests(joined)
    for name in ("sha256", "sha1", "sha512"):
        yield hmac.digest(salt, data, name)
    yield hashlib.blake2b(data, key=salt[:64], digest_size=32).digest()


@dataclass(frozen=True)
class Protocol:
    """What the holder knows of the protocol: its terms, and every scalar it has, by name."""

    terms: Sequence[MatchTerms]
    scalars: Mapping[str, bytes]

    def needles(self, guesses: Sequence[str]) -> Iterator[Needle]:
        """Digests of the protocol's input and of each point, beside `points`."""
        for terms in self.terms:
            for guess in guesses:
                told = terms.input(guess)
                for data in (*_digests(told), *_digests(told[5:])):
                    yield data[:_WINDOW], guess, b""
        for guess, point in self._points(guesses):
            for data in _digests(point):
                yield data[:_WINDOW], guess, b""
        yield from self.points(guesses)

    def points(self, guesses: Sequence[str]) -> Iterator[Needle]:
        """Point and tag of each guess, under no scalar and under each."""
        for guess, point in self._points(guesses):
            yield point[:_WINDOW], guess, b""
            yield tag(point)[:_WINDOW], guess, b""

    def _points(self, guesses: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for terms in self.terms:
            row = hashed(terms, guesses)
            yield from zip(guesses, ristretto.points(row), strict=True)
            for scalar in self.scalars.values():
                made = ristretto.points(multiplied(scalar, row))
                yield from zip(guesses, made, strict=True)


def found(
    parts: Mapping[str, bytes], needles: Callable[[], Iterable[Needle]]
) -> dict[str, set[str]]:
    """Which guesses stand in which parts."""
    hits: dict[str, set[str]] = {}
    for some in _in_turn(needles()):
        known = _Known(some)
        for name, data in parts.items():
            for guess in known.within(data):
                hits.setdefault(guess, set()).add(name)
    return hits


def _in_turn(needles: Iterable[Needle]) -> Iterator[list[Needle]]:
    some: list[Needle] = []
    for one in needles:
        some.append(one)
        if len(some) == FEW:
            yield some
            some = []
    if some:
        yield some


class _Known:
    """Needles, sorted by their first bytes."""

    def __init__(self, needles: Sequence[Needle]) -> None:
        firsts = np.frombuffer(b"".join(one for one, _, _ in needles), "<u8")
        order = np.argsort(firsts, kind="stable")
        self._firsts, self._needles = firsts[order], [needles[one] for one in order]
        self._likely = np.zeros(_TABLE, np.bool_)
        self._likely[self._mixed(firsts)] = True

    @staticmethod
    def _mixed(windows: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """All bits of a window in few: texts have their first bytes in common."""
        return (windows * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(38)

    def within(self, data: bytes) -> Iterator[str]:
        """The guesses that stand in some bytes."""
        for start in range(_WINDOW):
            count = (len(data) - start) // _WINDOW
            if count < 1:
                return
            windows = np.frombuffer(data, "<u8", count, start)
            at = np.flatnonzero(self._likely[self._mixed(windows)])
            first = np.searchsorted(self._firsts, windows[at], "left")
            last = np.searchsorted(self._firsts, windows[at], "right")
            for one in np.flatnonzero(last > first).tolist():
                place = start + int(at[one]) * _WINDOW
                for number in range(int(first[one]), int(last[one])):
                    _, guess, whole = self._needles[number]
                    if not whole or _stands(data, place, whole):
                        yield guess


def _stands(data: bytes, place: int, whole: bytes) -> bool:
    """Whether a text stands there; a short one is no middle of a longer row of digits or letters.

    Long rows of digits stand by chance in hexadecimal.
    """
    end = place + len(whole)
    around = b"" if len(whole) >= _LONG else data[max(place - 1, 0) : place] + data[end : end + 1]
    return data[place:end] == whole and not any(bytes([one]).isalnum() for one in around)
