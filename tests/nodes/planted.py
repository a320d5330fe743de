"""Forty planted names, and how to look for them in every file of a node.

Promises that a database hides nothing from the search: values are stored uncompressed, changed
pages lie in files before files are read, and a piece of a name is found as the whole name is.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import zstandard

from tansiq.exchange import bundle
from tansiq.ledger import age
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.errors import Damaged

PLANTED = [f"Zakaria Benplanté{number:02} Ould Marqué" for number in range(40)]
MENTIONED = [word for one in PLANTED for word in ("--mention", f"Person/suspect:{one}")]

# What all forty share, in any case and with the accent or without; whatever is cut off around it.
_STEM = "Benplant"
_WRITTEN = re.compile(
    b"|".join(
        re.escape(one.encode(encoding))
        for one in (_STEM, _STEM.lower(), _STEM.upper())
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    )
)
_DIGESTS = [hashlib.sha256(one.encode()).digest() for one in PLANTED]
_DIGITS = [one.hex().encode() for one in _DIGESTS]

# A value longer than 2 kB would be compressed: the bytes of a name would stand in no file although
# the name can be read. The trigger sees to tables that are made later, as a rebuild makes them.
_UNCOMPRESSED = """
CREATE FUNCTION public.store_plainly(named regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE statement text;
BEGIN
    FOR statement IN
        SELECT format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE EXTERNAL', named, attname)
        FROM pg_attribute
        WHERE attrelid = named AND attnum > 0 AND NOT attisdropped AND attstorage IN ('x', 'm')
            AND atttypid <> 'numeric'::regtype
    LOOP
        EXECUTE statement;
    END LOOP;
END $$;
CREATE FUNCTION public.store_new_plainly() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
    FOR made IN SELECT objid FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table'
    LOOP
        PERFORM public.store_plainly(made.objid::regclass);
    END LOOP;
END $$;
CREATE EVENT TRIGGER store_new_plainly ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
    EXECUTE FUNCTION public.store_new_plainly();
SELECT public.store_plainly(c.oid::regclass) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%';
"""
_COMPRESSED = """
SELECT attrelid::regclass::text, attname FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    AND attnum > 0 AND NOT attisdropped AND attstorage IN ('x', 'm')
    AND atttypid <> 'numeric'::regtype
"""


@contextmanager
def keeper(place: Path) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A running node's database as somebody who owns the machine reaches it."""
    dsn = EmbeddedServer(place).maintenance_dsn("tansiq")
    with psycopg.connect(dsn, autocommit=True) as database:
        yield database


def store_plainly(place: Path) -> None:
    """From now on compress no value of a running node's database, and empty no log by the clock."""
    with keeper(place) as database:
        database.execute(_UNCOMPRESSED.encode())
        database.execute("ALTER SYSTEM SET checkpoint_timeout = '1d'")
        database.execute("SELECT pg_reload_conf()")


def settle(place: Path) -> None:
    """Write what a running database still holds in memory into its files; nothing compressed."""
    with keeper(place) as database:
        assert database.execute(_COMPRESSED.encode()).fetchall() == []
        assert database.execute("SHOW wal_compression").fetchone() == ("off",)
        database.execute("CHECKPOINT")


def read(path: Path, identities: Sequence[str]) -> Iterator[bytes]:
    """The bytes of a file, and what it holds for whoever has these age identities, unpacked."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    yield data
    if data.startswith(b"age-encryption.org/"):
        for identity in identities:
            with suppress(Damaged):
                data = age.open_file(data, identity)
                yield data
                break
    if data.startswith(bundle.MAGIC):
        data = bundle.open_header(data).packed
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        yield zstandard.ZstdDecompressor().decompressobj().decompress(data)


def tells(data: bytes) -> bool:
    """Whether bytes hold a name or a piece of one, in any disguise, or a plain digest of one."""
    return (
        _WRITTEN.search(data) is not None
        or any(one in data for one in _DIGESTS)
        or any(one in data for one in _DIGITS)
    )


def holding(*places: Path) -> list[str]:
    """Files below these folders that hold one of the names; sealed ones are opened where we can."""
    keys = identities(*places)
    return [str(path) for path in files(*places) if any(tells(data) for data in read(path, keys))]


def files(*places: Path) -> Iterator[Path]:
    """Every file below these folders; one that a running node removes meanwhile holds nothing."""
    for place in places:
        for folder, _, names in os.walk(place):
            yield from (path for name in names if (path := Path(folder, name)).is_file())


def identities(*places: Path) -> list[str]:
    """The age identities of the nodes below these folders."""
    return [path.read_text().strip() for path in files(*places) if path.name == "age.key"]


def assert_opened(*sealed: Path, keys: Sequence[str]) -> None:
    """These files are seen as they lie, opened and unpacked."""
    assert [len(list(read(one, keys))) for one in sealed] == [3] * len(sealed)


def spelt_out(place: Path) -> set[str]:
    """Which of the names stand whole, as they were written, in files below a folder."""
    whole = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
    return {one for one in PLANTED if any(one.encode() in data for data in whole)}
