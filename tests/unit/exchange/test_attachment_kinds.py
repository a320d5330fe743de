"""Every record that can name a file has its file carried; nobody has to remember to say so."""

from typing import Any

from msgspec import inspect

from tansiq.exchange.attachments import KINDS
from tansiq.node import compose
from tansiq.record.base import Record
from tansiq.record.material import Attachment
from tansiq.record.registry import kinds


def _names_files(record: type[Record]) -> bool:
    """Whether a field of a record, however deep, holds attachments; a record may hold itself."""
    seen: set[Any] = set()
    waiting: list[Any] = [inspect.type_info(record)]
    while waiting:
        shape = waiting.pop()
        if isinstance(shape, inspect.StructType):
            if shape.cls is Attachment:
                return True
            if shape.cls not in seen:
                seen.add(shape.cls)
                waiting += [one.type for one in shape.fields]
            continue
        inner = [getattr(shape, "item_type", None), *getattr(shape, "item_types", ())]
        waiting += [one for one in (*inner, *getattr(shape, "types", ())) if one is not None]
    return False


def test_every_kind_that_names_files_has_them_carried() -> None:
    assert compose.PROJECTIONS, "all kinds are registered"
    naming = {kind for (kind, _version), record in kinds().items() if _names_files(record)}
    assert naming == KINDS
