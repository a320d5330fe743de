"""Two officers who warn, at the pages of the house; sites, warnings, and a mail server."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tests.nodes.mailing import HOST, Mailbox, mail_server
from tests.nodes.warning import contact, details, grounds, texts
from tests.web.conftest import House

from tansiq.ledger import base64
from tansiq.ledger.acts import create_officer_key
from tansiq.node import alert_desk, alert_sites, alerts
from tansiq.node.alert_sites import Registering
from tansiq.node.alert_writing import Writing
from tansiq.node.founding import FreshSigner
from tansiq.node.reading import SIGNED_IN, Reader
from tansiq.record.alerts import SiteContact
from tansiq.record.material import Markings
from tansiq.record.officers import CaseAssigned, OfficerAdded, Person
from tansiq.record.officers import OfficerKey as KeyOnRecord
from tansiq.terms.clock import stamp
from tansiq.terms.ids import HOME, new_officer_id

GUARD = "protective_security_officer"
SITE = "Lantern House <b>& Sons</b>"


def guards(house: House) -> None:
    """Hire two of them, and put them on the file of the register; once."""
    for name in (GUARD, "second_guard"):
        if name not in house.keys:
            hire_guard(house, name)
            house.change(CaseAssigned(officer=house.keys[name].officer, file=HOME))


def hire_guard(house: House, name: str) -> None:
    """One more, on no file yet."""
    folder = house.node.settings.folder.parent
    held = create_officer_key(folder / f"{name}.key", new_officer_id())
    key = KeyOnRecord(key=held.key, scheme="key_file", public=base64.to_text(held.public))
    person = Person(officer=held.officer, name=f"Guard {name}", roles=(GUARD,), key=key)
    house.change(OfficerAdded(person=person))
    house.keys[name] = held


def signer(house: House, who: str = GUARD) -> FreshSigner:
    return FreshSigner(house.keys[who])


def reader(house: House, who: str = GUARD) -> Reader:
    return Reader(house.keys[who].officer, SIGNED_IN, "round of the test")


def site(house: House, *people: SiteContact, name: str = SITE) -> str:
    """A site of the register."""
    told = people or (contact("Amina <i>", "amina@lantern.example", "ar"),)
    wish = Registering(details(name, *told), "asked for protection")
    return alert_sites.add(house.node, signer(house), wish).id


def writing(house: House, *sites: str, **changes: object) -> Writing:
    usual = Writing(
        texts=texts("ar", "es", "en"),
        urgency="immediate",
        severity="severe",
        certainty="likely",
        category="security",
        expiry=stamp(house.node.clock.now() + timedelta(hours=12)),
        retention=alert_sites.usual_dates(house.node),
        handling=Markings(code="H2"),
        legal_basis="Code of Almoria (invented), article 4",
        grounds=lambda recipients: grounds(recipients, house.node.me),
        sites=sites,
    )
    return dataclasses.replace(usual, **changes)  # type: ignore[arg-type]


def warned(house: House, *sites: str, **changes: object) -> str:
    """A warning that two officers signed."""
    made = alerts.propose(house.node, signer(house), writing(house, *sites, **changes))
    seen = alert_desk.show(house.node, reader(house), made.alert)
    digest = seen.alert.messages[0].digest
    alerts.approve(house.node, signer(house, "second_guard"), made.alert, (1, digest))
    return made.alert


@contextmanager
def mail_of(house: House) -> Iterator[Mailbox]:
    """Let the house send through a mail server of this machine."""
    before = house.node.settings
    with mail_server() as box:
        house.node.settings = dataclasses.replace(
            before,
            smtp_host=HOST,
            smtp_port=box.port,
            smtp_tls="none",
            smtp_sender="notices@almoria.example",
        )
        try:
            yield box
        finally:
            house.node.settings = before
