import hashlib
import io
import tarfile
from dataclasses import replace

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.exchange import bundle, manifests, members, tar
from tansiq.exchange.content import Chunk, Content, Manifest
from tansiq.exchange.timing import Times
from tansiq.ledger import dsse, sign
from tansiq.record import canonical
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import node_id

SEED = b"\x01" * 32
RABAT, MADRID = node_id("rabat"), node_id("madrid")
ENVELOPE = bundle.Envelope(RABAT, MADRID, 7, "2026-01-01T00:00:00Z", SEED)
CHUNK = Chunk(
    origin="rabat/desk:madrid~rabat/g1/e1",
    first=3,
    start_root=b"\x02" * 32,
    start_proof=(b"\x03" * 32,),
    end_proof=(),
    entries=(b"one", b"two"),
    bodies=(b"body", None),
    note="a note\n",
)
CONTENT = Content(
    manifest=Manifest(
        have={"rabat/desk:madrid~rabat/g1/e1": 5},
        want=("madrid/desk:madrid~rabat/g1/e1",),
        roots={"rabat": 2},
        channels={"ab" * 32: 2},
        blobs_wanted=("cd" * 32,),
        more=True,
        software="0.1.0",
        zone="Europe/Madrid",
        tzdata="2026.6",
        times=Times(1_780_000_000_123, 1_780_000_000_001, 1_780_000_000_050),
    ),
    roots=(b'{"a":1}', b'{"b":2}'),
    channels=(b'{"c":3}',),
    logs=(CHUNK,),
    heads=("head\n\n— x y\n",),
    forks=(b'{"d":4}',),
    notes=(b'{"e":5}',),
    blobs={"ef" * 32: b"TSQA1\nxyz"},
)


def packed(content: Content = CONTENT, envelope: bundle.Envelope = ENVELOPE) -> bytes:
    return bundle.pack(content, envelope)


def reseal(plain: bytes, *, declared: int | None = None, compressed: bytes | None = None) -> bytes:
    """A hostile sender's bundle: any tar, any declared size, honestly signed."""
    compressed = compressed or zstandard.ZstdCompressor().compress(plain)
    payload = canonical.encode(
        {
            "digest": hashlib.sha256(compressed).hexdigest(),
            "from": RABAT,
            "number": 1,
            "packed": len(compressed),
            "time": "2026-01-01T00:00:00Z",
            "to": MADRID,
            "unpacked": len(plain) if declared is None else declared,
        }
    )
    signature = sign.sign(SEED, dsse.pae(bundle.PAYLOAD_TYPE, payload))
    header = dsse.wrap(
        bundle.PAYLOAD_TYPE, payload, [(sign.key_id(sign.public_key(SEED)), signature)]
    )
    return bundle.MAGIC + len(header).to_bytes(4, "big") + header + compressed


def code_of(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        bundle.unpack(bundle.open_header(data))
    return caught.value.code


def test_what_is_packed_is_what_is_unpacked() -> None:
    sealed = bundle.open_header(packed())
    assert bundle.unpack(sealed) == CONTENT
    assert (sealed.outer.sender, sealed.outer.recipient, sealed.outer.number) == (RABAT, MADRID, 7)


def test_same_content_gives_the_same_bytes() -> None:
    assert packed() == packed()


def test_only_the_senders_key_opens_the_header() -> None:
    sealed = bundle.open_header(packed())
    assert sealed.signed_by(sign.public_key(SEED))
    assert not sealed.signed_by(sign.public_key(b"\x02" * 32))


def test_a_common_tar_program_can_read_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(members.write(CONTENT))) as archive:
        names = archive.getnames()
    assert names[0] == "manifest.json"
    assert f"blobs/{'ef' * 32}" in names


def test_truncation_at_any_byte_is_refused_with_a_code() -> None:
    data = packed()
    for size in range(len(data)):
        assert code_of(data[:size]) in {"bundle_truncated", "bundle_not_a_bundle"}


def test_a_changed_byte_is_refused_or_loses_the_signature() -> None:
    data = packed()
    public = sign.public_key(SEED)
    for position in range(len(data)):
        altered = bytearray(data)
        altered[position] ^= 1
        assert not accepted(bytes(altered), public), position


def test_bytes_after_the_end_are_refused() -> None:
    assert code_of(packed() + b"x") == "bundle_trailing_bytes"


def test_a_bomb_of_one_gibibyte_stops_at_the_declared_size() -> None:
    compressor = zstandard.ZstdCompressor(level=3).compressobj()
    block = bytes(1 << 20)
    bomb = b"".join([compressor.compress(block) for _ in range(1024)]) + compressor.flush()
    assert len(bomb) < 1 << 20
    assert code_of(reseal(b"", declared=4096, compressed=bomb)) == "bundle_size_differs"
    assert code_of(reseal(b"", declared=1 << 30, compressed=bomb)) == "bundle_too_large"


def test_a_window_above_eight_mebibytes_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    plain = bytes(32 << 20)
    greedy = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = greedy.compress(plain) + greedy.flush()
    assert code_of(reseal(plain, compressed=data)) == "bundle_compression"


