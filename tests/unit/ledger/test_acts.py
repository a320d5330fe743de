import dataclasses
from pathlib import Path

import msgspec
import pytest

from tansiq.ledger import acts, base64, sign
from tansiq.ledger.acts import Act, Matter, OfficerKey
from tansiq.ledger.passkey import Passkey
from tansiq.record.body import encode_body
from tansiq.terms.errors import Damaged, Invalid, Missing, Refused
from tansiq.terms.ids import KeyId, OfficerId, new_officer_id, new_record_id

MATTER = Matter(
    kind="report_released",
    origin="rabat/desk:madrid~rabat/g1/e1",
    generation=1,
    recipients=("madrid", "rabat"),
    record_id=new_record_id(),
    record_digest=b"d" * 32,
)


@pytest.fixture
def key() -> OfficerKey:
    seed = sign.generate_seed()
    public = sign.public_key(seed)
    return OfficerKey(OfficerId(new_officer_id()), KeyId(sign.key_id(public)), public, seed)


def test_an_act_holds_for_its_matter_and_travels_as_json(key: OfficerKey) -> None:
    act = acts.sign_with_key_file(key, MATTER)
    again = acts.read_act(act.wire())
    assert again == act
    acts.verify_act_on(again, MATTER, key.public)
    acts.verify_act(again, MATTER.kind, MATTER.record_id, MATTER.record_digest, key.public)
    encode_body({"kind": "x"}, [act.wire()])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "report_recalled"),
        ("record_id", "r-" + "a" * 26),
        ("record_digest", b"e" * 32),
        ("origin", "rabat/desk:madrid~rabat/g2/e1"),
        ("origin", "madrid/desk:madrid~rabat/g1/e1"),
        ("generation", 2),
        ("recipients", ("madrid", "rabat", "tunis")),
        ("recipients", ("rabat",)),
    ],
)
def test_an_act_replayed_anywhere_else_is_refused(
    key: OfficerKey, field: str, value: object
) -> None:
    """A second record, another log, another generation, other recipients."""
    act = acts.sign_with_key_file(key, MATTER)
    with pytest.raises(Damaged):
        acts.verify_act_on(act, dataclasses.replace(MATTER, **{field: value}), key.public)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("origin", "rabat/desk:madrid~rabat/g2/e1"),
        ("generation", 2),
        ("recipients", ("rabat",)),
        ("nonce", base64.to_text(b"n" * 16)),
        ("signature", base64.to_text(b"s" * 64)),
        ("key", "0" * 16),
    ],
)
def test_a_changed_act_does_not_verify(key: OfficerKey, field: str, value: object) -> None:
    act = msgspec.structs.replace(acts.sign_with_key_file(key, MATTER), **{field: value})
    with pytest.raises(Damaged) as caught:
        acts.verify_act(act, MATTER.kind, MATTER.record_id, MATTER.record_digest, key.public)
    assert caught.value.code == "act_signature"


def test_another_officers_key_does_not_verify(key: OfficerKey) -> None:
    act = acts.sign_with_key_file(key, MATTER)
    for other in (sign.public_key(b"o" * 32), Passkey(b"", "example.org", ())):
        with pytest.raises(Damaged):
            acts.verify_act_on(act, MATTER, other)


def test_two_acts_on_one_matter_are_two(key: OfficerKey) -> None:
    first, second = (acts.sign_with_key_file(key, MATTER) for _ in range(2))
    assert first.nonce != second.nonce
    assert first.signature != second.signature


@pytest.mark.parametrize(
    "change",
    [
        {"scheme": "face"},
        {"officer": "Ahmed"},
        {"nonce": "AAAA"},
        {"nonce": 5},
        {"recipients": []},
        {"recipients": ["rabat", "madrid"]},
        {"recipients": ["rabat", "rabat"]},
        {"assertion": {"client_data": "", "authenticator_data": "", "credential": ""}},
        {"scheme": "passkey"},
        {"more": 1},
        {"generation": "1"},
    ],
)
def test_another_form_of_act_is_refused(key: OfficerKey, change: dict[str, object]) -> None:
    wire = acts.sign_with_key_file(key, MATTER).wire() | change
    with pytest.raises(Damaged) as caught:
        acts.read_act(wire)
    assert caught.value.code == "act_malformed"


