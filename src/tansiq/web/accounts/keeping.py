"""Where the accounts lie: a schema of their own in the node's database.

Promises: made and brought up to date before the first page is answered; the ledger's tables are
never touched. Whoever drops the schema loses sign-ins and nothing else.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection

from tansiq.store.connecting import parameters
from tansiq.terms.errors import PartnerFault

SCHEMA = "accounts"
# Any number but the ledger's; every process that prepares takes the same one.
_LOCK = 7_431_002

# Every page asks the same two questions: the server need not read and plan them each time.
_PREPARED = {"server_side_binding": True, "prepare_threshold": 2}

P = ParamSpec("P")
T = TypeVar("T")


def database(dsn: str) -> dict[str, Any]:
    """Django's description of the node's database, with our schema first."""
    parts = parameters(dsn)
    own = {
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
    }
    given = parts.pop("options", "")
    quiet = f"{given} -c search_path={SCHEMA} -c client_min_messages=warning".strip()
    pool = {"min_size": 1, "max_size": 4, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **own,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "options": quiet, "pool": pool, **_PREPARED},
    }


def reached(work: Callable[P, T]) -> Callable[P, T]:
    """PartnerFault ``store_unreachable`` in place of whatever the database's driver says."""

    @wraps(work)
    def done(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except (DatabaseError, InterfaceError) as problem:
            raise PartnerFault("store_unreachable") from problem

    return done


@reached
def prepare() -> None:
    """Make the schema and its tables, or bring them up to date; safe from several processes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    connection.close()


def close() -> None:
    """Give every connection back."""
    connection.close()
    connection.close_pool()
