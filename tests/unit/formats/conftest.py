"""FollowTheMoney's own code, as the judge of what we make of its files."""

import csv
from types import ModuleType

import pytest


@pytest.fixture
def followthemoney() -> ModuleType:
    """The package; importing it lifts the limit of the csv module, which our readers rely on."""
    limit = csv.field_size_limit()
    import followthemoney
    import followthemoney.model
    import followthemoney.types

    csv.field_size_limit(limit)
    return followthemoney
