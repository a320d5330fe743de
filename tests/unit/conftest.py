"""Two agencies with a database each that read one another, for tests of slices."""

from collections.abc import Iterator

import pytest
from tests.unit.world import MADRID, RABAT, Agency

from tansiq.store.connect import Store


@pytest.fixture
def rabat(fresh_dsn: str) -> Iterator[Agency]:
    with Store.open(fresh_dsn) as store:
        agency = Agency(RABAT, store)
        agency.start()
        yield agency


@pytest.fixture
def madrid(second_dsn: str, rabat: Agency) -> Iterator[Agency]:
    with Store.open(second_dsn) as store:
        agency = Agency(MADRID, store)
        agency.start()
        agency.peers.append(rabat)
        rabat.peers.append(agency)
        yield agency
