"""The calling side of the exchange over mutually authenticated HTTPS, TLS 1.3 only.

Promises: the client accepts exactly the certificate it was given, shows its own, and takes no
answer larger than a bundle may be. Nobody is believed because of TLS: who speaks is taken from the
signed header of the bundle. Does not retry (`courier` does) and knows nothing of what a bundle
holds; the answering side is `transport_server`.
"""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import msgspec

from tansiq.exchange.bodies import MAX_BODY
from tansiq.terms.errors import Invalid, PartnerFault

PATH: Final = "/exchange"
MEDIA_TYPE: Final = "application/vnd.tansiq.bundle"


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where this node's own certificate and its key lie."""

    certificate: Path
    key: Path


class PartnerClient:
    """A kept-alive connection to one partner, pinned to exactly its certificate."""

    def __init__(self, url: str, certificate: bytes, tls: TlsFiles, seconds: float = 30.0) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # the certificate itself is pinned; its name proves nothing
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        try:
            context.load_cert_chain(tls.certificate, tls.key)
            context.load_verify_locations(cadata=certificate)
        except (ssl.SSLError, OSError) as error:
            raise Invalid("certificate_unreadable") from error
        self._url = url.rstrip("/") + PATH
        self._client = httpx.Client(
            verify=context,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(seconds, connect=min(seconds, 10.0)),
            limits=httpx.Limits(max_connections=4, keepalive_expiry=60.0),
        )

    def post(self, data: bytes) -> bytes:
        """Send a bundle and return the reply bundle; PartnerFault(partner_*) when there is none."""
        try:
            with self._client.stream(
                "POST", self._url, content=data, headers={"content-type": MEDIA_TYPE}
            ) as response:
                body = _bounded(response.iter_bytes(1 << 16))
                status = response.status_code
        except httpx.HTTPError as error:
            raise PartnerFault(_fault(error)) from error
        if status != 200:
            raise PartnerFault("partner_rejected", status=status, reason=_reason(body))
        return body

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _bounded(pieces: Iterable[bytes]) -> bytes:
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > MAX_BODY:
            raise PartnerFault("partner_answer_too_large", limit=MAX_BODY)
    return b"".join(parts)


def _fault(error: httpx.HTTPError) -> str:
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "partner_certificate_differs"
    # In TLS 1.3 a server that refuses our certificate says so after the handshake, by an alert or
    # by hanging up before the first byte of an answer.
    if isinstance(error, httpx.RemoteProtocolError) or "SSL" in text or "alert" in text:
        return "partner_refuses_connection"
    if isinstance(error, httpx.TimeoutException):
        return "partner_timeout"
    return "partner_unreachable"


def _reason(body: bytes) -> str:
    try:
        found = msgspec.json.decode(body, type=dict[str, str])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    code = found.get("code", "")
    return code if code.isascii() and code.replace("_", "a").isalnum() else ""
