"""`tansiq rules` and `tansiq zone`: law as data, and the zones a decree changes before their table.

Beside every rule stands on what it rests and whether a jurist confirmed it.
"""

from collections.abc import Iterable

from tansiq.cli.acting import plain, signer
from tansiq.cli.frame import ACT, Answer, Call, Command, option, place
from tansiq.cli.intake import read_bytes
from tansiq.cli.wording import sentence
from tansiq.custody.rules_commands import Confirmation
from tansiq.node import rule_sets
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.rule_files import read_rule_set, template_text, templates
from tansiq.terms.rule_sets import Rule, RuleSet, basis
from tansiq.terms.words import say
from tansiq.terms.zones import ZoneOverride

_RULES = ("checklist", "search_windows", "attendance", "clocks")


def _list(call: Call) -> Answer:
    found = rule_sets.listed(call.node())
    return Answer({"sets": [plain(one) for one in found], "count": len(found)})


def _show(call: Call) -> Answer:
    found = rule_sets.shown(call.node(), call.args.jurisdiction, call.args.version)
    rules = found.rules
    frame = {key: value for key, value in plain(rules).items() if key not in _RULES}
    data: dict[str, object] = {
        **frame,
        "digest": found.digest,
        "standing": rules.standing.value,
        "adopted": found.time,
        "officer": found.officer,
        "note": found.note,
    }
    for name in _RULES:
        data[name] = _with_basis(rules, getattr(rules, name))
    return Answer(data, said=say("rule_standing", rules.standing.value, call.language))


def _with_basis(rules: RuleSet, listed: Iterable[Rule]) -> list[dict[str, object]]:
    """Each rule with what it rests on, empty parts left out."""
    return [
        {
            **{key: value for key, value in plain(one).items() if value not in ("", 0, [])},
            "level": basis(rules, one).level,
            "text_as_of": basis(rules, one).text_as_of,
            "standing": basis(rules, one).standing.value,
        }
        for one in listed
    ]


def _template(call: Call) -> Answer:
    text = template_text(call.args.jurisdiction)
    return Answer({"jurisdiction": call.args.jurisdiction, "text": text}, plain=text)


def _adopt(call: Call) -> Answer:
    args = call.args
    rules = templates().get(args.rules) or read_rule_set(_text(args.rules))
    done = rule_sets.adopt(call.node(), signer(call), rules, args.note)
    said = (
        f"{sentence('signed', call.language)} {say('rule_standing', 'unconfirmed', call.language)}"
    )
    return Answer(plain(done), said=said)


def _text(name: str) -> str:
    try:
        return read_bytes(name).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Invalid("cli_file_text", file=name) from problem


def _confirm(call: Call) -> Answer:
    args = call.args
    wish = Confirmation(
        jurisdiction=args.jurisdiction,
        version=args.version,
        digest=args.digest,
        jurist=args.jurist,
        document=args.document,
    )
    done = rule_sets.confirm(call.node(), signer(call), wish)
    return Answer(plain(done), said=sentence("signed", call.language))


def _zone(call: Call) -> Answer:
    at = parse_stamp(call.args.at) if call.args.at else None
    found = rule_sets.zone_at(call.node(), call.args.zone, at)
    change = found.change
    data: dict[str, object] = {
        "zone": found.local.zone,
        "instant": f"{found.local.instant:%Y-%m-%dT%H:%M:%SZ}",
        "local": str(found.local),
        "tzdata": found.tzdata,
        "overridden_by": found.local.override.source if found.local.override else "",
        "overrides": [plain(one) for one in found.overrides],
        "decreed_change": f"{change.instant:%Y-%m-%dT%H:%M:%SZ}" if change else "",
    }
    said = sentence("zone_change_near", call.language) if change else ""
    return Answer(data, said=said)


def _override(call: Call) -> Answer:
    args = call.args
    override = ZoneOverride(
        zone=args.zone,
        since=args.since,
        until=args.until,
        offset_minutes=args.offset,
        reason=args.ground,
        source=args.document,
    )
    done = rule_sets.override_zone(call.node(), signer(call), override)
    return Answer(plain(done), said=sentence("signed", call.language))


_WHICH = place("jurisdiction")
_ZONE = place("zone", "zone_asked")

COMMANDS = (
    Command("rules list", _list),
    Command("rules show", _show, (_WHICH, option("--version", "rules_version", type=int))),
    Command("rules template", _template, (_WHICH,)),
    Command(
        "rules adopt", _adopt, (place("rules", "rules_file"), option("--note", default=""), *ACT)
    ),
    Command(
        "rules confirm",
        _confirm,
        (
            _WHICH,
            option("--version", "rules_version", type=int, required=True),
            option("--digest", "rules_digest", required=True),
            option("--jurist", required=True),
            option("--document", "rules_document", required=True),
            *ACT,
        ),
    ),
    Command("zone show", _zone, (_ZONE, option("--at", "zone_at", default=""))),
    Command(
        "zone override",
        _override,
        (
            _ZONE,
            option("--since", "zone_since", required=True),
            option("--until", "zone_until", required=True),
            option("--offset", "zone_offset", type=int, required=True),
            option("--ground", required=True),
            option("--document", "zone_document", required=True),
            *ACT,
        ),
    ),
)
