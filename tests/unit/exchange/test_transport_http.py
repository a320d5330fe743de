import datetime as dt
import socket
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tansiq.exchange.transport_http import PartnerClient, TlsFiles
from tansiq.exchange.transport_server import ExchangeServer, serve_exchange
from tansiq.terms.errors import Conflict, Damaged, PartnerFault


def identity(folder: Path, name: str) -> tuple[TlsFiles, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    files = TlsFiles(folder / f"{name}.crt", folder / f"{name}.key")
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files, certificate.public_bytes(serialization.Encoding.DER)


class Echo:
    """A receiver that answers what it was sent; `fault` makes it raise."""

    def __init__(self, trusted: list[bytes]) -> None:
        self.trusted = trusted
        self.fault: Exception | None = None

    def receive(self, data: bytes) -> bytes:
        if self.fault is not None:
            raise self.fault
        return b"reply:" + data

    def trusted_certificates(self) -> tuple[bytes, ...]:
        return tuple(self.trusted)


def start(echo: Echo, tls: TlsFiles) -> tuple[ExchangeServer, str]:
    server = serve_exchange(echo, tls, "127.0.0.1", 0)
    return server, f"https://127.0.0.1:{server.port}"


def test_enrolled_certificates_alone_are_admitted_and_changes_count_at_once(
    tmp_path: Path,
) -> None:
    """REQUIREMENTS 10.1: joining and leaving take effect without a restart."""
    rabat, rabat_der = identity(tmp_path, "rabat")
    madrid, madrid_der = identity(tmp_path, "madrid")
    echo = Echo([])
    server, url = start(echo, rabat)
    try:

        def post() -> bytes:
            client = PartnerClient(url, rabat_der, madrid)
            try:
                return client.post(b"x")
            finally:
                client.close()

        with pytest.raises(PartnerFault) as refused:
            post()
        assert refused.value.code == "partner_refuses_connection"
        echo.trusted.append(madrid_der)
        assert post() == b"reply:x"
        echo.trusted.clear()
        with pytest.raises(PartnerFault):
            post()
    finally:
        server.stop()


def test_the_client_accepts_exactly_the_pinned_certificate(tmp_path: Path) -> None:
    rabat, _ = identity(tmp_path, "rabat")
    madrid, madrid_der = identity(tmp_path, "madrid")
    _, other_der = identity(tmp_path, "other")
    server, url = start(Echo([madrid_der]), rabat)
    try:
        with pytest.raises(PartnerFault) as differs:
            PartnerClient(url, other_der, madrid).post(b"x")
        assert differs.value.code == "partner_certificate_differs"
    finally:
        server.stop()


def test_an_error_reaches_the_partner_as_its_code_alone(tmp_path: Path) -> None:
    rabat, rabat_der = identity(tmp_path, "rabat")
    madrid, madrid_der = identity(tmp_path, "madrid")
    echo = Echo([madrid_der])
    echo.fault = Damaged("bundle_signature")
    server, url = start(echo, rabat)
    try:
        with pytest.raises(PartnerFault) as rejected:
            PartnerClient(url, rabat_der, madrid).post(b"x")
        assert rejected.value.code == "partner_rejected"
        assert rejected.value.facts == {"status": 422, "reason": "bundle_signature"}
    finally:
        server.stop()


def test_a_port_in_use_is_said_at_once(tmp_path: Path) -> None:
    rabat, _ = identity(tmp_path, "rabat")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(Conflict) as caught:
            serve_exchange(Echo([]), rabat, "127.0.0.1", taken.getsockname()[1])
        assert caught.value.code == "port_taken"


def test_a_partner_that_is_away_is_unreachable_and_not_an_error_of_ours(tmp_path: Path) -> None:
    madrid, madrid_der = identity(tmp_path, "madrid")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(PartnerFault) as away:
        PartnerClient(f"https://127.0.0.1:{port}", madrid_der, madrid).post(b"x")
    assert away.value.code == "partner_unreachable"


def test_plain_http_gets_no_answer(tmp_path: Path) -> None:
    rabat, _ = identity(tmp_path, "rabat")
    server, _ = start(Echo([]), rabat)
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as plain:
            plain.sendall(b"POST /exchange HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
            try:
                answer = plain.recv(100)
            except ConnectionError:
                answer = b""
        assert not answer.startswith(b"HTTP")
    finally:
        server.stop()
