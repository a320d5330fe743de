"""A node whose officers warn sites; driven in this process, with a clock moved by hand."""

import dataclasses
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from tests.nodes.lone import Lone, lone, staying_up
from tests.nodes.mailing import HOST, Mailbox

from tansiq.ledger.acts import load_officer_key
from tansiq.node import alert_desk, alert_sending, alert_sites, alerts
from tansiq.node.alert_desk import AlertSeen
from tansiq.node.alert_sites import Registering
from tansiq.node.alert_writing import Writing
from tansiq.node.alerts import Proposed
from tansiq.node.compose import Node
from tansiq.node.founding import FreshSigner
from tansiq.node.reading import Reader
from tansiq.record.alerts import AlertText, SiteContact, SiteDetails
from tansiq.record.material import Markings, TransferGround
from tansiq.terms.clock import stamp
from tansiq.terms.ids import OfficerId, new_record_id

WORDS = {
    "ar": ("إنذار للموقع", "خطر محتمل قرب المدخل الشمالي.", "أغلقوا المدخل الشمالي.", "المدينة"),
    "es": ("Aviso al sitio", "Peligro junto a la entrada norte.", "Cierren la entrada.", "Centro"),
    "fr": ("Alerte au site", "Danger près de l'entrée nord.", "Fermez l'entrée.", "Centre"),
    "en": ("Warning", "Danger near the north entrance.", "Close the entrance.", "Centre"),
}  # fmt: skip


@dataclass
class Hands:
    """A clock that is moved by hand, from now on."""

    ahead: timedelta = timedelta()
    start: datetime = field(default_factory=lambda: datetime.now(UTC))
    stands: bool = True

    def now(self) -> datetime:
        return (self.start if self.stands else datetime.now(UTC)) + self.ahead

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


def texts(*languages: str) -> tuple[AlertText, ...]:
    return tuple(
        AlertText(
            language=one,
            headline=WORDS[one][0],
            description=WORDS[one][1],
            advice=WORDS[one][2],
            area=WORDS[one][3],
        )
        for one in languages
    )


def contact(name: str, email: str, language: str = "en", minutes: int = 10) -> SiteContact:
    return SiteContact(
        contact=new_record_id(), name=name, email=email, language=language, minutes=minutes
    )


def details(name: str, *contacts: SiteContact, kind: str = "worship") -> SiteDetails:
    return SiteDetails(
        name=name, kind=kind, address="Calle Inventada 44", area="", contacts=contacts
    )


def grounds(recipients: tuple[str, ...], me: str = "rabat") -> tuple[TransferGround, ...]:
    return tuple(
        TransferGround(code="threat_to_life", direction=f"{me}>{one}", reason="x")
        for one in recipients
    )


@dataclass
class Desk:
    """The open node and those who warn at it."""

    node: Node
    officers: dict[str, Path]
    clock: Hands

    def signer(self, who: str = "guard") -> FreshSigner:
        return FreshSigner(load_officer_key(self.officers[who]))

    def reader(self, who: str = "guard") -> Reader:
        held = load_officer_key(self.officers[who])
        return Reader(OfficerId(held.officer), str(held.key), "round of the test")

    def site(self, *contacts: SiteContact, name: str = "House of the Lantern") -> str:
        wish = Registering(details(name, *contacts), "asked for protection")
        return alert_sites.add(self.node, self.signer(), wish).id

    def writing(self, *sites: str, **changes: object) -> Writing:
        usual = Writing(
            texts=texts("en"),
            urgency="immediate",
            severity="severe",
            certainty="likely",
            category="security",
            expiry=stamp(self.clock.now() + timedelta(hours=12)),
            retention=alert_sites.usual_dates(self.node),
            handling=Markings(code="H2"),
            legal_basis="Code of Almoria (invented), article 4",
            grounds=lambda recipients: grounds(recipients, self.node.me),
            sites=sites,
        )
        return dataclasses.replace(usual, **changes)  # type: ignore[arg-type]

    def propose(self, *sites: str, **changes: object) -> Proposed:
        return alerts.propose(self.node, self.signer(), self.writing(*sites, **changes))

    def issue(self, *sites: str, **changes: object) -> str:
        made = self.propose(*sites, **changes)
        self.approve(made)
        return made.alert

    def approve(self, made: Proposed, who: str = "second") -> None:
        digest = self.show(made.alert).alert.messages[made.number - 1].digest
        alerts.approve(self.node, self.signer(who), made.alert, (made.number, digest))

    def show(self, alert: str) -> AlertSeen:
        return alert_desk.show(self.node, self.reader(), alert)

    def send(self) -> int:
        return alert_sending.send(self.node)

    def mails_to(self, box: Mailbox) -> None:
        """Let this node send through a mail server without TLS, on this machine."""
        self.node.settings = dataclasses.replace(
            self.node.settings,
            smtp_host=HOST,
            smtp_port=box.port,
            smtp_tls="none",
            smtp_sender="notices@almoria.example",
            notice_url="http://notices.localhost:8600",
        )


def link_and_code(mail: EmailMessage) -> tuple[str, str]:
    """What leads to the notice."""
    text = mail.get_content()
    link = re.search(r"/notice/(r-[a-z2-7]+)", text)
    code = re.search(r"\d{4} \d{4} \d{4} \d{4}", text)
    assert link, text
    assert code, text
    return link[1], code[0]


def guards(made: Lone) -> None:
    """Two officers who warn sites, on the file where the register lies."""
    for name in ("guard", "second"):
        made.officer(name, "protective_security_officer")
        made.decide("officer", "propose", "assign", made.id_of(name), "--file", "home")


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """A founded node with two officers who warn."""
    with lone(folder) as made, staying_up(made):
        guards(made)
        with Node.open(made.node) as node:
            hands = Hands()
            node.clock = hands
            yield Desk(node, made.officers, hands)
