"""Ports of the demo, and the one error of the demo: a step that did not do what it must."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass


class Failed(Exception):
    """A step of the demo did not do what it must; the words say which and how."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where one node listens."""

    web: int
    exchange: int


def free_ports(wanted: Sequence[Ports]) -> list[Ports]:
    """The wanted ports, or the same ports some hundreds higher when one of them is taken."""
    for shift in range(0, 2000, 100):
        moved = [Ports(one.web + shift, one.exchange + shift) for one in wanted]
        if all(free(port) for one in moved for port in (one.web, one.exchange)):
            return moved
    raise Failed(
        f"no free ports from {wanted[0].web} on, in steps of a hundred up to two thousand;"
        " stop what uses them and start again"
    )


def free(port: int) -> bool:
    """Whether nobody listens at a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
