"""A phone's chain, whatever it holds: each item comes in once, however the batches are cut."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.custody.field_shapes import OpenedItem, chain_after, fresh, linked
from tansiq.terms.errors import TansiqError

LENGTHS = st.integers(min_value=1, max_value=12)


def chained(count: int) -> list[OpenedItem]:
    made, chain = [], ""
    for seq in range(1, count + 1):
        told = {"type": "report", "seq": seq, "previous": chain, "at": "2026-11-05T05:00:00Z"}
        body = msgspec.json.encode(told)
        made.append(OpenedItem(body))
        chain = chain_after(chain, body)
    return made


@given(LENGTHS, st.lists(st.integers(min_value=0, max_value=12), max_size=8))
def test_batches_cut_anywhere_and_sent_again_give_each_item_once(
    count: int, starts: list[int]
) -> None:
    """REQUIREMENTS 6.4: in order, none twice, none left out."""
    items = chained(count)
    held, taken = (0, ""), []
    for start in [*starts, 0]:
        batch = items[min(start, held[0], count - 1) :]
        for one in fresh(linked(batch), held):
            taken.append(one.item.seq)
            held = (one.item.seq, one.chain)
    assert taken == list(range(1, count + 1))


@given(LENGTHS, st.data())
def test_a_changed_left_out_or_swapped_item_is_never_taken(count: int, data: st.DataObject) -> None:
    """REQUIREMENTS 6.4: refused whole."""
    items = chained(count + 2)
    at = data.draw(st.integers(min_value=0, max_value=count))
    how = data.draw(st.sampled_from(["change", "drop", "swap"]))
    if how == "change":
        items[at] = OpenedItem(items[at].body.replace(b"05:00:00", b"06:00:00"))
    elif how == "drop":
        del items[at]
    else:
        items[at], items[at + 1] = items[at + 1], items[at]
    with pytest.raises(TansiqError) as caught:
        fresh(linked(items), (0, ""))
    assert caught.value.code in {"field_gap", "field_chain_broken", "field_item_malformed"}


@given(st.binary(max_size=300))
def test_foreign_bytes_are_no_item(data: bytes) -> None:
    """Bad input is refused by its place."""
    with pytest.raises(TansiqError) as caught:
        linked([OpenedItem(data)])
    assert caught.value.code == "field_item_malformed"
