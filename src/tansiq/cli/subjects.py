"""`tansiq subjects`: what two agencies both know; which verbs there are, and with what arguments.

Promises: the verbs of names read files and load no node; those of private matches are loaded when
one of them is run, from the file that holds them.
"""

from tansiq.cli.frame import ACT, READ, Answer, Call, Command, Run, option, place, several
from tansiq.cli.loading import part
from tansiq.cli.names import COMMANDS as NAMES

MATCH = place("match", "match_id")
TYPE = option("--type", "identifier_type", required=True)
BASIS = option("--legal-basis", required=True)
ONE_LIST = place("list", "identifier_list_one")
LISTS = several("--list", "identifier_list", dest="lists")
WHY = option("--explanation", required=True)
CHANCE = (
    option("--sample", "leaf_sample", type=int, default=0),
    option("--seed", "leaf_seed", default=""),
)


def _later(file: str, verb: str) -> Run:
    def run(call: Call) -> Answer:
        verbs: dict[str, Run] = part(f"cli.{file}").VERBS
        return verbs[verb](call)

    return run


KEPT = (
    Command(
        "subjects list keep",
        _later("match_listing", "keep"),
        (
            place("file", "identifier_file"),
            TYPE,
            option("--title", required=True),
            option("--purpose", required=True),
            BASIS,
            option("--region", "identifier_region", default=""),
            option("--canary", "identifier_canary", action="store_true"),
            *ACT,
        ),
    ),
    Command(
        "subjects list change",
        _later("match_listing", "change"),
        (
            ONE_LIST,
            option("--add", "identifier_add", default=""),
            option("--remove", "identifier_remove", default=""),
            option("--region", "identifier_region", default=""),
            WHY,
            *ACT,
        ),
    ),
    Command("subjects list withdraw", _later("match_listing", "withdraw"), (ONE_LIST, WHY, *ACT)),
    Command("subjects list show", _later("match_listing", "lists"), READ),
)
MATCHES = (
    Command(
        "subjects match propose",
        _later("matching", "propose"),
        (
            place("channel"),
            LISTS,
            TYPE,
            BASIS,
            option("--purpose", default=""),
            option("--watch", "match_watch", action="store_true"),
            option("--daily", "match_daily", type=int, default=0),
            option("--tells", "match_tells", action="store_true"),
            *ACT,
        ),
    ),
    Command("subjects match approve", _later("matching", "approve"), (MATCH, *ACT)),
    Command("subjects match accept", _later("matching", "accept"), (MATCH, LISTS, *ACT)),
    Command("subjects match refuse", _later("matching", "end"), (MATCH, WHY, *ACT)),
    Command("subjects match end", _later("matching", "end"), (MATCH, WHY, *ACT)),
    Command("subjects match list", _later("matching", "listed"), (place("channel"), *READ)),
    Command("subjects match show", _later("matching", "show"), (MATCH, *READ)),
    Command("subjects match reveal", _later("matching", "reveal"), (MATCH, *ACT)),
    Command(
        "subjects match judge",
        _later("matching", "judge"),
        (
            MATCH,
            option("--place", "hit_place", type=int, required=True),
            option("--verdict", "hit_verdict", required=True),
            WHY,
            *ACT,
        ),
    ),
)
WATCHED = (
    Command(
        "subjects match quota",
        _later("match_watching", "quota"),
        (
            place("partner"),
            TYPE,
            option("--daily", "quota_daily", type=int, required=True),
            WHY,
            *ACT,
        ),
    ),
    Command(
        "subjects match turn-key",
        _later("match_watching", "turn_key"),
        (place("partner"), TYPE, *ACT),
    ),
    Command("subjects match oversight", _later("match_watching", "oversight"), READ),
    Command("subjects match audit", _later("match_watching", "audit"), (MATCH, *CHANCE, *READ)),
    Command(
        "subjects match open-leaves",
        _later("match_watching", "open_leaves"),
        (MATCH, place("out"), *CHANCE, *READ),
    ),
    Command(
        "subjects match check-leaves",
        _later("match_leaves", "check"),
        (
            place("file", "leaf_file"),
            option("--root", "leaf_root", required=True),
            option("--seed", "leaf_seed", default=""),
        ),
    ),
)
COMMANDS = (*NAMES, *KEPT, *MATCHES, *WATCHED)
