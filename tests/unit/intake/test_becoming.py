"""What accepted proposals become: types, properties, values, and how sure the text was."""

import pytest
from tests.unit.intake.drafts import drafted

from tansiq.formats import schemata
from tansiq.intake.becoming import becoming
from tansiq.intake.fitting import OWN, fitting, service_of, value_of
from tansiq.intake.values import Draft, Proposal
from tansiq.intake.verdicts import Becoming, Ground, Verdict
from tansiq.terms.errors import TansiqError
from tansiq.terms.intake import Certainty, Kind

TEXT = (
    "Police arrested Karim Belhadri in the town of Port Alder on 13 March 2026. "
    "Officers suspect that Tomas Verrick planned an attack on the Salt Market. "
    "Karim Belhadri was born on 3 February 1984. His phone number is +34 600 11 22 33."
)


def ground(draft: Draft, **told: object) -> Ground:
    fresh = {number: f"fresh-{number}" for number in range(1, len(draft.proposals) + 1)}
    return Ground(draft=draft, hints=(), fresh=fresh, **told)  # type: ignore[arg-type]


def number(draft: Draft, kind: Kind, words: str = "") -> int:
    return next(
        at for at, one in enumerate(draft.proposals, 1) if one.kind is kind and words in one.value
    )


def yes(at: int, **told: str) -> Verdict:
    return Verdict(number=at, verdict="accepted", **told)


def said(made: Becoming) -> set[tuple[str, str, str]]:
    return {(one.entity, one.property, one.value) for one in made.sayings}


def refused(draft: Draft, *verdicts: Verdict, **told: object) -> str:
    with pytest.raises(TansiqError) as caught:
        becoming(ground(draft, **told), verdicts)
    return caught.value.code


def test_every_kind_has_a_type_and_a_property_that_exist() -> None:
    for kind in Kind:
        one = Proposal(kind, "words", (0, 5))
        schema, name = fitting(one, "")
        assert name in schemata.schema(schema).properties, kind
        assert OWN[kind] in schemata.schemata()


@pytest.mark.parametrize(
    ("normal", "fits", "value"),
    [
        ("ES9121000418450200051332", ("BankAccount", "iban"), "ES9121000418450200051332"),
        ("0049887766", ("BankAccount", "accountNumber"), "0049887766"),
        ("a@b.example", ("UserAccount", "email"), "a@b.example"),
        ("telegram:salt.fish", ("UserAccount", "username"), "salt.fish"),
        ("@salt_fish", ("UserAccount", "username"), "salt_fish"),
        ("0x" + "0a" * 20, ("CryptoWallet", "publicKey"), "0x" + "0a" * 20),
    ],
)
def test_accounts_fit_by_their_shape(normal: str, fits: tuple[str, str], value: str) -> None:
    one = Proposal(Kind.ACCOUNT, "as written", (0, 10), normal)
    assert fitting(one, "") == fits
    assert value_of(one) == value
    assert service_of(one) == ("telegram" if normal.startswith("telegram") else "")


