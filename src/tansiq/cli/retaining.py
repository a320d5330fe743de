"""`tansiq retention` and `tansiq charter`: how long a thing is kept, and what our file may hold."""

import tomllib

import msgspec

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place
from tansiq.cli.intake import read_bytes
from tansiq.cli.people import WHY, propose
from tansiq.cli.wording import sentence
from tansiq.desk import queries
from tansiq.node import retention
from tansiq.record.officers import CharterAdopted
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import class_id


def _due(call: Call) -> Answer:
    found = retention.due(call.node())
    return Answer({"reviews": plain(found.reviews), "erasures": plain(found.erasures)})


def _classes(call: Call) -> Answer:
    found = retention.classes_of(call.node(), reader(call), call.args.report)
    return Answer({"classes": plain(found), "count": len(found)})


def _review(call: Call) -> Answer:
    args = call.args
    wish = (class_id(args.class_id), args.ground, args.following)
    done = retention.review(call.node(), signer(call), *wish)
    return Answer(plain(done), said=sentence("signed", call.language))


def _propose_charter(call: Call) -> Answer:
    name = call.args.charter
    try:
        found = tomllib.loads(read_bytes(name).decode("utf-8"))
        charter = msgspec.convert(found, CharterAdopted)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as problem:
        raise Invalid("cli_terms", file=name) from problem
    return propose(call, charter)


def _show_charter(call: Call) -> Answer:
    node = call.node()
    with node.store.reading() as tx:
        found = queries.charter_adopted(tx)
    return Answer({"charter": None if found is None else plain(found)})


COMMANDS = (
    Command("retention due", _due),
    Command("retention classes", _classes, (place("report"), *READ)),
    Command(
        "retention review",
        _review,
        (
            place("class_id"),
            option("--ground", required=True),
            option("--next", "next_review", required=True, dest="following"),
            *ACT,
        ),
    ),
    Command("charter propose", _propose_charter, (place("charter", "charter_file"), WHY, *ACT)),
    Command("charter show", _show_charter),
)
