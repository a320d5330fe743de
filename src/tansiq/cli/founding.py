"""`tansiq init`: a node is founded."""

from pathlib import Path

from tansiq.cli.acting import passphrase_from_file, plain
from tansiq.cli.frame import Answer, Call, Command, option
from tansiq.cli.wording import sentence
from tansiq.node import founding
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

COMMANDS = (Command("init", _init, INIT),)
