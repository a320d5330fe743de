"""`tansiq fingerprint`, `partner`, `channel`, `agreement`: trust and terms with a partner."""

import io
import tomllib
from pathlib import Path

import msgspec
import segno

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.intake import read_bytes
from tansiq.cli.people import propose
from tansiq.cli.wording import sentence
from tansiq.exchange.transport_file import put
from tansiq.node import agreements, channels, health, partners
from tansiq.record.material import AgreementTerms
from tansiq.record.officers import PartnerLeft
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import channel_id, node_id

WHY = option("--because", "reason", default="", dest="why")


def _fingerprint(call: Call) -> Answer:
    node = call.node()
    digits = partners.fingerprint(node)
    drawn = io.StringIO()
    segno.make(digits.replace(" ", ""), error="q").terminal(drawn, compact=True)
    data = {"node": node.me, "fingerprint": digits}
    return Answer(data, plain=f"{node.me}\n{digits}\n{drawn.getvalue()}")


def _card(call: Call) -> Answer:
    node = call.node()
    path = Path(call.args.out)
    put(path, partners.card(node))
    data = {"node": node.me, "file": str(path), "fingerprint": partners.fingerprint(node)}
    return Answer(data, said=sentence("card_written", call.language, file=path))


def _enrol(call: Call) -> Answer:
    args = call.args
    node = call.node()
    found = partners.read_card(read_bytes(args.card), args.fingerprint)
    return propose(
        call, partners.enrolment(node, found, args.checked.replace("-", "_"), tuple(args.by))
    )


def _leave(call: Call) -> Answer:
    return propose(call, PartnerLeft(node=node_id(call.args.partner), reason=call.args.why))


def _list(call: Call) -> Answer:
    found = partners.listed(call.node())
    return Answer({"partners": plain(found), "count": len(found)})


def _state(call: Call) -> Answer:
    return Answer(plain(health.partner(call.node(), node_id(call.args.partner))))


def _channels(call: Call) -> Answer:
    found = channels.listed(call.node())
    return Answer({"channels": plain(found), "count": len(found)})


def _channel(call: Call) -> Answer:
    return Answer(plain(channels.shown(call.node(), channel_id(call.args.channel))))


def _propose_channel(call: Call) -> Answer:
    args = call.args
    members = tuple(node_id(one) for one in args.member)
    change = channels.proposed(call.node(), channel_id(args.channel), members, args.purpose)
    return propose(call, change)


def _sign_channel(call: Call) -> Answer:
    change = channels.to_sign(call.node(), channel_id(call.args.channel))
    return propose(call, change)


def _propose_agreement(call: Call) -> Answer:
    args = call.args
    try:
        found = tomllib.loads(read_bytes(args.terms).decode("utf-8"))
        terms = msgspec.convert(found, AgreementTerms)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as problem:
        raise Invalid("cli_terms", file=args.terms) from problem
    done = agreements.propose(call.node(), signer(call), channel_id(args.channel), terms)
    return Answer(plain(done), said=sentence("signed", call.language))


def _sign_agreement(call: Call) -> Answer:
    args = call.args
    done = agreements.sign(call.node(), signer(call), channel_id(args.channel), args.agreement)
    return Answer(plain(done), said=sentence("signed", call.language))


def _show_agreements(call: Call) -> Answer:
    found = agreements.listed(call.node(), reader(call), channel_id(call.args.channel))
    return Answer({"agreements": plain(found), "count": len(found)})


IN = option("--channel", required=True)

COMMANDS = (
    Command("fingerprint", _fingerprint),
    Command("partner card", _card, (place("out"),)),
    Command(
        "partner enrol",
        _enrol,
        (
            place("card", "file"),
            option("--fingerprint", required=True),
            option("--checked", required=True, choices=("in-person", "two-channels")),
            several("--by", "channels_used"),
            WHY,
            *ACT,
        ),
    ),
    Command("partner list", _list),
    Command("partner state", _state, (place("partner"),)),
    Command("partner leave", _leave, (place("partner"), WHY, *ACT)),
    Command("channel list", _channels),
    Command("channel show", _channel, (place("channel"),)),
    Command(
        "channel propose",
        _propose_channel,
        (
            place("channel"),
            option("--member", action="append", required=True),
            option("--purpose", required=True),
            WHY,
            *ACT,
        ),
    ),
    Command("channel sign", _sign_channel, (place("channel"), WHY, *ACT)),
    Command("agreement propose", _propose_agreement, (IN, place("terms", "terms_file"), *ACT)),
    Command("agreement sign", _sign_agreement, (place("agreement"), IN, *ACT)),
    Command("agreement show", _show_agreements, (IN, *READ)),
)
