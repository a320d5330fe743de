"""Appending to our own logs, in one place: drafts, one transaction, groups of many callers."""

from __future__ import annotations

from tansiq.store.appending import NEVER_FROZEN, Appended, Draft, Sealer, append
from tansiq.store.group import GroupAppender, Guard

__all__ = ["NEVER_FROZEN", "Appended", "Draft", "GroupAppender", "Guard", "Sealer", "append"]
