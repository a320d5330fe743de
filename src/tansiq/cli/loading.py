"""Loads a part of the program when it is asked for: the one place of the command line that does.

Promises that a command pays for the start of what it uses alone. Databases, certificates, HTTP, the
job queue and Django together take a second to load; `tansiq --help` needs none of them, and a
command that reads a file needs no database. Everywhere else imports stand at the head of the file.
"""

import gc
from importlib import import_module
from types import ModuleType


def part(name: str) -> ModuleType:
    """A module of ours by its name below `tansiq`, loaded now unless it is there."""
    collecting = gc.isenabled()
    # What is loaded stays; looking through it for garbage meanwhile is an eighth of a start.
    gc.disable()
    try:
        return import_module(f"tansiq.{name}")
    finally:
        if collecting:
            gc.enable()
