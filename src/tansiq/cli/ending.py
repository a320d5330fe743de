"""When a long-running command ends: on SIGINT, on SIGTERM, and with its parent where asked.

Promises: SIGINT counts although a shell that is not interactive made background jobs ignore it;
`--parent PID` ends the process when that process is its parent no more, however it died; what
still waits for a partner's answer is not waited for. Does not end what the node is applying.
"""

import os
import signal
import sys
import threading
from typing import Final

from tansiq.cli.frame import Argument, Call, option

PARENT: Final[Argument] = option("--parent", "parent_process", type=int, metavar="PID")
_LOOK: Final = 0.25


def until_told(call: Call) -> threading.Event:
    """Return what is set when the command must end; call it before the node is opened."""
    stopped = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda _number, _frame: stopped.set())
    parent: int | None = call.args.parent
    if parent is not None:
        watch = threading.Thread(target=_watch, args=(parent, stopped), daemon=True)
        watch.start()
    # The last thing done, after the node was closed.
    call.closing.callback(_leave, stopped)
    return stopped


def _watch(parent: int, stopped: threading.Event) -> None:
    while os.getppid() == parent:
        if stopped.wait(_LOOK):
            return
    stopped.set()


def _leave(stopped: threading.Event) -> None:
    """End now when threads are left that wait for the network: Python would wait with them.

    A pool's threads are waited for even where they are daemons.
    """
    if stopped.is_set() and threading.active_count() > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
