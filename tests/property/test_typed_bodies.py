"""The typed reading of a body against the slow one, on honest bodies and on spoilt ones."""

import json
from datetime import UTC, datetime
from typing import ClassVar, Literal

from hypothesis import given
from hypothesis import strategies as st

from tansiq.record import typed
from tansiq.record.base import Record
from tansiq.record.body import _looked_at, decode_body, encode_body
from tansiq.record.desk import ReportFiled
from tansiq.record.material import Content, Markings, Mention, Property, Source
from tansiq.record.officers import ChangeApproved
from tansiq.record.registry import new_said, register, to_wire
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import new_officer_id, new_record_id

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@register
class Counted(Record, frozen=True, kw_only=True):
    KIND: ClassVar[str] = "test_counted"
    VERSION: ClassVar[int] = 1

    count: int
    mark: Literal["a", "b"] | None = None
    notes: tuple[str, ...] = ()


@register
class Free(Record, frozen=True, kw_only=True):
    KIND: ClassVar[str] = "test_free"
    VERSION: ClassVar[int] = 1

    anything: dict[str, int]


def filed(title: str, name: str) -> ReportFiled:
    person = Mention(
        schema="Person",
        names=(name,),
        category="suspect",
        properties=(Property(name="phone", values=("+212600000000",)),),
    )
    content = Content(
        title=title,
        text="seen at the gate",
        language="en",
        grade="europol_4x4:B2",
        nature="fact",
        mentions=(person,),
    )
    return ReportFiled(
        report=new_record_id(),
        file="case:one",
        reference="r",
        content=content,
        source=Source(description="an officer"),
        handling=Markings(code="H1"),
    )


texts = st.text(max_size=12)
payloads = st.one_of(
    st.builds(filed, texts, texts),
    st.builds(
        Counted,
        count=st.integers(min_value=-(2**60), max_value=2**60),
        mark=st.sampled_from(["a", "b", None]),
        notes=st.lists(texts, max_size=3).map(tuple),
    ),
    st.builds(
        Free,
        anything=st.dictionaries(st.text(alphabet="ab_ A\u00e9", max_size=3), st.integers()),
    ),
)


def loose(payload: Record, acts: list[dict[str, object]]) -> bytes:
    """Spell a body as a writer would who keeps no rule but RFC 8785's order."""
    wire = to_wire(new_said(payload, new_officer_id(), NOW))
    body = {"acts": acts, "record": wire}
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def read(how: object, data: bytes) -> object:
    try:
        return how(data)  # type: ignore[operator]
    except TansiqError as error:
        return error.code


SPOILS = (
    b'"', b"\\", b"0", b"1.0", b"-0", b"9" * 16, b"null", b" ", b"\\u0000", b"\\u00e9", b"\xcc\x81",
    b'"z":1,', b"{}", b"[]", b"\xff", b"e1", b"true",
)  # fmt: skip


@given(payloads, st.sampled_from([[], [{"scheme": "key_file"}], [{"A": 1.5}]]), st.data())
def test_typed_and_slow_reading_agree_on_every_body(
    payload: Record, acts: list[dict[str, object]], data: st.DataObject
) -> None:
    body = bytearray(loose(payload, acts))
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(body) - 1))
        end = at + data.draw(st.integers(0, 3))
        body[at:end] = data.draw(st.sampled_from(SPOILS))
    spelt = bytes(body)
    assert read(decode_body, spelt) == read(_looked_at, spelt)


def test_the_common_kinds_are_read_in_one_step_and_free_ones_are_not() -> None:
    def spelt(payload: Record) -> bytes:
        return encode_body(to_wire(new_said(payload, new_officer_id(), NOW)))

    assert typed.proven(spelt(filed("t", "n"))) is not None
    assert typed.proven(spelt(Counted(count=1))) is not None
    assert typed.proven(spelt(Counted(count=2**53 - 1))) is None  # sixteen digits: looked at
    assert typed.proven(spelt(Free(anything={"a": 1}))) is None
    # Every kind of ours that officers write every day is proven by its types.
    assert typed._form(ReportFiled.KIND, 0).proves  # type: ignore[union-attr]
    assert typed._form(ChangeApproved.KIND, 0).proves  # type: ignore[union-attr]
