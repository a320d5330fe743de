"""A Dask cluster gives what this process gives, or is refused; keys never go to one (DESIGN 3)."""

import ast
import pickle
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.clusters import PATIENCE, cluster
from tests.shape.source import REPOSITORY

from tansiq.compute import executors
from tansiq.compute.executors import executor, mapped
from tansiq.names import matchkeys
from tansiq.subjects import ristretto
from tansiq.subjects.rows import MatchTerms
from tansiq.subjects.session import Answering, Asking
from tansiq.terms.errors import Conflict, Invalid, Missing, TansiqError

pytestmark = pytest.mark.slow

CHUNKS = [["Karim Tazi", "يوسف الخطابي"], ["Rocío Lorillo"], [""], ["Ann Lee"] * 50]
"""Names in chunks of no particular size."""


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no absent one."""
    monkeypatch.setattr(executors, "PATIENCE", PATIENCE)


def refused(address: str) -> TansiqError:
    with pytest.raises(TansiqError) as caught, executor("cluster", address=address):
        pass
    return caught.value


def test_two_workers_give_the_same_in_the_same_order(dask: str) -> None:
    with executor("cluster", address=dask) as pool:
        found = list(mapped(pool, matchkeys.many, iter(CHUNKS * 9), 2))
        with pytest.raises(ZeroDivisionError):
            list(mapped(pool, divmod_one, iter([0])))
    assert found == [matchkeys.many(one) for one in CHUNKS * 9]


def divmod_one(number: int) -> int:
    return 1 // number


def test_a_cluster_without_address_scheduler_or_worker_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "PATIENCE", 1)
    assert isinstance(refused(""), Invalid)
    assert refused("").code == "cluster_address"
    for address in ("tcp://127.0.0.1:9", "nonsense://x", "tcp://"):
        assert isinstance(refused(address), Missing), address
        assert refused(address).code == "cluster_missing"
    with cluster(tmp_path, workers=0) as address:
        assert refused(address).code == "cluster_missing"


def test_a_worker_with_another_program_is_refused(tmp_path: Path) -> None:
    """Other rules of names would give other results without a word."""
    shutil.copytree(REPOSITORY / "src", tmp_path / "older")
    changed = tmp_path / "older" / "tansiq" / "names" / "costs.py"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n# another version\n")
    with cluster(tmp_path, workers=1, program=tmp_path / "older") as address:
        assert isinstance(refused(address), Conflict)
        assert refused(address).code == "cluster_program"


def test_a_cluster_that_goes_away_ends_the_work_with_a_word(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=1) as address, pytest.raises(Missing) as caught:
        until_it_is_gone(address)
    assert caught.value.code == "cluster_lost"


def until_it_is_gone(address: str) -> None:
    with executor("cluster", address=address) as pool:
        results = mapped(pool, slowly, iter(range(100)), 1)
        next(results)
        for process in psutil.Process().children():
            if "distributed.cli" in " ".join(process.cmdline()):
                process.send_signal(signal.SIGKILL)
        list(results)


def slowly(number: int) -> int:
    time.sleep(0.2)
    return number


def test_what_needs_a_match_key_names_no_executor_but_its_own_threads() -> None:
    """The import contract lets one file of `subjects` share work, and that file says `threads`."""
    tree = ast.parse((REPOSITORY / "src/tansiq/subjects/rows.py").read_text(encoding="utf-8"))
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    kinds = [
        one.args[0].value if isinstance(one.args[0], ast.Constant) else None
        for one in calls
        if isinstance(one.func, ast.Name) and one.func.id == "executor"
    ]
    assert kinds
    assert set(kinds) == {"threads"}


def test_a_session_with_its_key_cannot_be_sent_anywhere() -> None:
    terms = MatchTerms("rabat", "madrid", "phone", 1, 1)
    for session in (
        Answering(terms, ristretto.random_scalar(), bytes(32)),
        Asking(terms, ("+000000000001",), bytes(32)),
    ):
        with pytest.raises(TypeError, match="stays in this process"):
            pickle.dumps(session)
        with executor("processes", 1) as pool, pytest.raises(TypeError):
            pool.submit(type(session).__repr__, session).result()
