"""Driver errors as our own: a stable code, no text or value of the database inside.

Promises: every ``psycopg`` error becomes one ``TansiqError``; what a full or read-only disk, a
vanished server or a lost race mean to the caller is told apart.
Does not: retry.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from tansiq.terms.errors import Conflict, Damaged, Invalid, PartnerFault, Refused, TansiqError

if TYPE_CHECKING:
    from collections.abc import Iterator

# PostgreSQL 18, Appendix A (error codes): by full code first, then by class.
_BY_CODE: dict[str, tuple[type[TansiqError], str]] = {
    "53100": (Damaged, "store_full"),
    "25006": (Damaged, "store_read_only"),
    "42501": (Refused, "store_privilege"),
    "23505": (Conflict, "store_duplicate"),
    "54000": (Invalid, "store_too_large"),
}
_BY_CLASS: dict[str, tuple[type[TansiqError], str]] = {
    "08": (PartnerFault, "store_unreachable"),
    "23": (Invalid, "store_value"),
    "22": (Invalid, "store_value"),
    "28": (Refused, "store_privilege"),
    "3D": (PartnerFault, "store_unreachable"),
    "40": (Conflict, "store_busy"),
    "53": (Conflict, "store_busy"),
    "55": (Conflict, "store_busy"),
    "57": (PartnerFault, "store_unreachable"),
    "58": (Damaged, "store_disk"),
    "XX": (Damaged, "store_corrupt"),
}


def translate(error: psycopg.Error) -> TansiqError:
    """Name the error that the driver reported."""
    state = error.sqlstate
    if state is None:
        if isinstance(error, psycopg.DataError):
            return Invalid("store_value", sqlstate="none")
        return PartnerFault("store_unreachable", sqlstate="none")
    kind, code = _BY_CODE.get(state) or _BY_CLASS.get(state[:2]) or (Damaged, "store_fault")
    return kind(code, sqlstate=state)


@contextmanager
def translated() -> Iterator[None]:
    """Let no driver error leave the block."""
    try:
        yield
    except (PoolTimeout, PoolClosed):
        raise PartnerFault("store_unreachable", sqlstate="none") from None
    except psycopg.Error as error:
        raise translate(error) from error
