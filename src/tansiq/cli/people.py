"""`tansiq officer` and `tansiq change`: people, their roles and keys, and the second signature."""

from pathlib import Path

from tansiq.cli.acting import open_key, passphrase_from_file, plain, reader, signer
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place
from tansiq.cli.loading import part
from tansiq.cli.wording import sentence
from tansiq.ledger import base64
from tansiq.ledger.acts import create_officer_key
from tansiq.node import changes
from tansiq.record.officers import (
    AnyChange,
    CaseAssigned,
    CaseUnassigned,
    DutyHoursSet,
    KeyAdded,
    KeyRevoked,
    OfficerAdded,
    OfficerKey,
    OfficerLeft,
    OfficerNamed,
    Person,
    RoleGranted,
    RoleWithdrawn,
)
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import new_officer_id, officer_id


def _create(call: Call) -> Answer:
    args = call.args
    officer = officer_id(args.officer) if args.officer else new_officer_id()
    made = create_officer_key(Path(args.key_file), officer, passphrase_from_file())
    return Answer({"officer": officer, "key": made.key, "key_file": args.key_file})


def _key_of(call: Call, name: str) -> tuple[str, OfficerKey]:
    held = open_key(call, Path(name))
    public = base64.to_text(held.public)
    return held.officer, OfficerKey(key=held.key, scheme="key_file", public=public)


def propose(call: Call, change: AnyChange) -> Answer:
    """Propose a change as the officer of `--as`."""
    done = changes.propose(call.node(), signer(call), change, call.args.why)
    said = sentence("propose_done", call.language, proposal=done.proposal)
    return Answer(plain(done), said=said)


def _add(call: Call) -> Answer:
    args = call.args
    about = {"name": args.name, "rank": args.rank, "unit": args.unit}
    roles = tuple(args.role)
    if not args.key_file:
        # A key follows as a change of its own, once the officer has one.
        return propose(call, OfficerNamed(officer=new_officer_id(), roles=roles, **about))
    officer, key = _key_of(call, args.key_file)
    return propose(
        call, OfficerAdded(person=Person(officer=officer, key=key, roles=roles, **about))
    )


def _leave(call: Call) -> Answer:
    return propose(call, OfficerLeft(officer=call.args.officer, reason=call.args.why))


def _role(call: Call) -> Answer:
    args = call.args
    kind = RoleWithdrawn if args.withdraw else RoleGranted
    return propose(call, kind(officer=args.officer, role=args.role))


def _key(call: Call) -> Answer:
    args = call.args
    if args.withdraw:
        return propose(call, KeyRevoked(officer=args.officer, key=args.withdraw, reason=args.why))
    if args.passkey:
        served = part("web.served")
        key = served.offered_key(call.node(), args.officer, args.passkey)
        return propose(call, KeyAdded(officer=args.officer, key=key))
    if not args.key_file:
        raise Invalid("cli_not_stated", flag="--key-file")
    officer, key = _key_of(call, args.key_file)
    if officer != args.officer:
        raise Invalid("cli_key_of_another", officer=args.officer)
    return propose(call, KeyAdded(officer=officer, key=key))


def _assign(call: Call) -> Answer:
    args = call.args
    kind = CaseUnassigned if args.withdraw else CaseAssigned
    return propose(call, kind(officer=args.officer, file=args.case_file))


def _hours(call: Call) -> Answer:
    args = call.args
    if bool(args.hours) == args.withdraw:
        raise Invalid("cli_one_of", flags="--hours, --withdraw")
    return propose(call, DutyHoursSet(officer=args.officer, hours=args.hours))


def _invite(call: Call) -> Answer:
    served = part("web.served")  # Django: a third of a second that other commands save
    made = served.invited(call.node(), reader(call))
    said = sentence("invited", call.language, url=made["url"])
    return Answer(made, said=said)


def _officers(call: Call) -> Answer:
    found = changes.officers(call.node(), reader(call))
    return Answer({"officers": plain(found), "count": len(found)})


def _changes(call: Call) -> Answer:
    found = changes.pending(call.node(), reader(call))
    return Answer({"proposals": plain(found), "count": len(found)})


def _show(call: Call) -> Answer:
    return Answer(plain(changes.shown(call.node(), reader(call), call.args.proposal)))


def _approve(call: Call) -> Answer:
    done = changes.approve(call.node(), signer(call), call.args.proposal)
    return Answer(plain(done), said=sentence("signed", call.language))


def _refuse(call: Call) -> Answer:
    done = changes.refuse(call.node(), signer(call), call.args.proposal, call.args.why)
    return Answer(plain(done), said=sentence("signed", call.language))


WHY = option("--because", "reason", default="", dest="why")
WITHDRAW = option("--withdraw", action="store_true")

COMMANDS = (
    Command("account invite", _invite, READ),
    Command("officer list", _officers, READ),
    Command("officer key create", _create, (place("key_file"), option("--officer", default=""))),
    Command(
        "officer propose add",
        _add,
        (
            option("--key-file", default=""),
            option("--name", required=True),
            option("--role", action="append", required=True),
            option("--rank", default=""),
            option("--unit", default=""),
            WHY,
            *ACT,
        ),
    ),
    Command("officer propose leave", _leave, (place("officer"), WHY, *ACT)),
    Command(
        "officer propose role",
        _role,
        (place("officer"), option("--role", required=True), WITHDRAW, WHY, *ACT),
    ),
    Command(
        "officer propose key",
        _key,
        (
            place("officer"),
            option("--key-file", default=""),
            option("--passkey", default="", metavar="NUMBER"),
            option("--withdraw", "key", default="", metavar="KEY"),
            WHY,
            *ACT,
        ),
    ),
    Command(
        "officer propose assign",
        _assign,
        (
            place("officer"),
            option("--file", "case_file", required=True, dest="case_file"),
            WITHDRAW,
            WHY,
            *ACT,
        ),
    ),
    Command(
        "officer propose hours",
        _hours,
        (place("officer"), option("--hours", "duty_hours", default=""), WITHDRAW, WHY, *ACT),
    ),
    Command("change list", _changes, READ),
    Command("change show", _show, (place("proposal"), *READ)),
    Command("change approve", _approve, (place("proposal"), *ACT)),
    Command("change refuse", _refuse, (place("proposal"), WHY, *ACT)),
)
