"""`tansiq subjects names find`: a name looked for in everything an officer may see on this node.

Promises: reads as an officer with a reason; every case and match that is looked into is noted.
"""

from tansiq.cli.acting import plain, reader
from tansiq.cli.frame import Answer, Call
from tansiq.cli.wording import sentence
from tansiq.node import name_search


def find(call: Call) -> Answer:
    """Every name like this one that the officer may see."""
    found = name_search.find(call.node(), reader(call), call.args.name)
    said = sentence("names_found", call.language, count=len(found.found))
    return Answer({**plain(found), "count": len(found.found)}, said=said)
