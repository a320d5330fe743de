"""A joint case of the house of these tests and a second real node, with a file to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.web.acting import third_officer
from tests.web.conftest import House, hire

from tansiq.cases.agreeing import rules_of
from tansiq.cases.claiming import Claiming
from tansiq.cases.sourcing import FileDocument
from tansiq.exchange.courier import Courier
from tansiq.ledger import base64
from tansiq.ledger.acts import OfficerKey, create_officer_key, load_officer_key
from tansiq.node import case_agreements, case_claims, changes, channels, founding, partners
from tansiq.node.compose import Node
from tansiq.node.founding import Founder, Founding, FreshSigner
from tansiq.record.cases import CaseParty, CaseTerms
from tansiq.record.claims import Claim, EntityOpened, MentionExtracted
from tansiq.record.material import DirectionGrounds, Markings
from tansiq.record.officers import (
    CaseAssigned,
    Label,
    OfficerAdded,
    PartnerEnrolled,
    PartnerLeft,
    Person,
)
from tansiq.record.officers import OfficerKey as KeyOnRecord
from tansiq.terms.casework import AgreementType, agreement_types
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, new_officer_id, new_record_id, node_id

CASE = ChannelId("case:2026-017")
PARTNER = "meridia"
AT = "/cases/2026-017"
SECRET = "Calle Inventada 44"
SHUT_SOURCE = "Debrief of the gardener"


@dataclass
class Joint:
    """The case: the partner, an entity, a second one of the same name, the sources."""

    house: House
    partner: "Partner"
    entity: str
    other: str
    open_source: str
    shut_source: str

    @property
    def signer(self) -> FreshSigner:
        return FreshSigner(self.house.keys["case"])

    def claims(self, value: str, prop: str, code: str = "H0", document: str = "") -> None:
        """Claim something of the entity."""
        said = Claim(property=prop, value=value, grade="europol_4x4:B2", nature="fact")
        conditions = "for those who direct" if code == "H3" else ""
        wish = Claiming(
            document=document or self.open_source,
            handling=Markings(code=code, conditions=conditions),
            claims=(said,),
        )
        case_claims.claim(self.house.node, self.signer, CASE, self.entity, wish)

    def extracts(self, prop: str, value: str, document: str) -> None:
        """Let a machine find something in a source."""
        found = MentionExtracted(
            mention=new_record_id(),
            document=document,
            tool="finder",
            tool_version="1",
            schema="Person",
            property=prop,
            value=value,
        )
        case_claims.note_mentions(self.house.node, CASE, document, (found,))

    def files(
        self, title: str, code: str = "H0", source: str = "official_record", summary: str = ""
    ) -> str:
        """File a source."""
        made = new_record_id()
        conditions = "for those who direct" if code == "H3" else ""
        case_claims.file_document(
            self.house.node,
            self.signer,
            CASE,
            FileDocument(
                document=made,
                source=source,
                title=title,
                language="es",
                reference=f"AV-{code}",
                authority="Court of Palm City",
                dated="2026-10-01",
                summary=summary,
                handling=Markings(code=code, conditions=conditions),
            ),
        )
        return made

    def opens(self, name: str, language: str, schema: str = "Person") -> str:
        """Open a person, or a thing of another type, with a name."""
        made = new_record_id()
        said = Claim(
            property="name", value=name, grade="europol_4x4:A1", nature="fact", language=language
        )
        case_claims.open_named(
            self.house.node,
            self.signer,
            CASE,
            EntityOpened(
                entity=made, schema=schema, category="suspect" if schema == "Person" else ""
            ),
            Claiming(document=self.open_source, handling=Markings(code="H0"), claims=(said,)),
        )
        return made


@dataclass
class Partner:
    """A second agency: a whole node with two officers of its own."""

    node: Node
    keys: list[OfficerKey]

    @property
    def signer(self) -> FreshSigner:
        return FreshSigner(self.keys[0])

    def change(self, change: object, first: int = 0) -> None:
        """A change by its officers: one proposes, the next approves."""
        made = changes.propose(self.node, FreshSigner(self.keys[first]), change, "for the test")  # type: ignore[arg-type]
        changes.approve(self.node, FreshSigner(self.keys[first + 1]), made.proposal)

    def hire(self, path: Path, role: str) -> None:
        """One more officer with a key file."""
        held = create_officer_key(path, new_officer_id())
        key = KeyOnRecord(key=held.key, scheme="key_file", public=base64.to_text(held.public))
        person = Person(officer=held.officer, name=role, roles=(role,), key=key)
        self.change(OfficerAdded(person=person))
        self.keys.append(held)


@contextmanager
def partner_of(house: House, folder: Path, dsn: str) -> Iterator[Partner]:
    """Found the second agency, and let both enrol each other."""
    roles = ("liaison_officer", "case_officer")
    made = founding.found(
        Founding(
            folder=folder / "node",
            root_folder=folder / "root",
            officers_folder=folder / "officers",
            node=node_id(PARTNER),
            names={"es": "Unidad de Meridia"},
            founders=tuple(Founder(f"Officer {role}", (role,)) for role in roles),
            settings={"dsn": dsn},
        )
    )
    keys = [load_officer_key(Path(one.key_file)) for one in made.founders]
    with Node.open(folder / "node") as node:
        found = Partner(node, keys)
        found.hire(folder / "third.key", "prosecutor")
        house.change(_enrolling(house.node, node))
        found.change(_enrolling(node, house.node))
        yield found
        # The house is everybody's: its other tests meet it without partners.
        house.change(PartnerLeft(node=PARTNER, reason="the case is over"))


def _enrolling(here: Node, there: Node) -> PartnerEnrolled:
    seen = partners.read_card(partners.card(there), partners.fingerprint(there))
    return partners.enrolment(here, seen, "in_person", ("meeting", "telephone"))


@dataclass
class _Wire:
    """Carries bundles to a node without a network."""

    to: Node

    def post(self, data: bytes) -> bytes:
        return self.to.exchange.receive(data)

    def close(self) -> None:
        pass


def settle(house: House, partner: Partner) -> None:
    """Let both talk until nothing is left."""
    for _ in range(2):
        courier = Courier(
            house.node.exchange, partner.node.me, lambda: _Wire(partner.node), batch=500
        )
        try:
            courier.drain()
        finally:
            courier.close()


def _share_channel(house: House, partner: Partner) -> None:
    """Both consent to the channel of the case, and put officers on it."""
    node = house.node
    members = tuple(sorted((node.me, partner.node.me)))
    change = channels.proposed(node, CASE, members, "recruitment")
    house.change(change)
    settle(house, partner)
    theirs = channels.to_sign(partner.node, CASE)
    partner.change(theirs)
    settle(house, partner)
    if "case_officer" not in house.keys:
        # Nobody approves what concerns their own keys: this one signs at the pages.
        hire(house, node.settings.folder.parent, "case_officer")
    for who, first in (("case", "liaison"), ("liaison", "case"), ("case_officer", "case")):
        put = CaseAssigned(officer=house.keys[who].officer, file=CASE)
        made = changes.propose(node, FreshSigner(house.keys[first]), put, "for the test")
        changes.approve(node, third_officer(house), made.proposal)
    partner.change(CaseAssigned(officer=partner.keys[0].officer, file=CASE), first=1)


def _terms(house: House, partner: Partner) -> CaseTerms:
    ours, theirs = house.node.me, partner.node.me
    now = house.node.clock.now()
    return CaseTerms(
        names=(Label(language="en", text="Sample 3"),),
        rules=rules_of(agreement_types()[AgreementType.COORDINATED_PARALLEL_INVESTIGATIONS]),
        parties=(
            CaseParty(node=ours, state="RAS", law="Code of Rasilia"),
            CaseParty(node=theirs, state="MER", law="Code of Meridia"),
        ),
        purpose="recruitment for an armed group",
        legal_basis="police agreement, article 4",
        instrument="Agreement of Palm City",
        grounds=tuple(
            DirectionGrounds(sender=a, receiver=b, codes=("bilateral_treaty",))
            for a, b in ((ours, theirs), (theirs, ours))
        ),
        languages=("ar", "es"),
        uses=("team_purpose",),
        starts=stamp(now - timedelta(days=1)),
        ends=stamp(now + timedelta(days=200)),
    )


def joint_case(house: House, partner: Partner) -> Joint:
    """Agree on the case, and write its first file."""
    _share_channel(house, partner)
    made = Joint(house, partner, "", "", "", "")
    agreement, _ = case_agreements.propose(house.node, made.signer, CASE, _terms(house, partner))
    case_agreements.sign(house.node, made.signer, CASE, agreement)
    settle(house, partner)
    case_agreements.sign(partner.node, partner.signer, CASE, agreement)
    settle(house, partner)
    made.open_source = made.files("Identity card register")
    made.shut_source = made.files(SHUT_SOURCE, "H3")
    made.entity = made.opens("يونس المثالي", "ar")
    made.other = made.opens("Younes El Mithali", "es")
    made.claims("1988-04-17", "birthDate")
    made.claims("1989-04-17", "birthDate")
    made.claims(SECRET, "address", "H3", made.shut_source)
    made.claims("ES", "nationality", "H0", made.shut_source)
    settle(house, partner)
    return made
