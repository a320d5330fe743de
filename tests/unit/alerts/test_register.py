"""The register of protected sites: what may be put there (5.5, bad input)."""

import msgspec
import pytest
from tests.unit.alerts.worded import ME, NOW, person, site

from tansiq.alerts.register import RegisterState, Site, change_site, register_site, remove_site
from tansiq.alerts.wording import clean_address
from tansiq.record.alerts import SiteChanged, SiteDetails, SiteRegistered
from tansiq.record.plan import NewClass
from tansiq.record.situation import Situation
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME, new_class_id, new_officer_id, new_record_id

DATES = NewClass("2027-01-01", "2028-01-01")
HERE = Situation(ME, new_officer_id(), NOW)
KEPT = new_class_id()


def code(details: SiteDetails) -> str:
    said = SiteRegistered(site=new_record_id(), details=details, reason="asked for")
    try:
        register_site(RegisterState(HERE, None), said, DATES)
    except TansiqError as problem:
        return problem.code
    return ""


def standing(details: SiteDetails, *, removed: bool = False) -> RegisterState:
    held = Site(site=new_record_id(), details=details, class_id=KEPT, removed=removed, since="")
    return RegisterState(HERE, held)


def test_each_site_has_a_retention_class_of_its_own_that_all_said_of_it_shares() -> None:
    said = SiteRegistered(site=new_record_id(), details=site(), reason="asked for")
    (planned,) = register_site(RegisterState(HERE, None), said, DATES)
    assert (planned.channel, planned.retention) == (HOME, DATES)
    given = standing(site())
    changed = SiteChanged(site=said.site, details=site(), reason="moved")
    assert change_site(given, changed)[0].retention == KEPT
    assert remove_site(given, "closed")[0].retention == KEPT


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (site(person(), person(email="b@x.example")), ""),
        (msgspec.structs.replace(site(), contacts=()), "alert_contacts"),
        (site(*(person(email=f"a{n}@x.example") for n in range(21))), "alert_contacts"),
        (site(person(), person(email="A@X.example")), "alert_contact_twice"),
        (site(person(language="pt")), "alert_contact_language"),
        (site(person(minutes=0)), "alert_minutes"),
        (site(person(minutes=1441)), "alert_minutes"),
        (msgspec.structs.replace(site(), name=""), "desk_field_missing"),
        (msgspec.structs.replace(site(), name="x" * 201), "desk_field_long"),
        (msgspec.structs.replace(site(), name="a\u200bb"), "alert_character"),
        (msgspec.structs.replace(site(), kind="castle"), "word_unknown"),
        (msgspec.structs.replace(site(), circles=("1,1 1",) * 21), "alert_areas"),
    ],
)
def test_what_is_no_site_is_refused_by_name(details: SiteDetails, expected: str) -> None:
    assert code(details) == expected


@pytest.mark.parametrize(
    "address",
    [
        "", "amina", "amina@", "@x.example", "a b@x.example", "amina@x", "amina@x..example",
        "amina@x.example\nBcc: b@x.example", "amina@x.example\r\n", "<amina@x.example>",
        "amina@x.example, b@x.example", '"a b"@x.example', ".a@x.example", "a..b@x.example",
        "a" * 65 + "@x.example", "amina@" + "x" * 250 + ".example", "amina@-x.example",
        "amina@x_y.example", "amina@[127.0.0.1]", "amina@x.example;b", "أمينة@x.example",
    ],
)  # fmt: skip
def test_an_address_that_is_none_or_could_be_a_header_is_refused(address: str) -> None:
    if address.strip() == "amina@x.example":
        assert clean_address(address) == "amina@x.example"
        return
    with pytest.raises(TansiqError) as refused:
        clean_address(address)
    assert refused.value.code == "alert_address"


def test_a_domain_in_any_script_is_kept_as_mail_spells_it() -> None:
    assert clean_address("amina@BÜRO.example").isascii()


def test_a_contact_under_the_same_address_stays_the_same_contact() -> None:
    given = standing(site(person(email="amina@x.example")))
    assert given.site
    before = given.site.details.contacts[0].contact
    moved = site(person(email="new@x.example"), person(email="AMINA@x.example"))
    said = SiteChanged(site=given.site.site, details=moved, reason="order changed")
    (planned,) = change_site(given, said)
    assert isinstance(planned.payload, SiteChanged)
    assert planned.payload.details.contacts[1].contact == before
    assert planned.payload.details.contacts[0].contact != before


def test_what_is_removed_or_was_never_there_is_not_changed() -> None:
    for given in (RegisterState(HERE, None), standing(site(), removed=True)):
        with pytest.raises(TansiqError) as refused:
            remove_site(given, "closed")
        assert refused.value.code == "site_unknown"
    taken = new_record_id()
    said = SiteRegistered(site=taken, details=site(), reason="x")
    with pytest.raises(TansiqError) as twice:
        register_site(RegisterState(HERE, None, frozenset({taken})), said, DATES)
    assert twice.value.code == "site_known"
