"""What the pages tell the server's journal: where a fault lies, never what was in hand.

Promises: no text of an exception, no local value, no query and no body reaches the journal, because
the administrator reads it; the kind of fault and the line of our code do.
"""

import logging
import traceback


class Sparing(logging.Formatter):
    """Level, logger and, for a fault, its kind and the innermost lines of this program."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for each record."""
        told = f"{record.levelname} {record.name}"
        status = getattr(record, "status_code", None)
        if status is not None:
            told += f" {status}"
        if record.exc_info and record.exc_info[1] is not None:
            fault = record.exc_info[1]
            frames = traceback.extract_tb(fault.__traceback__)
            ours = [one for one in frames if "tansiq" in one.filename] or frames
            places = [f"{one.name}:{one.lineno}" for one in ours]
            told += f" {type(fault).__name__} at {' < '.join(reversed(places[-3:]))}"
        return told


# The server and its loop too: what breaks in a stream is told by them, with all its text.
_SPARING = {"handlers": ["journal"], "level": "WARNING", "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"sparing": {"()": Sparing}},
    "handlers": {"journal": {"class": "logging.StreamHandler", "formatter": "sparing"}},
    "loggers": dict.fromkeys(("django", "uvicorn", "asyncio", "py.warnings"), _SPARING),
}
