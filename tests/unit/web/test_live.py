"""News that came between a page and its stream are told, and old ones are not told again."""

import asyncio

import pytest

from tansiq.store.notify import Grown
from tansiq.web.live import Hub


def first_message(hub: Hub, age: float) -> bytes:
    """What a browser hears first."""

    async def heard() -> bytes:
        stream = hub.stream(lambda: True, age)
        try:
            return await anext(stream)
        finally:
            await stream.aclose()  # type: ignore[attr-defined]

    return asyncio.run(heard())


@pytest.mark.parametrize(("age", "said"), [(30.0, b"data: missed"), (0.0, b"data: 0")])
def test_what_came_since_the_page_was_made_is_told_at_once(age: float, said: bytes) -> None:
    hub = Hub()
    assert b"data: 0" in first_message(hub, age)
    hub.heard(Grown(log_id=1, size=7))
    assert said in first_message(hub, age)
