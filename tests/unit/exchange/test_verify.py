from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.ledger.nodes import TIME, Node, make_node
from tests.unit.ledger.test_membership import passkey_part, signer

from tansiq.exchange import bundle
from tansiq.exchange.channels import Generation, encode_line
from tansiq.exchange.content import Chunk, Content
from tansiq.exchange.verify import verify_bundle, verify_file
from tansiq.ledger import age, blob, cards, checkpoint, cosignature, entry, sign
from tansiq.ledger.cards import fingerprint_words
from tansiq.ledger.membership import first_statement, sign_part
from tansiq.ledger.merkle import Tree
from tansiq.terms.errors import Damaged, Invalid, Missing
from tansiq.terms.ids import new_class_id, node_id

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"
UNIX = 1_795_435_200
BLOB = blob.seal_blob(b"photo")


@pytest.fixture
def nodes(tmp_path: Path) -> dict[str, Node]:
    return {name: make_node(tmp_path, name) for name in ("madrid", "rabat")}


def chunk(nodes: dict[str, Node], size: int = 7, first: int = 0, end: int = 5) -> Chunk:
    seed = nodes["rabat"].store.log_seed(1)
    log = [
        entry.seal_entry(
            origin=ORIGIN,
            seq=seq,
            kind="report_released",
            time=TIME,
            after=(),
            class_id=(class_id := new_class_id()),
            class_key=b"c" * 32,
            plaintext=class_id.encode(),
            extra={},
            log_seed=seed,
        )
        for seq in range(size)
    ]
    tree = Tree.of([one.leaf for one in log])
    head = checkpoint.Checkpoint(ORIGIN, size, tree.root())
    line = cosignature.cosign(head.body(), "madrid/w", nodes["madrid"].store.witness_seed(), UNIX)
    run = log[first:end]
    return Chunk(
        origin=ORIGIN,
        first=first,
        start_root=tree.root(first) if first else bytes(32),
        start_proof=tuple(tree.consistency(first, size)) if first else (),
        end_proof=tuple(tree.consistency(end, size)) if end < size else (),
        entries=tuple(one.entry for one in run),
        bodies=(None, *(one.body for one in run[1:])),
        note=checkpoint.add_cosignature(checkpoint.sign_checkpoint(head, seed), line),
    )


def content(nodes: dict[str, Node], run: Chunk | None = None) -> Content:
    return Content(
        roots=tuple(node.statements[0] for node in nodes.values()),
        logs=(run or chunk(nodes),),
        blobs={BLOB.address: BLOB.file},
    )


def packed(nodes: dict[str, Node], what: Content, seed: bytes | None = None) -> bytes:
    seed = seed or nodes["rabat"].store.log_seed(1)
    envelope = bundle.Envelope(node_id("rabat"), node_id("madrid"), 3, TIME, seed)
    return bundle.pack(what, envelope)


def codes(found: object) -> list[str]:
    return [getattr(one, "code", "") for one in found]  # type: ignore[attr-defined]


def test_entries_after_a_revocation_are_not_passed_over_in_silence(
    nodes: dict[str, Node],
) -> None:
    """As for a proof file: the signature holds, and the key was void by then."""
    rabat = nodes["rabat"]
    revocation = cards.sign_root(
        cards.Revocation(
            node="rabat",
            number=2,
            prev=cards.statement_digest(rabat.statements[0]),
            time=TIME,
            epoch=1,
            last=(cards.LastHead(ORIGIN, 3, "0" * 64),),
            reason="stolen",
        ),
        rabat.root_seed,
    )
    told = content(nodes)
    found = verify_bundle(packed(nodes, replace(told, roots=(*told.roots, revocation))), {})
    assert "key_was_revoked" in codes(found.unproven)
    before = replace(told, roots=(*told.roots, revocation), logs=(chunk(nodes, end=3),))
    assert "key_was_revoked" not in codes(verify_bundle(packed(nodes, before), {}).unproven)


