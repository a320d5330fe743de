"""Founding a node: folders, keys, root key apart, database, first card, two founding officers.

Promises: nothing that exists is touched; a founding that fails leaves no folder that passes for a
node; the root key, the officers' keys and the node's keys lie in three folders, so that each can go
where it belongs. Does not enrol anybody.
"""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from tansiq.exchange import partners
from tansiq.ledger import base64
from tansiq.ledger.acts import OfficerKey as HeldKey
from tansiq.ledger.acts import create_officer_key, sign_with_key_file
from tansiq.ledger.cards import Card, HpkeKey, LogKey, RelyingParty, fingerprint_words, sign_root
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.root_key import RootKey
from tansiq.node.compose import Node
from tansiq.node.database import Database
from tansiq.node.introducing import kept
from tansiq.node.perform import perform_founding
from tansiq.node.settings import Settings, check, save
from tansiq.node.signing import Asked
from tansiq.officers.commands import FoundNode, found_node
from tansiq.officers.queries import state_for_founding
from tansiq.record.officers import Label, OfficerKey, Person
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Invalid
from tansiq.terms.ids import NodeId, OfficerId, new_officer_id
from tansiq.terms.languages import Language


@dataclass(frozen=True, slots=True)
class Founder:
    """One of the two officers who found a node."""

    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """All that is needed to found a node."""

    folder: Path
    root_folder: Path
    officers_folder: Path
    node: NodeId
    names: Mapping[str, str]
    founders: tuple[Founder, ...]
    passphrase: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FounderMade:
    """A founding officer with the key file to hand over."""

    officer: str
    name: str
    key: str
    key_file: str


@dataclass(frozen=True, slots=True)
class Founded:
    """What a founding made."""

    node: str
    folder: str
    root_key: str
    fingerprint: str
    founders: tuple[FounderMade, ...]


@dataclass(frozen=True, slots=True)
class FreshSigner:
    """A founder's key, just made, signing the founding record."""

    held: HeldKey

    @property
    def officer(self) -> OfficerId:
        """The founder's pseudonym."""
        return self.held.officer

    @property
    def key(self) -> str:
        """The id of the key."""
        return self.held.key

    def sign(self, asked: Sequence[Asked]) -> tuple[dict[str, object], ...]:
        """Sign: a founder is asked by the founding itself."""
        return tuple(sign_with_key_file(self.held, one.matter).wire() for one in asked)


def found(wish: Founding) -> Founded:
    """Found a node; Conflict `node_folder_taken` when a folder is in use."""
    settings = _settings(wish)
    for folder in (wish.folder, wish.root_folder):
        if folder.exists() and any(folder.iterdir()):
            raise Conflict("node_folder_taken", folder=str(folder))
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, wish.folder, ignore_errors=True)
        wish.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        save(settings)
        keys = KeyStore.create(settings.keys_path, wish.node)
        if wish.root_folder.exists():
            wish.root_folder.rmdir()
        root = RootKey.create(wish.root_folder, wish.passphrase)
        signers = _founders(wish)
        database = Database(settings)
        undo.callback(_forget_database, database)
        database.create()
        card = first_card(settings, keys, root)
        keys.close()
        database.close()
        _write_home(wish, signers, card)
        undo.pop_all()
    return Founded(
        wish.node,
        str(wish.folder),
        str(wish.root_folder),
        fingerprint_words(root.public),
        tuple(made for made, _ in signers),
    )


def _settings(wish: Founding) -> Settings:
    unknown = sorted(set(wish.names) - {str(one) for one in Language})
    if unknown or not wish.names:
        raise Invalid("setting_value", setting="names", value=", ".join(unknown))
    made = replace(
        Settings(folder=wish.folder.resolve(), id=wish.node, names=dict(wish.names)),
        **dict(wish.settings),  # type: ignore[arg-type]
    )
    made = replace(
        made,
        exchange_url=made.exchange_url or f"https://{made.bind}:{made.exchange_port}",
        web_url=made.web_url or f"http://{wish.node}.localhost:{made.web_port}",
    )
    check(made)
    return made


def _founders(wish: Founding) -> list[tuple[FounderMade, FreshSigner]]:
    wish.officers_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for number, founder in enumerate(wish.founders, start=1):
        path = wish.officers_folder / f"founder-{number}.key"
        held = create_officer_key(path, new_officer_id(), wish.passphrase)
        made.append(
            (FounderMade(held.officer, founder.name, held.key, str(path)), FreshSigner(held))
        )
    return made


def first_card(settings: Settings, keys: KeyStore, root: RootKey) -> bytes:
    """The root-signed card number 1 of a node."""
    return sign_root(card_of(settings, keys, root, (1, "")), root.seed)


def card_of(settings: Settings, keys: KeyStore, root: RootKey, link: tuple[int, str]) -> Card:
    """A card of the keys as they are now; `link` = (its number, digest of the statement before)."""
    parts = keys.public_parts()
    number, prev = link
    host = urlsplit(settings.web_url).hostname or ""
    return Card(
        node=settings.id,
        number=number,
        prev=prev,
        time=stamp(settings.clock().now()),
        name=dict(settings.names),
        root=root.public,
        log_keys=tuple(LogKey(epoch, key) for epoch, key in parts.log_keys),
        hpke=tuple(HpkeKey(one, key) for one, key in parts.hpke),
        witness=parts.witness,
        tls_cert=parts.tls_cert,
        age=parts.age,
        url=settings.exchange_url,
        rp=RelyingParty(host, (settings.web_url,)) if host else None,
        software=f"tansiq/{version('tansiq')}",
    )


def _write_home(
    wish: Founding, signers: list[tuple[FounderMade, FreshSigner]], card: bytes
) -> None:
    request = FoundNode(
        node=wish.node,
        names=tuple(Label(language=key, text=text) for key, text in sorted(wish.names.items())),
        founders=tuple(
            Person(
                officer=signer.officer,
                name=founder.name,
                roles=founder.roles,
                key=OfficerKey(
                    key=signer.key,
                    scheme="key_file",
                    public=base64.to_text(signer.held.public),
                ),
            )
            for founder, (_, signer) in zip(wish.founders, signers, strict=True)
        ),
    )
    with Node.open(wish.folder) as node:
        with node.store.transaction() as tx:
            partners.keep_card(tx, card)
        dates = kept(node)

        def plan(tx: Tx) -> tuple[Planned, ...]:
            return found_node(state_for_founding(tx, dates), request)

        perform_founding(node, tuple(signer for _, signer in signers), plan)


def _forget_database(database: Database) -> None:
    database.close()
    if database.place is not None:
        shutil.rmtree(database.place, ignore_errors=True)
