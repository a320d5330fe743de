"""One node, one mail server: who is told, in which order, and what is on record of it (5.3)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.mailing import Mailbox, mail_server
from tests.nodes.warning import Desk, contact, desk, link_and_code, texts

from tansiq.node import notices
from tansiq.terms.errors import TansiqError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("told")) as made:
        yield made


@pytest.fixture
def box(house: Desk) -> Iterator[Mailbox]:
    with mail_server() as made:
        house.mails_to(made)
        yield made


def test_nobody_answers_and_the_next_contact_is_told(house: Desk, box: Mailbox) -> None:
    """5.3: unacknowledged after N minutes escalates; the page shows who knows."""
    first = contact("Amina", "amina@lantern.example", "ar", 10)
    second = contact("Bruno", "bruno@lantern.example", "es", 5)
    site = house.site(first, second)
    alert = house.issue(site, texts=texts("ar", "es"))
    assert house.send() == 1
    assert [one["To"] for one in box.taken] == ["amina@lantern.example"]
    house.clock.move(minutes=9)
    assert house.send() == 0
    seen = house.show(alert).sites[0]
    assert (seen.next_name, seen.knows) == ("Bruno", "")
    house.clock.move(minutes=1)
    assert house.send() == 1
    assert [one["To"] for one in box.taken][-1] == "bruno@lantern.example"
    notice, code = link_and_code(box.taken[-1])
    shown = notices.opened(house.node, notice, code)
    assert shown.language == "es"
    assert "entrada norte" in shown.text.description
    assert house.show(alert).sites[0].knows
    house.clock.move(hours=2)
    assert house.send() == 0
    with pytest.raises(TansiqError) as refused:
        notices.opened(house.node, notice, "0000 0000 0000 0000")
    assert refused.value.code == "notice_code"
