"""The settings of one node: the file `node.toml` in the node's own folder.

Promises that a setting which is misspelt, missing or unsafe is refused with the name of the
setting, before anything is opened. Holds no secret: keys lie in the key store, the passphrase of
an officer's key never reaches a file of the node. It opens nothing itself.
"""

import json
import os
import re
import tomllib
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tansiq.terms.clock import Clock, SystemClock
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import NodeId, node_id
from tansiq.terms.languages import Language

FILE = "node.toml"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a node; relative paths are taken from the node folder."""

    folder: Path
    id: NodeId
    names: dict[str, str]
    language: str = "en"
    locale: str = "en-GB"
    zone: str = "UTC"
    production: bool = False
    exercise: bool = False
    dsn: str = ""
    database_folder: str = ""
    keys: str = "keys"
    blobs: str = "blobs"
    bind: str = "127.0.0.1"
    exchange_port: int = 8443
    exchange_url: str = ""
    web_port: int = 8080
    web_url: str = ""
    web_workers: int = 1
    taxii: bool = False
    taxii_port: int = 8444
    taxii_certificate: str = ""
    taxii_key: str = ""
    clock_offset_seconds: int = 0
    clock_bound_seconds: int = 2
    partner_timeout_seconds: int = 30
    poll_seconds: int = 15
    backup_days: int = 30
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: str = "starttls"
    smtp_sender: str = ""
    smtp_username: str = ""
    smtp_password_file: str = ""
    smtp_ca_file: str = ""
    notice_url: str = ""
    origins: tuple[str, ...] = field(default=())

    @property
    def keys_path(self) -> Path:
        """Folder of the key store."""
        return self.folder / self.keys

    @property
    def blobs_path(self) -> Path:
        """Folder of the encrypted attachments."""
        return self.folder / self.blobs

    @property
    def embedded(self) -> bool:
        """Whether the node starts its own PostgreSQL (never in production)."""
        return not self.dsn

    @property
    def notices(self) -> str:
        """Where contacts of sites open their notices: as set, else where the pages are."""
        return (self.notice_url or self.web_url).rstrip("/")

    @property
    def notice_host(self) -> str:
        """Host name of the notices where it is one of its own, else empty."""
        return urlsplit(self.notice_url).hostname or ""

    @property
    def web_host(self) -> str:
        """Host name of the pages, empty when no address is set."""
        return urlsplit(self.web_url).hostname or ""

    def clock(self) -> Clock:
        """The clock of this node; only an exercise node may run ahead of or behind real time."""
        if self.clock_offset_seconds:
            return ExerciseClock(timedelta(seconds=self.clock_offset_seconds))
        return SystemClock()


@dataclass(frozen=True, slots=True)
class ExerciseClock:
    """The system clock moved by a fixed offset, for exercises of long absences."""

    offset: timedelta

    def now(self) -> datetime:
        """Return the moved UTC instant."""
        return datetime.now(UTC) + self.offset


_BETWEEN = {
    "exchange_port": (0, 65535),
    "web_port": (0, 65535),
    "taxii_port": (0, 65535),
    "web_workers": (1, 16),
    "smtp_port": (1, 65535),
    "clock_bound_seconds": (1, 3600),
}
SMTP_TLS = ("starttls", "implicit", "none")
_TUPLES = ("origins",)
_SENDER = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")


def load(folder: Path) -> Settings:
    """Read `folder/node.toml`; raises Missing `node_folder_missing` or Invalid `setting_*`."""
    path = folder / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise Missing("node_folder_missing", folder=str(folder)) from problem
    except tomllib.TOMLDecodeError as problem:
        raise Invalid("setting_syntax", file=str(path)) from problem
    settings = _build(folder.resolve(), table)
    check(settings)
    return settings


def _build(folder: Path, table: dict[str, object]) -> Settings:
    known = {f.name: f for f in fields(Settings) if f.name != "folder"}
    values: dict[str, object] = {}
    for name, value in table.items():
        if name not in known:
            raise Invalid("setting_unknown", setting=name)
        expected = _expected(name)
        if type(value) is not expected:
            raise Invalid("setting_type", setting=name, expected=expected.__name__)
        values[name] = tuple(value) if isinstance(value, list) else value
    for name in ("id", "names"):
        if name not in values:
            raise Invalid("setting_absent", setting=name)
    values["id"] = node_id(str(values["id"]))
    return Settings(folder=folder, **values)  # type: ignore[arg-type]


def _expected(name: str) -> type:
    if name == "names":
        return dict
    if name in _TUPLES:
        return list
    default = next(f.default for f in fields(Settings) if f.name == name)
    return type(default) if isinstance(default, bool | int | str) else str


def check(settings: Settings) -> None:
    """Refuse settings that are unsafe together; raises Invalid naming the setting."""
    if settings.production and settings.embedded:
        raise Invalid("setting_unsafe", setting="dsn")
    if bool(settings.taxii_certificate) != bool(settings.taxii_key):
        raise Invalid("setting_unsafe", setting="taxii_key")
    if settings.production and (settings.exercise or settings.clock_offset_seconds):
        raise Invalid("setting_unsafe", setting="exercise")
    if settings.clock_offset_seconds and not settings.exercise:
        raise Invalid("setting_unsafe", setting="clock_offset_seconds")
    if settings.language not in {str(Language(one)) for one in Language}:
        raise Invalid("setting_value", setting="language", value=settings.language)
    _check_numbers(settings)
    _check_mail(settings)
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise Invalid("setting_value", setting="zone", value=settings.zone) from problem


def _check_numbers(settings: Settings) -> None:
    for name, (least, most) in _BETWEEN.items():
        if not least <= getattr(settings, name) <= most:
            raise Invalid("setting_value", setting=name, value=getattr(settings, name))


def _check_mail(settings: Settings) -> None:
    """Mail goes out under TLS, except to this very machine; a password never lies in a setting."""
    if settings.smtp_tls not in SMTP_TLS:
        raise Invalid("setting_value", setting="smtp_tls", value=settings.smtp_tls)
    if not settings.smtp_host:
        return
    if settings.smtp_tls == "none" and settings.smtp_host not in LOOPBACK:
        raise Invalid("setting_unsafe", setting="smtp_tls")
    if _SENDER.fullmatch(settings.smtp_sender) is None:
        raise Invalid("setting_value", setting="smtp_sender", value=settings.smtp_sender)
    if bool(settings.smtp_username) != bool(settings.smtp_password_file):
        raise Invalid("setting_absent", setting="smtp_password_file")
    if not settings.notices:
        raise Invalid("setting_absent", setting="notice_url")
    if settings.production and not settings.notices.startswith("https://"):
        raise Invalid("setting_unsafe", setting="notice_url")


def save(settings: Settings) -> None:
    """Write `node.toml` (0600) whole or not at all."""
    lines = ["# Settings of one node. Every name is described in the reference of settings.\n"]
    tables = []
    for one in fields(Settings):
        value = getattr(settings, one.name)
        if one.name == "folder":
            continue
        if isinstance(value, dict):
            tables.append(f"\n[{one.name}]\n")
            tables += [f"{key} = {_toml(text)}\n" for key, text in sorted(value.items())]
        else:
            lines.append(f"{one.name} = {_toml(value)}\n")
    target = settings.folder / FILE
    draft = target.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text("".join(lines + tables), encoding="utf-8")
    os.replace(draft, target)  # noqa: PTH105 - atomic replacement is the point


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, int):
        return str(value)
    # A JSON string is a TOML basic string except for DEL, which JSON leaves bare.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
