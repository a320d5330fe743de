"""A match of names on the stage, made from the command line: for pages that show what it found."""

from demo import casework
from demo.narration import wait_for
from demo.stage import Side, Stage
from tests.nodes.names_listed import COMMON_HERE, COMMON_THERE, OURS, THEIRS, listed

LAW = ("--purpose", "inquiry 31/26", "--legal-basis", "article 4 (invented)")


def names_met(stage: Stage) -> str:
    """A match of names in the demo's case that both sides have opened and told; its id."""
    rabat, madrid = stage.sides
    ours = kept(rabat, listed(COMMON_HERE, OURS))
    theirs = kept(madrid, listed(COMMON_THERE, THEIRS))
    match = str(
        rabat.act("case", "subjects", "match", "propose", casework.CASE, "--type", "name",
                  "--list", ours, *LAW)["match"]
    )  # fmt: skip
    rabat.act("liaison", "subjects", "match", "approve", match)
    arrives(stage, madrid, match, "endorsed")
    madrid.act("case", "subjects", "match", "accept", match, "--list", theirs)
    arrives(stage, rabat, match, "counted")
    arrives(stage, madrid, match, "counted")
    for side in stage.sides:
        side.act("liaison", "subjects", "match", "reveal", match)
    for side in stage.sides:
        wait_for("both tell their names", lambda side=side: told(stage, side, match), 90.0)
    return match


def told(stage: Stage, side: Side, match: str) -> bool:
    """Whether a side has hits to judge, after one more turn of both."""
    for one in stage.sides:
        one.tansiq("worker", "--once")
    seen = side.tansiq("subjects", "match", "show", match, who="case", reason="steps")
    return bool(seen["hits"])


def kept(side: Side, lines: list[str]) -> str:
    """Keep a list of names at a side; its id."""
    path = side.folder / "names.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(
        side.act("case", "subjects", "list", "keep", str(path), "--type", "name", "--title",
                 "أسماء 7", *LAW)["list"]
    )  # fmt: skip


def arrives(stage: Stage, side: Side, match: str, state: str) -> None:
    """Let both nodes work until the match stands so at a side."""

    def there() -> bool:
        for one in stage.sides:
            one.tansiq("worker", "--once")
        found = side.tansiq("subjects", "match", "list", casework.CASE, who="case", reason="steps")
        told = {one["match"]: one["state"] for one in found["matches"]}
        return told.get(match) == state

    wait_for(f"{match} is {state} at {side.id}", there, 90.0)
