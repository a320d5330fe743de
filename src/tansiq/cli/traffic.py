"""`tansiq exchange`, `stop`: what goes to and comes from partners, online or by stick."""

from pathlib import Path

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place
from tansiq.cli.progress import patiently
from tansiq.cli.wording import sentence
from tansiq.node import exchanging, stops
from tansiq.terms.ids import channel_id, node_id
from tansiq.terms.operating import StopGround


def _now(call: Call) -> Answer:
    node = call.node()
    partner = node_id(call.args.partner) if call.args.partner else None
    found = exchanging.now(node, partner)
    wrong = any(one.problem for one in found)
    return Answer({"partners": plain(found)}, code=1 if wrong else 0)


def _export(call: Call) -> Answer:
    args = call.args
    return Answer(plain(exchanging.export(call.node(), node_id(args.partner), Path(args.out))))


def _import(call: Call) -> Answer:
    return Answer(plain(exchanging.take_in(call.node(), Path(call.args.file))))


def _quarantine(call: Call) -> Answer:
    found = exchanging.quarantined(call.node())
    return Answer({"quarantine": plain(found), "count": len(found)})


def _parked(call: Call) -> Answer:
    found = exchanging.parked(call.node())
    return Answer({"parked": plain(found), "count": len(found)})


def _forks(call: Call) -> Answer:
    found = exchanging.forks(call.node())
    return Answer({"forks": plain(found), "count": len(found)})


def _order(call: Call) -> Answer:
    args = call.args
    why = stops.Why(args.ground, args.why)
    done = stops.order(call.node(), signer(call), channel_id(args.channel), args.plan, why)
    return Answer(plain(done), said=sentence("signed", call.language))


def _lift(call: Call) -> Answer:
    args = call.args
    done = stops.lift(call.node(), signer(call), channel_id(args.channel), args.stop)
    return Answer(plain(done), said=sentence("signed", call.language))


def _stops(call: Call) -> Answer:
    found = stops.listed(call.node())
    return Answer({"stops": plain(found), "count": len(found)})


def _show(call: Call) -> Answer:
    found = stops.shown(call.node(), reader(call), channel_id(call.args.channel))
    return Answer({"stops": plain(found), "count": len(found)})


IN = option("--channel", required=True)

COMMANDS = (
    Command("exchange now", patiently(_now), (option("--partner", default=""),)),
    Command("exchange export", patiently(_export), (place("partner"), place("out"))),
    Command("exchange import", patiently(_import), (place("file"),)),
    Command("exchange quarantine list", _quarantine),
    Command("exchange parked", _parked),
    Command("exchange forks", _forks),
    Command(
        "stop order",
        _order,
        (
            place("plan"),
            IN,
            option("--ground", "stop_ground", default="", choices=["", *StopGround]),
            option("--because", "reason", default="", dest="why"),
            *ACT,
        ),
    ),
    Command("stop lift", _lift, (place("stop"), IN, *ACT)),
    Command("stop list", _stops),
    Command("stop show", _show, (IN, *READ)),
)
