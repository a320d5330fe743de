"""The types of entities: FollowTheMoney's own code reads the same; words in four languages."""

import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tansiq.formats.model_files import all_types, own_file, translations
from tansiq.formats.schemata import label, may_point_to, schema, schemata
from tansiq.formats.values import clean_value, contradicts, show_value
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language

A, B = "r-" + "a" * 26, "r-" + "b" * 25 + "a"


def test_the_librarys_own_code_reads_the_same_types_ours_among_them(
    followthemoney: ModuleType, tmp_path: Path
) -> None:
    stock = followthemoney.model
    shutil.copytree(stock.path, tmp_path / "schema")
    for name in own_file("own"):
        text = yaml.safe_dump({name: dict(all_types()[name])})
        (tmp_path / "schema" / f"{name}.yaml").write_text(text)
    model = type(stock)(str(tmp_path / "schema"))
    for name in schemata():
        ours, theirs = schema(name), model[name]
        assert ours.ancestors == theirs.names
        assert ours.edge == ((theirs.edge_source, theirs.edge_target) if theirs.edge else None)
        assert not theirs.abstract
        for key, one in ours.properties.items():
            other = theirs.properties[key]
            assert (one.type, one.target) == (
                other.type.name,
                other.range.name if other.range else "",
            )
            assert one.stock == (
                ours.known_as in stock.schemata and key in stock[ours.known_as].properties
            )
        left = {k for k, p in theirs.properties.items() if not (p.stub or p.hidden or p.deprecated)}
        machine = {k for k in left if str(theirs.properties[k].type) == "topic"}
        assert left - machine - set(ours.properties) <= set(own_file("choice")["unused"])


def test_every_type_and_property_has_words_in_four_languages() -> None:
    """REQUIREMENTS 11.7; what the library gives back unchanged counts only as one of our words."""
    for name in schemata():
        for key in ("", *schema(name).properties):
            said = {one: label(name, key, one) for one in Language}
            assert all(said.values())
            assert any("\u0620" <= c <= "\u064a" for c in said[Language.AR]), (name, key)
            english = schema(name).properties[key].label if key else schema(name).label
            for one in (Language.FR, Language.ES):
                theirs = translations(one)
                known = theirs is not None and theirs.gettext(english) != english
                assert known or one.value in own_file("words").get(english, {}), (name, key, one)
    assert label("Person", "birthDate", "ar-MA") == "تاريخ الميلاد"
    assert label("Sim", "", "es") == "Tarjeta SIM"


def test_single_properties_exist() -> None:
    for name, keys in own_file("choice")["single"].items():
        assert set(keys) <= set(schema(name).properties), name
        assert all(schema(name).properties[one].single for one in keys)
    assert schema("Ownership").edge == ("owner", "asset")
    assert schema("Ownership").properties["owner"].single
    assert not schema("Person").properties["name"].single


def test_who_may_be_a_person_is_protected_as_one() -> None:
    assert [one for one in schemata() if schema(one).person] == ["Person", "LegalEntity"]


def test_links_point_to_what_fits() -> None:
    assert may_point_to("Ownership", "asset", "Sim")
    assert may_point_to("Person", "addressEntity", "Site")
    assert not may_point_to("Ownership", "owner", "Weapon")
    assert not may_point_to("Person", "name", "Person")


@pytest.mark.parametrize(
    ("name", "key", "given", "kept"),
    [
        ("Person", "birthDate", " 1984 ", "1984"),
        ("Person", "birthDate", "١٩٨٤-٠٢", "1984-02"),
        ("Event", "startDate", "2025-11-03T22:15Z", "2025-11-03T22:15"),
        ("Person", "nationality", "MA", "ma"),
        ("Person", "nationality", "xa", "xa"),
        ("Person", "gender", "Female", "female"),
        ("Person", "name", "Jose\u0301 Pe\u0301rez", "José Pérez"),
        ("Person", "phone", "06 12 34 56 78", "06 12 34 56 78"),
        ("Person", "spokenLanguage", "ar", "ara"),
        ("Device", "imei", "٣٥٦٩٣٨٠٣٥٦٤٣٨٠٩", "356938035643809"),
        ("Sim", "device", A, A),
        ("Site", "latitude", "35.57", "35.57"),
        ("UserAccount", "ipAddress", "2001:DB8::1", "2001:db8::1"),
        ("Person", "email", "Ana@Example.ORG", "Ana@example.org"),
    ],
)  # fmt: skip
def test_a_value_is_kept_in_its_one_spelling(name: str, key: str, given: str, kept: str) -> None:
    assert clean_value(name, key, given) == kept
    assert clean_value(name, key, kept) == kept


@pytest.mark.parametrize(
    ("name", "key", "given"),
    [
        ("Person", "birthDate", "1984-02-30"),
        ("Person", "birthDate", "03/11/1984"),
        ("Person", "nationality", "Atlantis"),
        ("Person", "gender", "m/f"),
        ("Person", "name", " \n "),
        ("Person", "name", "one\ntwo"),
        ("Person", "name", "a" * 385),
        ("Device", "imei", "3569\u202e3803"),
        ("Sim", "device", "Device 1"),
        ("Site", "latitude", "95.1"),
        ("Payment", "amount", "1,234"),
        ("UserAccount", "ipAddress", "999.1.1.1"),
        ("Person", "website", "javascript:alert(1)"),
        ("Person", "email", "nobody"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_its_property(
    name: str, key: str, given: str
) -> None:
    with pytest.raises(Invalid) as refused:
        clean_value(name, key, given)
    assert (refused.value.code, refused.value.facts["property"]) == ("schema_value", key)


def test_an_unknown_type_or_property_is_refused() -> None:
    for name in ("Thing", "Interval", "Document", "Mention", "Robot"):
        with pytest.raises(Invalid, match="type of entity"):
            schema(name)
    with pytest.raises(Invalid, match="no property"):
        clean_value("Person", "topics", "role.pep")


@pytest.mark.parametrize(
    ("name", "key", "one", "other", "contrary"),
    [
        ("Person", "birthDate", "1984", "1984-02-11", False),
        ("Person", "birthDate", "1984-02", "1984-03-11", True),
        ("Person", "birthPlace", "Tétouan", "TETOUAN", False),
        ("Person", "birthPlace", "Tétouan", "تطوان", False),
        ("Person", "birthPlace", "Tétouan", "Tanger", True),
        ("Person", "gender", "male", "female", True),
        ("Person", "name", "Amina", "Fatima", False),
        ("Device", "imei", "35-693803-564380-9", "356938035643809", False),
        ("Site", "latitude", "35.50", "35.5", False),
        ("Ownership", "owner", A, B, True),
    ],
)  # fmt: skip
def test_only_what_cannot_both_be_right_contradicts(
    name: str, key: str, one: str, other: str, contrary: bool
) -> None:
    assert contradicts(name, key, one, other) is contrary
    assert contradicts(name, key, other, one) is contrary


def test_countries_and_genders_are_shown_in_words() -> None:
    assert show_value("Person", "nationality", "ma", "es") == "Marruecos"
    assert show_value("Person", "nationality", "xq", "es") == "XQ"
    assert show_value("Person", "gender", "female", "ar") == "أنثى"
    assert show_value("Person", "name", "ma", "es") == "ma"


def test_every_country_of_the_library_may_be_said(followthemoney: ModuleType) -> None:
    codes = sys.modules["followthemoney.types"].registry.country.codes
    assert all(clean_value("Person", "country", one) == one for one in codes)
