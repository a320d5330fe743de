"""A sealing key from the day it is replaced to the day nothing can bring it back."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from demo.desk import inbox
from demo.opening import CHANNEL
from demo.stage import Side, Stage
from tests.nodes.processes import agencies, patient, release
from tests.nodes.test_processes_away import DAY, by_stick, shift
from tests.nodes.two_nodes import Rig, RigNode

from tansiq.exchange import sealed
from tansiq.exchange.sealed import Sealed
from tansiq.ledger import classes, retire
from tansiq.ledger.cards import Card, read_root
from tansiq.ledger.retire import Found, Retired
from tansiq.node.compose import Node
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ClassId


def known(node: RigNode) -> dict[str, Found]:
    """What a node of the rig knows of its retired keys."""
    ring = node.ring()
    read = [read_root(one, ring.root(node.name)) for one in ring.statements(node.name)]
    cards = [one for one in read if isinstance(one, Card)]
    keys = retire.retired(cards, node.keys.hpke_ids())
    with node.store.transaction() as tx:
        scope = node.exchange.scope(tx)
        return sealed.found_of(tx, node.sealer, scope, keys, clock_trusted=True)


def rotate(node: RigNode) -> str:
    """Replace a sealing key on a new card; return the old one."""
    old = node.keys.hpke_ids()[-1]
    node.keys.rotate_hpke()
    node.publish_card()
    return old


def test_a_class_sealed_to_the_old_key_opens_until_the_partner_has_the_new_card(rig: Rig) -> None:
    """The partner's own word, that it has the card, comes with all it sealed before."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.settle_all()
    old = rotate(madrid)
    class_id, opening = rabat.open_class(channel)
    rabat.append(opening)
    rabat.classes[channel, 1] = class_id
    rabat.say(channel, "sealed to the old key")
    assert known(madrid)[old].unaware == ("rabat",)
    rig.settle_all()
    assert madrid.heard("rabat") == ["one", "sealed to the old key"]
    assert known(madrid) == {old: Found()}
    madrid.keys.destroy_hpke(old, stamp(madrid.clock.now()))
    class_id, opening = rabat.open_class(channel)
    rabat.append(opening)
    rabat.classes[channel, 1] = class_id
    rabat.say(channel, "sealed to the new one")
    rig.settle_all()
    assert madrid.heard("rabat")[-1] == "sealed to the new one"


