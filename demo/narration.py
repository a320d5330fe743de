"""Telling what happens, in plain words, and keeping what was shown for the closing line."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.ports import Failed


@dataclass
class Narrator:
    """Speaks to whoever looks on; silent about chapters that were not reached."""

    quiet: bool = False
    chapters: list[dict[str, object]] = field(default_factory=list)

    def say(self, words: str) -> None:
        """One sentence."""
        if not self.quiet:
            sys.stdout.write(f"   {words}\n")
            sys.stdout.flush()

    def chapter(self, name: str, title: str) -> None:
        """A new part of the story."""
        if not self.quiet:
            sys.stdout.write(f"\n{len(self.chapters) + 1:2}. {title}\n")
            sys.stdout.flush()
        self.chapters.append({"name": name})

    def shown(self, **facts: object) -> None:
        """What this chapter has shown, for the closing line."""
        self.chapters[-1].update(facts)


def check(what: str, *, holds: bool) -> None:
    """A thing that must be so."""
    if not holds:
        raise Failed(f"this did not hold: {what}")


def wait_for(what: str, look: Callable[[], bool], seconds: float = 40.0) -> float:
    """Wait until something is so; return how long it took, in seconds."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if look():
            return time.monotonic() - started
        time.sleep(0.2)
    raise Failed(f"waited {seconds:.0f} s in vain: {what}")
