"""openmined-psi in this process: Diffie-Hellman on P-256, a Golomb-coded set, three messages."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import private_set_intersection.python as psi  # type: ignore[import-not-found,import-untyped]

FALSE = 1e-9


@dataclass(frozen=True)
class Run:
    """Seconds, bytes on the way, and how many the client found."""

    seconds: float
    sent: int
    found: int


def run(asked: Sequence[str], held: Sequence[str]) -> Run:
    """One full match; the client learns which of its own items the server holds."""
    start = time.perf_counter()
    server = psi.server.CreateWithNewKey(True)
    client = psi.client.CreateWithNewKey(True)
    setup = server.CreateSetupMessage(FALSE, len(asked), list(held), psi.DataStructure.GCS)
    request = client.CreateRequest(list(asked))
    response = server.ProcessRequest(request)
    found = client.GetIntersection(setup, response)
    took = time.perf_counter() - start
    sent = sum(len(one.SerializeToString()) for one in (setup, request, response))
    return Run(took, sent, len(found))
