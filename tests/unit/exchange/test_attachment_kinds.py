"""Every record that can name a file has its file carried; nobody has to remember to say so."""

from typing import Any

from msgspec import inspect

from tansiq.exchange.attachments import KINDS
from tansiq.node import compose
from tansiq.record.material import Attachment
from tansiq.record.registry import kinds


def _names_files(shape: Any) -> bool:
    """Whether a field of a record, however deep, holds attachments."""
    if isinstance(shape, inspect.StructType):
        return shape.cls is Attachment or any(_names_files(one.type) for one in shape.fields)
    inner = [getattr(shape, "item_type", None), *getattr(shape, "types", ())]
    return any(_names_files(one) for one in inner if one is not None)


def test_every_kind_that_names_files_has_them_carried() -> None:
    assert compose.PROJECTIONS, "all kinds are registered"
    naming = {
        kind
        for (kind, _version), record in kinds().items()
        if _names_files(inspect.type_info(record))
    }
    assert naming == KINDS
