"""`tansiq log`, `proof`, `verify`, `key`, `epoch`: what can be proven, and with which keys."""

from pathlib import Path

from tansiq.cli.acting import passphrase_from_file, plain, reader, signer
from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.progress import patiently
from tansiq.cli.wording import sentence
from tansiq.exchange.verify import verify_file
from tansiq.node import epochs, logs, node_keys, retiring
from tansiq.terms.errors import Invalid


def _logs(call: Call) -> Answer:
    found = logs.listed(call.node())
    return Answer({"logs": plain(found), "count": len(found)})


def _show(call: Call) -> Answer:
    args = call.args
    found = logs.headers(call.node(), args.log, args.first, args.limit)
    return Answer({"entries": plain(found), "count": len(found)})


def _verify_log(call: Call) -> Answer:
    found = logs.verify(call.node(), call.args.log)
    return Answer(plain(found), code=DONE if found.sound else WRONG)


def _tiles(call: Call) -> Answer:
    args = call.args
    return Answer(plain(logs.export_tiles(call.node(), args.log, Path(args.folder))))


def _proof(call: Call) -> Answer:
    args = call.args
    wish = logs.ProofWanted(args.entry, Path(args.out), args.with_key)
    return Answer(plain(logs.export_proof(call.node(), reader(call), wish)))


def _identity(call: Call) -> str | None:
    """The age identity of the node named, if any: it opens a stick that was meant for it."""
    return call.node().keys.age_identity() if call.args.node else None


def _verify(call: Call) -> Answer:
    anchors = {}
    for text in call.args.anchor:
        node, equals, digits = text.partition("=")
        if not equals:
            raise Invalid("cli_anchor", value=text[:80])
        anchors[node] = digits
    found = verify_file(Path(call.args.file), anchors, _identity(call))
    said = sentence("verify_good" if found.sound else "verify_bad", call.language)
    lines = [f"  + {one}" for one in found.words_proven(call.language)]
    lines += [f"  - {one}" for one in found.words_unproven(call.language)]
    return Answer(
        found.plain(call.language),
        said=said,
        plain="\n".join(lines),
        code=DONE if found.sound else WRONG,
    )


def _keys(call: Call) -> Answer:
    return Answer(plain(node_keys.listed(call.node())))


def _rotate(call: Call) -> Answer:
    args = call.args
    node = call.node()
    root = node_keys.RootAt(Path(args.root_key), passphrase_from_file())
    if args.which == "hpke":
        return Answer(plain(node_keys.rotate_hpke(node, root)))
    return Answer(plain(epochs.rotate(node, root)))


def _retire(call: Call) -> Answer:
    done = retiring.destroy(call.node(), now=call.args.now)
    counts = {"destroyed": len(done.destroyed), "waiting": len(done.waiting)}
    said = sentence("keys_retired", call.language, **counts)
    at_risk = done.destroyed if call.args.now else done.waiting
    lost = {
        "partners": sorted({name for one in at_risk for name in one.partners_unaware}),
        "logs": sorted({name for one in at_risk for name in one.logs_behind}),
        "classes": sorted({name for one in at_risk for name in one.classes_unopened}),
    }
    if any(lost.values()):
        named = {name: ", ".join(items) or "-" for name, items in lost.items()}
        which = "keys_lost" if call.args.now else "keys_would_lose"
        said += "\n" + sentence(which, call.language, **named)
    return Answer(plain(done), said=said)


def _revoke(call: Call) -> Answer:
    args = call.args
    root = node_keys.RootAt(Path(args.root_key), passphrase_from_file())
    return Answer(plain(epochs.revoke(call.node(), root, args.epoch, args.why)))


def _open(call: Call) -> Answer:
    args = call.args
    root = node_keys.RootAt(Path(args.root_key), passphrase_from_file())
    return Answer(plain(epochs.open_epoch(call.node(), root, args.log, args.why)))


def _accept(call: Call) -> Answer:
    done = epochs.accept(call.node(), signer(call), call.args.log)
    return Answer(plain(done), said=sentence("signed", call.language))


ROOT = option("--root-key", required=True, metavar="DIR")
WHY = option("--because", "reason", required=True, dest="why")

COMMANDS = (
    Command("log list", _logs),
    Command(
        "log show",
        _show,
        (
            place("log"),
            option("--first", type=int, default=0),
            option("--limit", type=int, default=50),
        ),
    ),
    Command("log verify", patiently(_verify_log), (place("log"),)),
    Command("log tiles export", _tiles, (place("log"), place("folder"))),
    Command(
        "proof export",
        _proof,
        (place("entry"), place("out"), option("--with-key", action="store_true"), *READ),
    ),
    Command("verify", _verify, (place("file"), several("--anchor"))),
    Command("key list", _keys),
    Command(
        "key rotate",
        _rotate,
        (place("which", "which_key", choices=("hpke", "log")), ROOT),
    ),
    Command("key retire", _retire, (option("--now", "retire_now", action="store_true"),)),
    Command("key revoke", _revoke, (place("epoch", "first", type=int), ROOT, WHY)),
    Command(
        "epoch open",
        _open,
        (
            place("log"),
            ROOT,
            option(
                "--because",
                "why_epoch",
                required=True,
                dest="why",
                choices=("rotation", "fork", "gap", "revocation"),
            ),
        ),
    ),
    Command("epoch accept", _accept, (place("log"), *ACT)),
)
