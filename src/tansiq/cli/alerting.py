"""`tansiq alert`: warning protected sites and partners, and saying that one knows."""

import tomllib
from pathlib import Path

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.alert_sites import SITES
from tansiq.cli.frame import ACT, READ, Answer, Call, Command, option, place, several
from tansiq.cli.intake import grounds, instant, markings, read_bytes, retention
from tansiq.cli.wording import sentence
from tansiq.exchange.transport_file import put
from tansiq.node import alert_cap, alert_desk, alert_partners, alert_writing, alerts
from tansiq.node.alert_writing import Writing
from tansiq.record.alerts import AlertText
from tansiq.terms.errors import Invalid

_FIELDS = ("language", "headline", "description", "advice", "area")


def _signed(call: Call, value: object) -> Answer:
    return Answer(plain(value), said=sentence("signed", call.language))


def texts(path: str) -> tuple[AlertText, ...]:
    """The texts of a TOML file, one table `[[text]]` each; Invalid `cli_alert_texts`."""
    try:
        found = tomllib.loads(read_bytes(path).decode("utf-8")).get("text", [])
        return tuple(
            AlertText(**{name: str(one.get(name, "")) for name in _FIELDS}) for one in found
        )
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError):
        raise Invalid("cli_alert_texts", file=Path(path).name) from None


def _writing(call: Call, step: str) -> Writing:
    args, node = call.args, call.node()
    return Writing(
        texts=texts(args.texts),
        urgency=args.urgency,
        severity=args.severity,
        certainty=args.certainty,
        category=args.category,
        expiry=instant(args.expiry),
        retention=retention(args),
        handling=markings(args),
        legal_basis=args.legal_basis,
        grounds=lambda recipients: grounds(args.ground, node.me, recipients),
        alert=getattr(args, "alert", ""),
        step=step,
        responses=tuple(args.response),
        onset=instant(args.onset) if args.onset else "",
        circles=tuple(args.circle),
        polygons=tuple(args.polygon),
        sites=tuple(getattr(args, "site", ())),
        channels=tuple(getattr(args, "channel", ())),
        bases=tuple(getattr(args, "basis", ())),
        exercise=getattr(args, "exercise", False),
        danger_to_life=getattr(args, "danger_to_life", ""),
        reason=getattr(args, "explanation", ""),
    )


def _propose(call: Call) -> Answer:
    return _signed(call, alerts.propose(call.node(), signer(call), _writing(call, "alert")))


def _update(call: Call) -> Answer:
    return _signed(call, alerts.propose(call.node(), signer(call), _writing(call, "update")))


def _cancel(call: Call) -> Answer:
    return _signed(call, alerts.propose(call.node(), signer(call), _writing(call, "cancel")))


def _preview(call: Call) -> Answer:
    found = alert_writing.preview(call.node(), reader(call), _writing(call, "alert"))
    told = plain(found)
    del told["texts"]
    return Answer(told)


def _approve(call: Call) -> Answer:
    args = call.args
    shown = (args.number, args.digest)
    return _signed(call, alerts.approve(call.node(), signer(call), args.alert, shown))


def _refuse(call: Call) -> Answer:
    args = call.args
    why = (args.number, args.explanation)
    return _signed(call, alerts.refuse(call.node(), signer(call), args.alert, why))


def _review(call: Call) -> Answer:
    args = call.args
    found = (args.number, args.outcome, args.explanation)
    return _signed(call, alerts.review(call.node(), signer(call), args.alert, found))


def _reached(call: Call) -> Answer:
    args = call.args
    told = (args.site, args.contact, args.explanation)
    return _signed(call, alerts.reached(call.node(), signer(call), args.alert, told))


def _list(call: Call) -> Answer:
    found = alert_desk.board(call.node(), reader(call))
    return Answer({"alerts": [_line(one) for one in found], "count": len(found)})


def _line(one: alert_desk.AlertSeen) -> dict[str, object]:
    """An alert in a list: what counts now, and how many do not know."""
    message = one.shown.said.message
    headline = message.texts[0].headline
    return {
        "alert": one.alert.alert,
        "state": one.state,
        "step": message.step,
        "number": message.number,
        "headline": headline,
        "urgency": message.urgency,
        "severity": message.severity,
        "expiry": message.expiry,
        "exercise": message.exercise,
        "unknown_to": one.unknown_to,
        "review_due": min((each.review_due for each in one.alert.reviews_due), default=""),
    }


