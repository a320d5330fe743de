"""`tansiq key`, `epoch`: the keys of this node, and the logs that go on under new ones."""

from pathlib import Path

from tansiq.cli.acting import passphrase_from_file, plain, signer
from tansiq.cli.frame import ACT, Answer, Call, Command, option, place
from tansiq.cli.wording import sentence
from tansiq.node import epochs, node_keys, retiring


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