def test_a_log_that_is_longer_than_what_came_keeps_the_key(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rig.settle_all()
    old = rotate(madrid)
    rig.settle_all()
    assert known(madrid) == {old: Found()}
    origin = rabat.log(channel).origin
    with madrid.store.transaction() as tx:
        tx.run(
            "INSERT INTO link.position (partner, origin, received) VALUES ('rabat', %s, 99)"
            " ON CONFLICT (partner, origin) DO UPDATE SET received = 99",
            (origin,),
        )
    assert known(madrid)[old].behind == (origin,)


def test_a_class_not_taken_into_the_key_store_is_opened_before_its_key_goes(rig: Rig) -> None:
    """As after a restore from a key backup that is older than the mirror."""
    rabat, madrid, channel = rig.pair()
    older = madrid.folder / "older"
    older.mkdir(mode=0o700)
    for one in (madrid.folder / "keys").iterdir():
        (older / one.name).write_bytes(one.read_bytes())
        (older / one.name).chmod(0o600)
    rabat.say(channel, "one")
    rig.settle_all()
    madrid.close()
    (madrid.folder / "keys").rename(madrid.folder / "lost")
    older.rename(madrid.folder / "keys")
    madrid.open()
    old = rotate(madrid)
    (class_id,) = known(madrid)[old].unopened
    assert madrid.keys.class_key(class_id) is None
    with madrid.store.transaction() as tx:
        assert sealed.take_over(tx, madrid.sealer) == 1
    assert madrid.keys.class_key(class_id) is not None
    assert known(madrid)[old].unopened == ()


def test_a_slot_that_opens_to_nothing_keeps_no_key_alive(rig: Rig) -> None:
    """Else a partner could keep an erasure from ever being done."""
    rabat, madrid, channel = rig.pair()
    _, opening = rabat.open_class(channel)
    slots = opening.extra["slots"]
    assert isinstance(slots, list)
    slots[0]["enc"] = "A" * len(slots[0]["enc"])
    rabat.append(opening)
    old = rotate(madrid)
    rig.settle_all()
    assert known(madrid) == {old: Found()}


def test_our_own_classes_need_no_slot(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.settle_all()
    (class_id,) = {rabat.classes[channel, 1]}
    for node, count in ((rabat, 0), (madrid, 1)):
        with node.store.transaction() as tx:
            assert len(list(sealed.sealed(tx, node.name, [class_id]))) == count


def candidates(folder: Path) -> set[bytes]:
    """Every 32 bytes that lie in a row in a key store, and every private key in a file of it."""
    found: set[bytes] = set()
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        found.update(data[at : at + 32] for at in range(len(data) - 31))
        try:
            key = load_pem_private_key(data, None)
        except ValueError:
            continue
        if isinstance(key, X25519PrivateKey):
            found.add(key.private_bytes_raw())
    return found


def opens(folder: Path, slot: Sealed, me: str) -> bool:
    """Whether anything in a key store is the class key, or opens the slot that holds it."""
    header = slot.header
    for one in candidates(folder):
        if classes.class_id_of(one) == slot.class_id:
            return True
        try:
            classes.open_slot(header.extra, header.origin, me, one)
        except TansiqError:
            continue
        return True
    return False


def slot_of(side: Side, class_id: str) -> Sealed:
    with Node.open(side.node) as node, node.store.reading() as tx:
        (found,) = sealed.sealed(tx, node.me, [ClassId(class_id)])
    return found


def erase(side: Side, class_id: str) -> dict:
    """Ordered by the case officer, confirmed by the data-protection officer."""
    order = side.act("case", "erase", "order", class_id, "--ground", "recalled")
    return side.act("privacy", "erase", "approve", order["id"])


def privacy(side: Side) -> None:
    """Give a side a data-protection officer."""
    path = side.officers["privacy"] = side.folder / "officers" / "privacy.key"
    side.tansiq("officer", "key", "create", str(path))
    made = side.act(
        "liaison", "officer", "propose", "add", "--key-file", str(path), "--name", "P",
        "--role", "data_protection_officer",
    )  # fmt: skip
    side.act("case", "change", "approve", made["proposal"])


def status(side: Side) -> dict:
    found: dict = side.tansiq("erase", "status")["orders"][0]
    return found


def erased_here(side: Side) -> list[dict]:
    found = side.tansiq("recall", "list", "--channel", CHANNEL, who="liaison", reason="round")
    told: list[dict] = found["erased_here"]
    return told


def arrived(side: Side, named: str) -> None:
    if named not in inbox(side):
        raise ValueError(named)


def recalled_and_obeyed(stage: Stage) -> str:
    """A release that madrid has read, was told to erase, and said it would; returns its class."""
    rabat, madrid = stage.sides
    first = release(rabat, "to be recalled")
    patient(lambda: arrived(madrid, first["release"]))
    for side in stage.sides:
        side.stop()
    rabat.act("liaison", "report", "recall", first["release"], "--because", "wrong")
    assert by_stick(stage, rabat, "recall.tsq")["problems"] == []
    madrid.act("liaison", "recall", "answer", first["release"], "--agency", "rabat", "--comply")
    (told,) = erased_here(madrid)
    assert (told["state"], "key" in told["because"]) == ("incomplete", True)
    return str(told["class_id"])


@pytest.mark.slow
def test_after_erasing_rotating_and_retiring_no_key_left_opens_the_slot(tmp_path: Path) -> None:
    """REQUIREMENTS 11.3: "done" is not said while a key here could open the slot in the log."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        privacy(madrid)
        class_id = recalled_and_obeyed(stage)
        slot, keys = slot_of(madrid, class_id), madrid.node / "keys"
        assert opens(keys, slot, "madrid")
        done = erase(madrid, class_id)
        named = [f"slot_key:{slot.key}"]
        assert (done["state"], done["until"], done["because"]) == ("pending_until", "", named)
        assert [(one["state"], one["because"]) for one in erased_here(madrid)] == [
            ("pending_until", named)
        ]
        assert opens(keys, slot, "madrid")  # which is why it is not called done
        refused = madrid.tansiq("key", "retire", "--now", expect=6)
        assert refused["error"] == "hpke_key_current"
        madrid.tansiq("key", "rotate", "hpke", "--root-key", str(madrid.folder / "root"))
        late = release(rabat, "sealed before rabat heard of the new key")
        (kept,) = madrid.tansiq("key", "retire")["waiting"]
        assert kept["waits_for"] == ["settling", "partners_unaware"]
        assert status(madrid)["until"] == kept["until"]
        by_stick(stage, rabat, "late.tsq")
        shown = madrid.tansiq("report", "show", f"rabat/{late['release']}", who="liaison",
                              reason="inquiry")  # fmt: skip
        assert shown["content"]["text"].startswith("text of sealed before")
        by_stick(stage, madrid, "card.tsq")
        by_stick(stage, rabat, "heard.tsq")
        madrid.hang_up()
        shift(madrid, 2 * DAY)
        assert madrid.tansiq("worker", "--once")["jobs"]["retire_sealing_keys"] == "1"
        states = {one["key"]: one["state"] for one in madrid.tansiq("key", "list")["sealing"]}
        assert sorted(states.values()) == ["current", "destroyed"]
        assert states[slot.key] == "destroyed"
        assert status(madrid)["state"] == "done"
        assert [one["state"] for one in erased_here(madrid)] == ["done"]
        assert not opens(keys, slot, "madrid")
        assert late["release"] in inbox(madrid)
        for told in ("1", "0"):
            assert madrid.tansiq("worker", "--once")["jobs"]["finish_erasures"] == told
        origin = f"madrid/{CHANNEL}/g1/e1"
        kinds = [one["kind"] for one in madrid.tansiq("log", "show", origin)["entries"]]
        assert kinds.count("erasure_recorded") == 2  # first that it waits, then that it is done


def test_the_end_of_the_grace_period_is_said_with_the_key() -> None:
    key = Retired("k", 2, "2026-11-23T12:00:00Z")
    assert key.until == "2027-01-07T12:00:00Z"
    assert timedelta(days=45) == retire.GRACE
