"""`tansiq subjects match`, for who watches over it: quotas, keys, oversight, audit, leaves."""

from collections.abc import Mapping
from pathlib import Path

from tansiq.cli.acting import plain, reader, signer
from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import Answer, Call, Run
from tansiq.cli.wording import sentence
from tansiq.exchange.transport_file import put
from tansiq.node import match_epochs, match_oversight
from tansiq.node.match_checks import AuditCheck
from tansiq.node.match_leaves import OpenedLeaf
from tansiq.node.match_oversight import AuditWish, QuotaWish
from tansiq.subjects import leaves
from tansiq.terms import errors
from tansiq.terms.languages import Language
from tansiq.terms.tables import code_words
from tansiq.terms.visible import reveal_controls


def _quota(call: Call) -> Answer:
    args = call.args
    wish = QuotaWish(
        partner=args.partner, type=args.type, daily=args.daily, reason=args.explanation
    )
    match_oversight.set_quota(call.node(), signer(call), wish)
    told = {"partner": args.partner, "type": args.type, "daily": args.daily}
    return Answer(told, said=sentence("signed", call.language))


def _turn_key(call: Call) -> Answer:
    args = call.args
    match_epochs.turn(call.node(), signer(call), args.partner, args.type)
    told = {"partner": args.partner, "type": args.type}
    return Answer(told, said=sentence("key_turned", call.language))


def _oversight(call: Call) -> Answer:
    found = match_oversight.overseen(call.node(), reader(call))
    quotas = [plain(one) for one in found.quotas]
    for one in quotas:
        one["points_left"] = one.pop("left")
    return Answer({**plain(found), "quotas": quotas})


def _audit(call: Call) -> Answer:
    args, language = call.args, call.language
    wish = AuditWish(args.match, args.sample, args.seed)
    found = match_oversight.audit(call.node(), reader(call), wish)
    states = {one.state for one in found.checks}
    unproven = any(not one.proven for one in found.leaves)
    wrong = "failed" in states or unproven
    key = "audit_wrong" if wrong else "audit_gone" if "gone" in states else "audit_right"
    checks = [_check(one, language) for one in found.checks]
    told = {
        "match": found.match,
        "seed": found.seed,
        "checks": checks,
        "leaves": [plain(one) for one in found.leaves],
    }
    shown = [*map(_line, checks), *map(_leaf, found.leaves)]
    if found.leaves:
        shown.append(sentence("audit_seed", language, seed=found.seed))
    return Answer(
        told,
        said=sentence(key, language),
        plain="\n".join(map(reveal_controls, shown)),
        code=WRONG if wrong else DONE,
    )


_MARKS = {"ok": "+", "failed": "-", "gone": "?", "not_ours": "·"}


def _line(check: Mapping[str, object]) -> str:
    """A check on one line: right, wrong, gone or the partner's, and why."""
    mark, detail = _MARKS[str(check["state"])], check.get("detail")
    if not detail:
        return f"  {mark} {check['words']}"
    number = f", {check['differing']}" if check["differing"] else ""
    return f"  {mark} {check['words']}: {check['because']} ({detail}{number})"


def _leaf(leaf: OpenedLeaf) -> str:
    """An opened identifier on one line, with the lists it stood on."""
    grounds = "; ".join(f"{one.title}: {one.purpose}, {one.legal_basis}" for one in leaf.lists)
    return f"  {'+' if leaf.proven else '-'} {leaf.identifier}: {grounds}"


def _check(one: AuditCheck, language: Language) -> dict[str, object]:
    """A check with words for its name and for what is wrong."""
    told: dict[str, object] = {
        "check": one.name,
        "state": one.state,
        "words": code_words(["audit_checks"], one.name, language),
    }
    if not one.detail:
        return told
    found = code_words(["audit_findings"], one.detail, language)
    because = errors.code_words(one.detail, language) if found is None else found
    return {**told, "detail": one.detail, "because": because, "differing": one.count}


def _open_leaves(call: Call) -> Answer:
    args = call.args
    wish = AuditWish(args.match, args.sample, args.seed)
    found = match_oversight.open_leaves(call.node(), reader(call), wish)
    path = Path(args.out)
    put(path, leaves.to_bytes(found))
    withheld = sum(bool(one.hash) for one in found.leaves)
    told = {"file": str(path), "seed": found.seed, "count": len(found.leaves), "withheld": withheld}
    return Answer(told, said=sentence("leaves_written", call.language, file=path))


VERBS: Mapping[str, Run] = {
    "quota": _quota,
    "turn_key": _turn_key,
    "oversight": _oversight,
    "audit": _audit,
    "open_leaves": _open_leaves,
}
