"""`tansiq subjects match check-leaves`: opened leaves checked by an auditor who needs no node.

Promises: reads the file that is named and nothing else; says of each leaf whether it stands under
the root of the signed record, which the auditor takes from the own node, never from the file.
"""

from collections.abc import Mapping

from tansiq.cli.acting import plain
from tansiq.cli.exits import DONE, WRONG
from tansiq.cli.frame import Answer, Call, Run
from tansiq.cli.intake import read_bytes
from tansiq.cli.wording import sentence
from tansiq.subjects import leaves
from tansiq.subjects.session import bucket


def _check(call: Call) -> Answer:
    args, language = call.args, call.language
    file = leaves.from_bytes(read_bytes(args.file))
    found = leaves.check(file, args.root, args.seed)
    good = all(one.proven for one in found)
    told = {
        "match": file.match,
        "type": file.type,
        "seed": file.seed,
        "size": bucket(file.size),
        "count": len(found),
        "withheld": sum(one.withheld for one in found),
        "leaves": [plain(one) for one in found],
    }
    key = "leaves_good" if good else "leaves_bad"
    said = sentence(key, language, size=bucket(file.size))
    return Answer(told, said=said, code=DONE if good else WRONG)


VERBS: Mapping[str, Run] = {"check": _check}
