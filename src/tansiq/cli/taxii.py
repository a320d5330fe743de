"""`tansiq taxii`: which systems of partners read our releases, opened and closed by two people."""

from pathlib import Path

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place
from tansiq.cli.people import WHY
from tansiq.cli.wording import sentence
from tansiq.node import taxii_feeds
from tansiq.node.taxii_feeds import Opening
from tansiq.node.taxii_server import tls_files
from tansiq.node.taxii_shelf import collection_id
from tansiq.terms.ids import channel_id, node_id

DAYS = 90


def _create(call: Call) -> Answer:
    args = call.args
    wish = Opening(
        name=args.name,
        recipient=node_id(args.partner),
        channels=tuple(channel_id(one) for one in args.channels),
        days=args.days,
    )
    done = taxii_feeds.open_feed(call.node(), signer(call), wish, args.why)
    facts = {"feed": done.feed, "password": done.password, "proposal": done.proposal}
    said = sentence("feed_password", call.language, **facts)
    return Answer(plain(done), said=said)


def _list(call: Call) -> Answer:
    node = call.node()
    feeds = [
        {
            "feed": one.opened.feed,
            "name": one.opened.name,
            "recipient": one.opened.recipient,
            "expiry": one.opened.expiry,
            "ending": one.ending,
            "collections": [
                {"channel": channel, "collection": collection_id(node.me, channel)}
                for channel in one.opened.channels
            ],
        }
        for one in taxii_feeds.listed(node, reader(call))
    ]
    return Answer({"feeds": feeds, "count": len(feeds), "port_open": node.settings.taxii})


def _revoke(call: Call) -> Answer:
    args = call.args
    done = taxii_feeds.close_feed(call.node(), signer(call), args.feed, args.why)
    said = sentence("propose_done", call.language, proposal=done.proposal)
    return Answer(plain(done), said=said)


def _certificate(call: Call) -> Answer:
    path = Path(tls_files(call.node()).certificate)
    return Answer({"certificate": path.read_text(encoding="ascii")})


COMMANDS = (
    Command(
        "taxii credential create",
        _create,
        (
            place("name", "feed_name"),
            option("--for", "feed_partner", required=True, dest="partner"),
            option("--channel", "feed_channel", action="append", required=True, dest="channels"),
            option("--days", "feed_days", type=int, default=DAYS),
            WHY,
            *ACT,
        ),
    ),
    Command("taxii credential list", _list, READ),
    Command("taxii credential revoke", _revoke, (place("feed"), WHY, *ACT)),
    Command("taxii certificate", _certificate),
)
