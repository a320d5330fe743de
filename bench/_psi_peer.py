"""openmined-psi as two processes: Diffie-Hellman on P-256, a Golomb-coded set, three messages."""

from collections.abc import Sequence

import private_set_intersection.python as psi  # type: ignore[import-not-found,import-untyped]
from _two_sides import Line, Steps, numbers

FALSE = 1e-9


def client(first: int, end: int) -> Steps:
    """Who learns which of its own items the server holds; one thread is all there is."""
    items, own = numbers(first, end), psi.client.CreateWithNewKey(True)

    def steps(line: Line) -> Sequence[str]:
        line.send(own.CreateRequest(items).SerializeToString())
        setup, response = psi.ServerSetup(), psi.Response()
        setup.ParseFromString(line.receive())
        response.ParseFromString(line.receive())
        return [items[place] for place in own.GetIntersection(setup, response)]

    return steps


def server(first: int, end: int) -> Steps:
    """Who answers, and learns nothing."""
    items, own = numbers(first, end), psi.server.CreateWithNewKey(True)

    def steps(line: Line) -> Sequence[str]:
        asked = line.receive() if line.turns else b""
        setup = own.CreateSetupMessage(FALSE, len(items), items, psi.DataStructure.GCS)
        request = psi.Request()
        request.ParseFromString(asked or line.receive())
        line.send(setup.SerializeToString())
        line.send(own.ProcessRequest(request).SerializeToString())
        return ()

    return steps