def test_a_missing_field_is_refused(key: OfficerKey) -> None:
    wire = acts.sign_with_key_file(key, MATTER).wire()
    for name in wire:
        if name != "assertion":
            with pytest.raises(Damaged):
                acts.read_act({k: v for k, v in wire.items() if k != name})


def test_the_order_of_recipients_does_not_change_the_challenge() -> None:
    turned = dataclasses.replace(MATTER, recipients=("rabat", "madrid"))
    assert acts.challenge_of(MATTER, b"n" * 16) == acts.challenge_of(turned, b"n" * 16)


def test_the_challenge_is_shown_as_a_short_code_of_digits() -> None:
    code = acts.challenge_code(acts.challenge_of(MATTER, b"n" * 16))
    assert [len(part) for part in code.split()] == [4, 4, 4]
    assert code.replace(" ", "").isdecimal()


def test_two_people_are_two_officers_with_their_own_keys(key: OfficerKey) -> None:
    seed = b"o" * 32
    public = sign.public_key(seed)
    other = OfficerKey(OfficerId(new_officer_id()), KeyId(sign.key_id(public)), public, seed)
    keys = {(one.officer, one.key): one.public for one in (key, other)}
    first, second = (acts.sign_with_key_file(one, MATTER) for one in (key, other))

    def key_of(officer: str, key_id: str) -> bytes | None:
        return keys.get((OfficerId(officer), KeyId(key_id)))

    assert acts.check_acts([first.wire(), second.wire()], MATTER, key_of) == (first, second)
    again = acts.sign_with_key_file(key, MATTER)
    borrowed = msgspec.structs.replace(second, officer=key.officer)
    for pair in ([first, again], [first, borrowed], [borrowed]):
        with pytest.raises(Damaged):
            acts.check_acts([one.wire() for one in pair], MATTER, key_of)
    assert acts.check_acts([], MATTER, key_of) == ()


# --- key files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("passphrase", [None, "كلمة السر الطويلة"])
def test_a_key_file_signs_after_it_was_closed(tmp_path: Path, passphrase: str | None) -> None:
    officer = new_officer_id()
    made = acts.create_officer_key(tmp_path / "officer.pem", officer, passphrase)
    loaded = acts.load_officer_key(tmp_path / "officer.pem", passphrase)
    assert loaded == made
    act: Act = acts.sign_with_key_file(loaded, MATTER)
    acts.verify_act_on(act, MATTER, made.public)
    for one in tmp_path.iterdir():
        assert one.stat().st_mode & 0o777 == 0o600
    assert made.seed.hex() not in repr(made)


def test_a_key_file_without_its_passphrase_stays_closed(tmp_path: Path) -> None:
    path = tmp_path / "officer.pem"
    acts.create_officer_key(path, new_officer_id(), "right")
    for wrong in (None, "wrong"):
        with pytest.raises(Refused):
            acts.load_officer_key(path, wrong)


def test_a_sidecar_of_another_key_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        acts.create_officer_key(tmp_path / f"{name}.pem", new_officer_id())
    (tmp_path / "b.json").replace(tmp_path / "a.json")
    with pytest.raises(Invalid):
        acts.load_officer_key(tmp_path / "a.pem")
    with pytest.raises(Missing):
        acts.load_officer_key(tmp_path / "b.pem")
    for broken in (b"", b"[]", b"{}", b"\xff"):
        (tmp_path / "a.json").write_bytes(broken)
        with pytest.raises(Invalid):
            acts.load_officer_key(tmp_path / "a.pem")
    with pytest.raises(Missing):
        acts.load_officer_key(tmp_path / "none.pem")
