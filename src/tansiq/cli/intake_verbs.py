"""`tansiq intake`: every verb of it, in the order in which help lists them."""

from tansiq.cli import draft_judging, drafting, taking

COMMANDS = (*drafting.COMMANDS, *taking.COMMANDS, *draft_judging.COMMANDS)