def test_a_bundle_says_which_members_signed_a_list(nodes: dict[str, Node]) -> None:
    made = first_statement("desk:madrid~rabat", ("madrid", "rabat"), "desk", TIME)
    part, _ = passkey_part(nodes, made)
    other = sign_part(made, signer(nodes["madrid"]))
    line = encode_line(Generation(made, (part, other), True))
    told = replace(content(nodes), channels=(line,))
    found = verify_bundle(packed(nodes, told), {})
    assert found.sound
    said = [one for one in found.proven if one.code == "members_signed"]
    assert [one.facts["node"] for one in said] == ["rabat", "madrid"]
    lonely = verify_bundle(packed(nodes, replace(told, roots=told.roots[1:])), {})
    assert "members_without_card" in codes(lonely.unproven)
    later = first_statement("desk:madrid~rabat", ("madrid", "rabat"), "desk", TIME)
    moved = encode_line(Generation(later, (part,), False))
    false = verify_bundle(packed(nodes, replace(told, channels=(moved,))), {})
    assert codes(false.failed) == ["channel_part"]


def test_a_bundle_says_who_wrote_it_and_what_stands_in_the_log(nodes: dict[str, Node]) -> None:
    root = sign.public_key(nodes["rabat"].root_seed)
    found = verify_bundle(packed(nodes, content(nodes)), {"rabat": fingerprint_words(root)})
    assert found.sound
    assert codes(found.proven) == [
        "root_is_known", "bundle_signed", "bundle_whole", "run_signed", "run_in_log",
        "head_cosigned",
    ]  # fmt: skip
    assert {"root_not_compared", "bodies_closed", "not_true"} <= set(codes(found.unproven))
    assert [one.node for one in found.cosigned] == ["madrid"]
    for language in ("ar", "es", "fr", "en"):
        assert all("{" not in one for one in found.words_proven(language))


def test_a_later_run_is_signed_but_not_shown_to_stand_in_the_log(nodes: dict[str, Node]) -> None:
    found = verify_bundle(packed(nodes, content(nodes, chunk(nodes, first=2))), {})
    assert found.sound
    assert "run_not_anchored" in codes(found.unproven)
    assert "run_in_log" not in codes(found.proven)


def test_a_card_that_is_not_there_is_a_limit_and_no_failure(nodes: dict[str, Node]) -> None:
    found = verify_bundle(packed(nodes, replace(content(nodes), roots=())), {})
    assert found.sound
    assert {"bundle_without_card", "run_without_card"} <= set(codes(found.unproven))
    assert codes(found.proven) == ["bundle_whole"]


def test_altered_bundles_fail_by_name(nodes: dict[str, Node]) -> None:
    good = chunk(nodes)
    body = good.bodies[1] or b""
    other = packed(nodes, content(nodes), b"o" * 32)
    for data, code in (
        (other, "bundle_signature"),
        (
            packed(nodes, content(nodes, replace(good, entries=good.entries[::-1]))),
            "verify_run_order",
        ),
        (packed(nodes, content(nodes, replace(good, first=1))), "verify_run_order"),
        (packed(nodes, content(nodes, replace(good, end_proof=()))), "verify_run_head"),
        (
            packed(nodes, content(nodes, replace(good, bodies=(body, *good.bodies[1:])))),
            "entry_body",
        ),
        (packed(nodes, replace(content(nodes), blobs={"ab" * 32: b"x"})), "blob_address"),
        (packed(nodes, content(nodes))[:-1], "bundle_truncated"),
    ):
        assert codes(verify_bundle(data, {}).failed) == [code]


def test_a_file_is_known_by_what_it_begins_with(nodes: dict[str, Node], tmp_path: Path) -> None:
    data = packed(nodes, content(nodes))
    (tmp_path / "b.tsq").write_bytes(data)
    assert verify_file(tmp_path / "b.tsq", {}).kind == "bundle"
    identity = age.new_identity()
    (tmp_path / "s.tsq").write_bytes(age.seal(data, age.recipient_of(identity)))
    assert verify_file(tmp_path / "s.tsq", {}, identity).sound
    with pytest.raises(Invalid) as sealed:
        verify_file(tmp_path / "s.tsq", {})
    assert sealed.value.code == "verify_sealed_file"
    with pytest.raises(Damaged):
        verify_file(tmp_path / "s.tsq", {}, age.new_identity())
    (tmp_path / "x").write_bytes(b"hello")
    with pytest.raises(Invalid) as unknown:
        verify_file(tmp_path / "x", {})
    assert unknown.value.code == "verify_unknown_file"
    for missing in (tmp_path / "none", tmp_path):
        with pytest.raises(Missing):
            verify_file(missing, {})
