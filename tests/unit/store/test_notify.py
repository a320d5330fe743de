"""Announcements: at commit, a number only, and told again after the database was away."""

import queue
from pathlib import Path

import pytest
from tests.unit.store.sample import PROJECTION, keys_of, new_class, opened_logs, origin_of, placed

from tansiq.store.append import Sealer, append
from tansiq.store.connect import Store
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.log_rows import log
from tansiq.store.migrate import migrate
from tansiq.store.notify import Grown, listen


def test_append_is_announced_at_commit_and_not_before(fresh_store: Store, tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    opened_logs(fresh_store, keys)
    heard: queue.Queue[Grown | None] = queue.Queue()
    with listen(fresh_store.dsn, heard.put):
        with fresh_store.transaction() as tx:
            append(tx, Sealer(keys, [PROJECTION]), [placed("a", new_class(keys))])
            with pytest.raises(queue.Empty):
                heard.get(timeout=0.3)
            number = log(tx, origin_of(keys)).id
        assert heard.get(timeout=10) == Grown(number, 1)


def test_listener_says_look_again_after_the_server_was_away(
    embedded_server: EmbeddedServer,
) -> None:
    dsn = embedded_server.ensure_database("listening")
    migrate(dsn)
    heard: queue.Queue[Grown | None] = queue.Queue()
    with listen(dsn, heard.put):
        embedded_server.kill()
        embedded_server.start()
        assert heard.get(timeout=20) is None
