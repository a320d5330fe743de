"""`tansiq serve`, `worker`: the two processes of a node."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tansiq.cli.acting import plain
from tansiq.cli.ending import PARENT, until_told
from tansiq.cli.frame import Answer, Call, Command, option
from tansiq.cli.loading import part
from tansiq.cli.wording import sentence
from tansiq.node import serve, worker
from tansiq.node.compose import Node

WORKER = (sys.executable, "-m", "tansiq.web.worker")


def _serve(call: Call) -> Answer:
    stopped = until_told(call)
    node = call.node()
    with _pages(node) as pages, serve.serving(node, pages) as running:
        facts = {"web": running.web, "port": running.exchange_port}
        said = sentence("serving", call.language, node=node.me, **facts)
        sys.stderr.write(said + "\n")
        if running.taxii_port:
            door = sentence("serving_taxii", call.language, port=running.taxii_port)
            sys.stderr.write(door + "\n")
        stopped.wait()
    return Answer({"node": node.me})


@contextmanager
def _pages(node: Node) -> Iterator[serve.Pages | Sequence[str]]:
    """The pages in this process, or how to start one of the processes that answer them."""
    if node.settings.web_workers > 1:
        yield WORKER
        return
    served = part("web.served")  # Django: a third of a second that `worker` saves
    with served.pages(node) as pages:
        yield pages


def _worker(call: Call) -> Answer:
    stopped = until_told(call)
    node = call.node()
    if call.args.once:
        return Answer(plain(worker.once(node)))
    sys.stderr.write(sentence("working", call.language, node=node.me) + "\n")
    worker.work(node, stopped)
    return Answer({"node": node.me})


COMMANDS = (
    Command("serve", _serve, (PARENT,)),
    Command("worker", _worker, (option("--once", action="store_true"), PARENT)),
)