def accepted(data: bytes, public: bytes) -> bool:
    try:
        return bundle.open_header(data).signed_by(public)
    except Invalid:
        return False


def hostile_tar(**fields: object) -> bytes:
    out = io.BytesIO()
    form = int(str(fields.pop("format", tarfile.USTAR_FORMAT)))
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        info = tarfile.TarInfo(str(fields.pop("name", "manifest.json")))
        info.mode = 0o600
        for key, value in fields.items():
            setattr(info, key, value)
        archive.addfile(info)
    return out.getvalue()


@pytest.mark.parametrize(
    "trick",
    [
        {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"},
        {"type": tarfile.LNKTYPE, "linkname": "manifest.json"},
        {"type": tarfile.CHRTYPE},
        {"type": tarfile.FIFOTYPE},
        {"type": tarfile.DIRTYPE},
        {"name": "../../etc/cron.d/x"},
        {"name": "/etc/passwd"},
        {"name": "logs/0/../../x"},
        {"name": "blobs/" + "g" * 64},
        {"name": "x" * 150, "format": tarfile.GNU_FORMAT},
        {"name": "é.json", "format": tarfile.PAX_FORMAT},
        {"mode": 0o4755},
        {"uid": 1},
        {"mtime": 5},
        {"uname": "root"},
    ],
    ids="-".join,
)
def test_a_tar_trick_is_refused(trick: dict[str, object]) -> None:
    assert code_of(reseal(hostile_tar(**trick))) == "bundle_member"


def test_a_member_twice_is_refused() -> None:
    files = [("manifest.json", b"{}"), ("manifest.json", b"{}")]
    assert code_of(reseal(tar.write(files))) == "bundle_member"


def test_bytes_hidden_in_padding_or_behind_the_end_are_refused() -> None:
    plain = bytearray(members.write(CONTENT))
    manifest = manifests.write_manifest(CONTENT.manifest)
    plain[512 + len(manifest) + 1] = 1
    assert code_of(reseal(bytes(plain))) == "bundle_member"
    assert code_of(reseal(members.write(CONTENT) + b"x" * 512)) == "bundle_member"


def test_a_chunk_of_a_million_entries_is_refused() -> None:
    entries = b"\0\0" * 1_000_000
    files = dict(tar.read(members.write(CONTENT), 100))
    files["logs/0/entries"] = entries
    assert code_of(reseal(tar.write(files.items()))) == "bundle_too_many"


def test_a_length_that_points_past_the_end_is_refused() -> None:
    files = dict(tar.read(members.write(CONTENT), 100))
    files["logs/0/bodies"] = b"\xff\xff\xff\xff"
    assert code_of(reseal(tar.write(files.items()))) == "bundle_part"


def test_a_log_number_that_skips_is_refused() -> None:
    files = dict(tar.read(members.write(CONTENT), 100))
    files["logs/7/note"] = b""
    assert code_of(reseal(tar.write(files.items()))) == "bundle_part"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=99), st.binary(max_size=40)), max_size=20),
    st.integers(0, 2**40),
)
def test_any_run_of_entries_survives(pairs: list[tuple[bytes, bytes]], first: int) -> None:
    chunk = replace(
        CHUNK,
        first=first,
        entries=tuple(entry for entry, _ in pairs),
        bodies=tuple(body or None for _, body in pairs),
    )
    content = replace(CONTENT, logs=(chunk, CHUNK))
    assert bundle.unpack(bundle.open_header(packed(content))) == content


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_refused_with_a_code_of_ours(data: bytes) -> None:
    assert code_of(reseal(data)).startswith("bundle_")


@pytest.mark.parametrize("said", ["Nowhere/Land", "../etc", 7, None])
def test_a_time_zone_that_is_none_or_missing_spoils_no_bundle(said: object) -> None:
    """Requirement 10.3: an older release says none; it is shown, and nothing hangs on it."""
    files = dict(tar.read(members.write(CONTENT), 100))
    told = canonical.decode(files["manifest.json"])
    del told["zone"]
    if said is not None:
        told["zone"] = said
    files["manifest.json"] = canonical.encode(told)
    assert members.read(tar.write(files.items())).manifest == replace(CONTENT.manifest, zone="")


@pytest.mark.parametrize(
    "said", [None, "now", [1, 2], [1, 2, 3, 4], [-1, 0, 0], [1, "2", 3], [2**52, 0, 0], {}]
)
def test_what_cannot_be_read_of_a_clock_or_a_table_of_zones_spoils_no_bundle(said: object) -> None:
    """REQUIREMENTS 10.3: an older release says nothing of either."""
    files = dict(tar.read(members.write(CONTENT), 100))
    told = canonical.decode(files["manifest.json"])
    assert isinstance(told, dict)
    del told["times"], told["tzdata"]
    if said is not None:
        told |= {"times": said, "tzdata": said}
    files["manifest.json"] = canonical.encode(told)
    read = members.read(tar.write(files.items())).manifest
    assert read == replace(CONTENT.manifest, times=Times(), tzdata="")
