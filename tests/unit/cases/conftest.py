"""Two agencies with a database each and the tables of joint cases."""

from collections.abc import Iterator

import pytest
from tests.unit.cases.shared_case import Shared
from tests.unit.world import MADRID, PROJECTIONS, RABAT, Agency

from tansiq.cases.projection import PROJECTION
from tansiq.store.connect import Store


@pytest.fixture
def shared(fresh_dsn: str, second_dsn: str) -> Iterator[Shared]:
    """One case that both have agreed on, with a suspect."""
    with Store.open(fresh_dsn) as here, Store.open(second_dsn) as there:
        tables = (*PROJECTIONS, PROJECTION)
        rabat = Agency(RABAT, here, projections=tables)
        madrid = Agency(MADRID, there, projections=tables)
        for one in (rabat, madrid):
            one.start()
        yield Shared(rabat, madrid).start()
