"""A mail server on loopback that does as it is told, and a certificate it is trusted by."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass
class Mailbox:
    """What the server took, and how it behaves: addresses it refuses, whether it drops the line."""

    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    drops: bool = False
    waits: threading.Event | None = None
    greeted: list[str] = field(default_factory=list)
    port: int = 0

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.taken if one["To"] == address]

    async def handle_RCPT(  # noqa: N802 - as the library calls it
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _more: list[str]
    ) -> str:
        self.greeted.append(str(session.host_name))
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.waits is not None:
            await asyncio.to_thread(self.waits.wait, 60)
        if self.drops:
            server.transport.abort()
            return "250 OK"
        content = envelope.content
        assert isinstance(content, bytes)
        made = message_from_bytes(content, policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.taken.append(made)
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        return "250 OK"


class _Anywhere(Controller):
    """The library asks the port it was given whether it answers; it is told which one it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        socket.create_connection((HOST, self.port), timeout=5).close()


@contextmanager
def mail_server(
    tls: str = "none", context: ssl.SSLContext | None = None, login: tuple[str, str] | None = None
) -> Iterator[Mailbox]:
    """A server that speaks plainly, by STARTTLS, or under TLS from the start."""
    box = Mailbox()
    more: dict[str, object] = {}
    if tls == "starttls":
        more = {"tls_context": context, "require_starttls": True}
    elif tls == "implicit":
        more = {"ssl_context": context}
    if login:

        def judged(_s: object, _session: object, _e: object, _m: str, given: object) -> AuthResult:
            said = (given.login.decode(), given.password.decode())  # type: ignore[attr-defined]
            return AuthResult(success=said == login)

        more |= {"authenticator": judged, "auth_required": True, "auth_require_tls": False}
    running = _Anywhere(box, hostname=HOST, port=0, **more)
    running.start()
    try:
        box.port = running.port
        yield box
    finally:
        running.stop()


def certificate(folder: Path, host: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """A fresh certificate of its own authority: the server's side of TLS, and what to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = [x509.DNSName(host), x509.IPAddress(ip_address(HOST))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    public, private = folder / "mail.pem", folder / "mail.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