@pytest.mark.parametrize(
    ("normal", "value"),
    [
        ("2026-03-14", "2026-03-14"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        ("2026-03-14T06:00", "2026-03-14"),
        ("2026-03-14T06:00+01:00", "2026-03-14T05:00"),
        ("--03-14", ""),
        ("T06:00", ""),
        ("", ""),
    ],
)
def test_a_date_is_claimed_as_far_as_it_is_certain(normal: str, value: str) -> None:
    assert value_of(Proposal(Kind.DATE, "words", (0, 5), normal)) == value


def test_an_event_takes_the_date_and_place_of_its_own_sentence() -> None:
    draft = drafted(TEXT)
    arrest = number(draft, Kind.ARREST)
    made = becoming(ground(draft), [yes(arrest)])
    event = f"fresh-{arrest}"
    assert said(made) == {
        (event, "name", "arrested"),
        (event, "date", "2026-03-13"),
        (event, "location", "Port Alder"),
    }
    date = number(draft, Kind.DATE, "13 March")
    assert {one.number: one.entity for one in made.became} == {arrest: event, date: event}
    spans = {one.property: draft.text[slice(*one.span)] for one in made.sayings}
    assert spans["date"] == "13 March 2026"


def test_a_disputed_or_rejected_date_and_place_are_not_taken_along() -> None:
    draft = drafted(TEXT)
    arrest, date = number(draft, Kind.ARREST), number(draft, Kind.DATE, "13 March")
    place = number(draft, Kind.PLACE)
    event = f"fresh-{arrest}"
    disputed = becoming(ground(draft, clashing=frozenset({date, place})), [yes(arrest)])
    assert said(disputed) == {(event, "name", "arrested")}
    rejected = [
        yes(arrest),
        Verdict(number=date, verdict="rejected", reason="no"),
        Verdict(number=place, verdict="rejected", reason="no"),
    ]
    assert said(becoming(ground(draft), rejected)) == {(event, "name", "arrested")}
    before = ground(draft, settled=frozenset({date, place}))
    assert said(becoming(before, [yes(arrest)])) == {(event, "name", "arrested")}


def test_a_named_date_goes_to_its_event_once() -> None:
    draft = drafted(TEXT)
    arrest, date = number(draft, Kind.ARREST), number(draft, Kind.DATE, "13 March")
    made = becoming(ground(draft), [yes(date), yes(arrest)])
    dates = [one for one in made.sayings if one.property == "date"]
    assert [(one.entity, one.value) for one in dates] == [(f"fresh-{arrest}", "2026-03-13")]
    later = ground(draft, earlier={arrest: "event"}, schemas={"event": "Event"})
    assert said(becoming(later, [yes(date)])) == {("event", "date", "2026-03-13")}
    assert refused(draft, yes(date)) == "draft_date_alone"


def test_a_text_that_doubts_makes_an_assessment_with_its_own_words() -> None:
    draft = drafted(TEXT)
    target, person = number(draft, Kind.TARGET), number(draft, Kind.PERSON)
    made = becoming(ground(draft), [yes(target), yes(person, category="witness")])
    by = {one.number: one for one in made.sayings}
    assert draft.proposals[target - 1].status is Certainty.SUSPECTED
    assert (by[target].doubted, by[target].note) == (True, "suspected: suspect that")
    assert (by[person].doubted, by[person].note) == (False, "")
    assert {one.schema: one.category for one in made.openings} == {"Site": "", "Person": "witness"}


def test_who_is_named_is_claimed_of_and_nothing_is_opened() -> None:
    draft = drafted(TEXT)
    phone, person = number(draft, Kind.PHONE), number(draft, Kind.PERSON)
    known = {"r-known": "Person"}
    made = becoming(ground(draft, schemas=known), [yes(phone, entity="r-known")])
    assert said(made) == {("r-known", "phone", "+34600112233")}
    assert made.openings == ()
    both = becoming(ground(draft), [yes(phone, entity=f"#{person}"), yes(person)])
    assert {one.entity for one in both.sayings} == {f"fresh-{person}"}
    assert [one.schema for one in both.openings] == ["Person"]


@pytest.mark.parametrize("entity", ["r-unknown", "#99", "#x", "#", "#-1", "#self", "#²"])
def test_what_is_no_entity_is_refused_by_name(entity: str) -> None:
    draft = drafted(TEXT)
    phone = number(draft, Kind.PHONE)
    asked = entity.replace("self", str(phone))
    assert refused(draft, yes(phone, entity=asked)) == "draft_entity"


def test_two_that_name_each_other_are_refused() -> None:
    draft = drafted(TEXT)
    phone, person = number(draft, Kind.PHONE), number(draft, Kind.PERSON)
    circle = (yes(phone, entity=f"#{person}"), yes(person, entity=f"#{phone}"))
    assert refused(draft, *circle) == "draft_entity"


def test_what_does_not_fit_an_entity_is_refused() -> None:
    draft = drafted(TEXT)
    phone, born = number(draft, Kind.PHONE), number(draft, Kind.DATE, "1984")
    known = {"r-known": "Weapon"}
    assert refused(draft, yes(phone, entity="r-known"), schemas=known) == "draft_property"
    person = {"r-known": "Person"}
    assert refused(draft, yes(born, entity="r-known"), schemas=person) == "draft_property"
    wrong = yes(born, entity="r-known", property="risk")
    assert refused(draft, wrong, schemas=person) == "draft_property"


def test_a_date_without_a_day_must_be_written_by_a_person() -> None:
    text = "Nadia Feltrin was born on 14 Ramadan 1447."
    draft = Draft(text, (Proposal(Kind.DATE, "14 Ramadan 1447", (26, 41)),), (), "en")
    known = {"r-known": "Person"}
    told = {"entity": "r-known", "property": "birthDate"}
    assert refused(draft, yes(1, **told), schemas=known) == "draft_date_form"
    changed = Verdict(number=1, verdict="changed", value="2026-03-03", **told)
    made = becoming(ground(draft, schemas=known), [changed])
    assert said(made) == {("r-known", "birthDate", "2026-03-03")}


def test_the_same_words_are_the_same_thing_and_are_claimed_once() -> None:
    text = "Karim Belhadri was arrested. Police arrested Karim Belhadri again on 2 May 2026."
    draft = drafted(text)
    people = [at for at, one in enumerate(draft.proposals, 1) if one.kind is Kind.PERSON]
    assert len(people) == 2
    made = becoming(ground(draft), [yes(one) for one in people])
    assert [one.schema for one in made.openings] == ["Person"]
    assert len(made.sayings) == 1
    assert {one.entity for one in made.became} == {f"fresh-{people[0]}"}
    told = {"earlier": {people[0]: "r-known"}, "schemas": {"r-known": "Person"}}
    later = becoming(ground(draft, **told), [yes(people[1])])
    assert (later.openings, later.sayings) == ((), ())
    assert later.became[0].entity == "r-known"