def _show(call: Call) -> Answer:
    found = alert_desk.show(call.node(), reader(call), call.args.alert)
    messages = [
        {
            **plain(one.said),
            "digest": one.digest,
            "officer": one.officer,
            "time": one.time,
            "decision": None if one.decision is None else plain(one.decision),
            "review": None if one.review is None else plain(one.review),
            "review_due": one.review_due,
            "in_force": one.in_force,
        }
        for one in found.alert.messages
    ]
    return Answer(
        {
            **_line(found),
            "messages": messages,
            "sites": [plain(one) for one in found.sites],
            "partners": [plain(one) for one in found.partners],
            "bases": [plain(one) for one in found.bases],
        }
    )


def _received(call: Call) -> Answer:
    found = alert_partners.listed(call.node(), reader(call))
    told = [
        {
            "agency": one.agency,
            "alert": one.alert,
            "channel": one.channel,
            "state": one.state,
            "knows": one.known,
            "handling": one.newest.said.handling.code,
            **plain(one.newest.message),
        }
        for one in found
    ]
    return Answer({"alerts": told, "count": len(told)})


def _acknowledge(call: Call) -> Answer:
    args = call.args
    done = alert_partners.acknowledge(call.node(), signer(call), args.agency, args.alert)
    return _signed(call, done)


def _cap(call: Call) -> Answer:
    args, node = call.args, call.node()
    if args.agency and args.agency != node.me:
        made = alert_cap.of_theirs(
            node, reader(call), args.agency, args.alert, acknowledged=args.acknowledged
        )
    else:
        made = alert_cap.of_ours(node, reader(call), args.alert, args.number)
    put(Path(args.out), made.data)
    return Answer({"file": args.out, "name": made.name, "size": len(made.data)})


ALERT = place("alert")
NUMBER = option("--number", "message_number", type=int, default=1)
WHY = option("--explanation", default="")
CODES = (
    option("--urgency", "alert_urgency", required=True),
    option("--severity", required=True),
    option("--certainty", required=True),
    option("--category", "alert_category", default="security"),
    several("--response"),
    option("--expiry", required=True),
    option("--onset", default=""),
    several("--circle"),
    several("--polygon"),
    option("--handling", default="H2"),
    option("--tlp", default=""),
    option("--conditions", default=""),
    option("--legal-basis", required=True),
    several("--ground", "transfer_ground"),
    option("--review", default=""),
    option("--erase", default=""),
)
NEW = (
    place("texts"),
    several("--site", "protected_site"),
    several("--channel", "alert_channel"),
    several("--basis", "alert_basis"),
    option("--exercise", "alert_exercise", action="store_true"),
    *CODES,
)
LIFE = option("--danger-to-life", default="")
LATER = (ALERT, place("texts"), *CODES, option("--explanation", required=True), LIFE, *ACT)

COMMANDS = (
    *SITES,
    Command("alert preview", _preview, (*NEW, LIFE, *READ)),
    Command("alert propose", _propose, (*NEW, LIFE, *ACT)),
    Command("alert update", _update, LATER),
    Command("alert cancel", _cancel, LATER),
    Command("alert approve", _approve, (ALERT, NUMBER, option("--digest", required=True), *ACT)),
    Command("alert refuse", _refuse, (ALERT, NUMBER, option("--explanation", required=True), *ACT)),
    Command(
        "alert review",
        _review,
        (
            ALERT,
            NUMBER,
            option("--outcome", "review_outcome", required=True),
            option("--explanation", required=True),
            *ACT,
        ),
    ),
    Command(
        "alert reached",
        _reached,
        (
            ALERT,
            option("--site", "protected_site", required=True),
            option("--contact", required=True),
            WHY,
            *ACT,
        ),
    ),
    Command("alert list", _list, READ),
    Command("alert show", _show, (ALERT, *READ)),
    Command(
        "alert cap",
        _cap,
        (
            ALERT,
            place("out"),
            option("--agency", default=""),
            option("--acknowledged", action="store_true"),
            option("--number", "message_number", type=int, default=0),
            *READ,
        ),
    ),
    Command("alert received", _received, READ),
    Command("alert acknowledge", _acknowledge, (ALERT, option("--agency", required=True), *ACT)),
)
