"""Holding back what was ordered erased, by those who watch over all of it."""

from pathlib import Path

import pytest
from tests.web.conftest import House, hire
from tests.web.signing import come_in_to_sign
from tests.web.test_oversight import filed, newest

from tansiq.node import erasures, holds
from tansiq.node.founding import FreshSigner
from tansiq.terms.errors import Refused
from tansiq.terms.ids import class_id


def test_a_supervisor_holds_back_what_was_ordered_erased(house: House, tmp_path: Path) -> None:
    """Requirement 11.5: as on the command line, by an act, on an order that still waits."""
    if "supervisor" not in house.keys:
        hire(house, tmp_path, "supervisor")
    made = filed(house, "Título retenido", "Otra Persona")
    first = house.keys["data_protection_officer"]
    hire(house, tmp_path, "data_protection_officer")
    second = FreshSigner(house.keys["data_protection_officer"])
    house.keys["data_protection_officer"] = first
    ordering = FreshSigner(first)
    asked = erasures.order(house.node, ordering, (class_id(made.class_id),), "court_order", "over")
    watch = come_in_to_sign(house, "supervisor")
    page = watch.client.get("/holds?lang=en").text
    assert made.class_id in page
    assert asked.id in newest(house, "place_hold")["shown"]
    form = {"class": made.class_id, "ground": "appeal 12/26", "until": ""}
    assert watch.sign("/retention/holds", form)["to"] == "/holds"
    page = watch.client.get("/holds?lang=en").text
    assert "appeal 12/26" in page
    with pytest.raises(Refused, match="under the hold"):
        erasures.confirm(house.node, second, asked.id)
    [hold] = [one for one in holds.listed(house.node) if one.class_id == made.class_id]
    watch.sign(f"/retention/holds/{hold.hold}/lift", {"ground": "appeal decided"})
    assert not [one for one in holds.listed(house.node) if one.class_id == made.class_id]
