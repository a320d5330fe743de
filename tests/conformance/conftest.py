"""The outside verifiers, started once per test process; absent ones skip with a word."""

from collections.abc import Iterator

import pytest
from tests.conformance import judges


@pytest.fixture(scope="session")
def go(tmp_path_factory: pytest.TempPathFactory) -> Iterator[judges.Judge]:
    """Go's sumdb/note, sumdb/tlog and crypto/ed25519."""
    if missing := judges.missing_go():
        pytest.skip(missing)
    judge = judges.build_go(tmp_path_factory.mktemp("go"))
    yield judge
    judge.close()


@pytest.fixture(scope="session")
def sigstore() -> Iterator[judges.Judge]:
    """@sigstore/core from npm."""
    if missing := judges.missing_node():
        pytest.skip(missing)
    judge = judges.start_node()
    yield judge
    judge.close()
