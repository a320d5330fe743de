"""A charter bounds what our file takes in and sends out (LAW L28); languages bind each party."""

from dataclasses import replace

import msgspec
import pytest
from tests.unit.desk.test_agreements_and_requests import asking, code_of, proposing, question
from tests.unit.world import (
    DESK_CHANNEL,
    KEPT,
    MADRID,
    RABAT,
    TUNIS,
    Agency,
    agreement,
    channel,
    filing,
    material,
    releasing,
    situation,
    terms,
)

from tansiq.desk import commands, queries
from tansiq.desk.filing import FilingState, file_report
from tansiq.desk.releasing import ReleaseState, release_report
from tansiq.desk.requesting import make_request
from tansiq.desk.situation import Agreement, Charter
from tansiq.record.material import PartyLanguages
from tansiq.record.officers import ChangeApproved, CharterAdopted
from tansiq.record.plan import Planned
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME, new_record_id

VICTIMS_ONLY = Charter(frozenset({"victim"}), frozenset({TUNIS}))
CHARTER = CharterAdopted(
    regime="crime",
    controller="General Directorate",
    legitimacy="Law of the file, article 3",
    purposes=("prevention of terrorism",),
    categories=("victim",),
    data=("identity",),
    sources=("own services",),
    recipients=(MADRID,),
    security="node, two people",
)


def test_a_category_outside_the_charter_is_not_filed() -> None:
    state = FilingState(situation(), charter=VICTIMS_ONLY)
    assert code_of(lambda: file_report(state, filing())) == "charter_category"


def test_nothing_is_sent_to_a_recipient_outside_the_charter() -> None:
    state = ReleaseState(
        situation=situation(),
        channel=channel(),
        material=material(),
        agreement=agreement(),
        charter=VICTIMS_ONLY,
    )
    assert code_of(lambda: release_report(state, releasing())) == "charter_recipient"
    request = question()
    assert code_of(lambda: make_request(asking(charter=VICTIMS_ONLY), request)) == (
        "charter_recipient"
    )


def test_a_charter_adopted_at_home_binds_from_then_on(rabat: Agency) -> None:
    payload = ChangeApproved(proposal=new_record_id(), change=CHARTER)
    wish = filing()
    with rabat.store.reading() as tx:
        before = queries.state_for_filing(tx, rabat.situation, wish.report)
    assert commands.file_report(before, wish)
    rabat.write((Planned(channel=HOME, payload=payload, retention=KEPT),))
    with rabat.store.reading() as tx:
        state = queries.state_for_filing(tx, rabat.situation, wish.report)
    with pytest.raises(TansiqError) as refused:
        commands.file_report(state, wish)
    assert refused.value.code == "charter_category"


def test_a_partner_adopts_no_charter_for_us(rabat: Agency, madrid: Agency) -> None:
    payload = ChangeApproved(proposal=new_record_id(), change=CHARTER)
    madrid.write((Planned(channel=DESK_CHANNEL, payload=payload, retention=KEPT),))
    with rabat.store.reading() as tx:
        assert queries.state_for_filing(tx, rabat.situation, new_record_id()).charter is None


def spoken(*accepts: PartyLanguages) -> Agreement:
    return replace(agreement(), terms=msgspec.structs.replace(terms(), accepts=accepts))


def test_a_request_is_written_in_a_language_its_receiver_takes() -> None:
    """LAW L50: the languages of the agreement are not all taken by each party."""
    binds = spoken(PartyLanguages(party=MADRID, codes=("es",)))
    assert code_of(lambda: make_request(asking(agreement=binds), question())) == (
        "request_language"
    )
    assert make_request(asking(agreement=binds), question(language="es"))


@pytest.mark.parametrize(
    "accepts",
    [
        (PartyLanguages(party=TUNIS, codes=("fr",)),),
        (PartyLanguages(party=MADRID, codes=("de",)),),
        (PartyLanguages(party=MADRID, codes=()),),
        (PartyLanguages(party=MADRID, codes=("es",)),) * 2,
    ],
)
def test_party_languages_are_those_of_the_agreement(accepts: tuple[PartyLanguages, ...]) -> None:
    wrong = spoken(*accepts).terms
    wish = new_record_id()
    assert code_of(lambda: commands.propose_agreement(proposing(), wish, wrong)) == (
        "agreement_languages"
    )
    assert RABAT in wrong.parties
