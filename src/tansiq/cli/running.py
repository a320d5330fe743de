"""`tansiq init`, `serve`, `worker`, `status`, `doctor`, `rebuild`, `completion`."""

import importlib
import sys
from pathlib import Path

import shtab

from tansiq.cli.acting import passphrase_from_file, plain
from tansiq.cli.ending import PARENT, until_told
from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import Answer, Call, Command, option, place
from tansiq.cli.progress import patiently
from tansiq.cli.wording import sentence
from tansiq.node import founding, health, rebuilding, serve, worker
from tansiq.node.founding import Founder, Founding
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import node_id


def _pairs(given: list[str], flag: str) -> list[tuple[str, str]]:
    found = [one.partition("=") for one in given]
    for name, equals, value in found:
        if not (name and equals and value):
            raise Invalid("cli_pair", flag=flag, value=name[:60])
    return [(name, value) for name, _, value in found]


def _init(call: Call) -> Answer:
    args = call.args
    founders = tuple(
        Founder(name, tuple(roles.split(","))) for name, roles in _pairs(args.founder, "--founder")
    )
    wish = Founding(
        folder=call.folder,
        root_folder=Path(args.root_key),
        officers_folder=Path(args.officers),
        node=node_id(args.id),
        names=dict(_pairs(args.name, "--name")),
        founders=founders,
        passphrase=passphrase_from_file(),
        settings={
            key: getattr(args, key)
            for key in (
                "dsn", "exchange_port", "web_port", "exchange_url", "web_url", "zone", "locale",
                "language", "exercise", "production",
            )
            if getattr(args, key) is not None
        },
    )  # fmt: skip
    done = founding.found(wish)
    return Answer(plain(done), said=sentence("founded", call.language, node=done.node))


def _serve(call: Call) -> Answer:
    stopped = until_told(call)
    node = call.node()
    # Loaded here alone: Django would cost every other command a third of a second.
    pages = importlib.import_module("tansiq.web.served").pages(node)
    with serve.serving(node, pages) as running:
        facts = {"web": running.web, "port": running.exchange_port}
        said = sentence("serving", call.language, node=node.me, **facts)
        sys.stderr.write(said + "\n")
        stopped.wait()
    return Answer({"node": node.me})


def _worker(call: Call) -> Answer:
    stopped = until_told(call)
    node = call.node()
    if call.args.once:
        return Answer(plain(worker.once(node)))
    sys.stderr.write(sentence("working", call.language, node=node.me) + "\n")
    worker.work(node, stopped)
    return Answer({"node": node.me})


def _status(call: Call) -> Answer:
    return Answer(plain(health.status(call.node())))


def _doctor(call: Call) -> Answer:
    found = health.examine(call.folder)
    sound = all(one.ok for one in found)
    checks = [one.told(call.language) for one in found]
    return Answer({"ok": sound, "checks": checks}, code=DONE if sound else WRONG)


def _rebuild(call: Call) -> Answer:
    found = rebuilding.rebuild_all(call.node())
    return Answer(plain(found), code=DONE if found.same else WRONG)


def _never(_call: Call) -> Answer:
    """`batch` is run by `main`, which knows all commands."""
    raise Invalid("cli_batch")


def _completion(call: Call) -> Answer:
    script = shtab.complete(call.args.parser, shell=call.args.shell)
    return Answer({"shell": call.args.shell, "script": script}, plain=script)


INIT = (
    option("--id", required=True),
    option("--name", action="append", required=True, metavar="LANGUAGE=TEXT"),
    option("--founder", action="append", required=True, metavar="NAME=ROLE[,ROLE]"),
    option("--officers", "officers_folder", required=True, metavar="DIR"),
    option("--root-key", "root_folder", required=True, metavar="DIR"),
    option("--dsn"),
    option("--exchange-port", type=int),
    option("--web-port", type=int),
    option("--exchange-url"),
    option("--web-url"),
    option("--zone"),
    option("--locale"),
    option("--language", "lang", choices=("ar", "es", "fr", "en")),
    option("--exercise", action="store_const", const=True),
    option("--production", action="store_const", const=True),
)

COMMANDS = (
    Command("init", _init, INIT),
    Command("serve", _serve, (PARENT,)),
    Command("worker", _worker, (option("--once", action="store_true"), PARENT)),
    Command("status", _status),
    Command("doctor", _doctor),
    Command("rebuild", patiently(_rebuild)),
    Command("batch", _never),
    Command("completion", _completion, (place("shell", choices=tuple(shtab.SUPPORTED_SHELLS)),)),
)
