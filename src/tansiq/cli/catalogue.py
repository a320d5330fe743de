"""All commands there are, in the order in which help lists them."""

from tansiq.cli import (
    evidence,
    keeping,
    neighbours,
    people,
    reports,
    requests,
    retaining,
    running,
    traffic,
)

COMMANDS = (
    *running.COMMANDS,
    *neighbours.COMMANDS,
    *people.COMMANDS,
    *reports.COMMANDS,
    *requests.COMMANDS,
    *traffic.COMMANDS,
    *evidence.COMMANDS,
    *keeping.COMMANDS,
    *retaining.COMMANDS,
)
