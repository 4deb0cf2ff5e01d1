"""Photographs lose what cameras write into them, and look as they did."""

from __future__ import annotations

import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.commands.pictures import MOST_POINTS, without_metadata
from engine.domain.attachments import HEIC, JPEG, PDF, PNG, TEXT, FileKind, recognise
from engine.domain.heic import Unreadable
from engine.domain.heic import without_metadata as heic_without_metadata
from engine.errors import InvalidInput
from tests.support.photographs import DEVICE, GPS, ORIENTATION, SECRETS, XMP, drawn, photograph, screenshot


def looks(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (JPEG, photograph()),
        (JPEG, photograph(mode="L")),
        (JPEG, photograph(mode="CMYK")),
        (PNG, screenshot()),
        (PNG, screenshot(mode="P")),
        (PNG, screenshot(mode="RGBA")),
    ],
)
def test_nothing_is_left_of_where_when_and_with_what_it_was_taken(kind: FileKind, content: bytes) -> None:
    assert looks(content).getexif().get_ifd(GPS)
    kept = without_metadata(kind, content)
    assert recognise(kept) == kind
    assert dict(looks(kept).getexif()) == {}
    assert not [secret for secret in SECRETS if secret in kept]
    before, after = looks(content), looks(kept)
    assert (after.mode, after.size, after.info["icc_profile"]) == (before.mode, before.size, before.info["icc_profile"])
    assert difference(before, after) <= 4


def difference(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of a colour of a point, of 255."""
    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    return max(abs(first - second) for first, second in pairs)


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize(("kind", "made"), [(JPEG, photograph), (PNG, screenshot)])
def test_it_stays_turned_as_it_was(kind: FileKind, made: Any, turned: int) -> None:
    kept = looks(without_metadata(kind, made(turned)))
    assert dict(kept.getexif()) == ({} if turned == 1 else {ORIENTATION: turned})


def test_what_was_see_through_still_is() -> None:
    made = BytesIO()
    drawn("P").save(made, "PNG", transparency=0)
    kept = looks(without_metadata(PNG, made.getvalue()))
    assert kept.info["transparency"] == 0


def test_doing_it_twice_changes_nothing_more() -> None:
    once = without_metadata(PNG, screenshot(6))
    assert without_metadata(PNG, once) == once


def test_a_picture_with_too_many_points_is_refused_before_it_is_opened() -> None:
    """A file of some kilobytes that would fill the memory."""
    side = 1 + int(MOST_POINTS**0.5)
    for width, height in ((side, side), (60_000, 60_000)):
        bomb = bytearray(screenshot())
        bomb[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
        bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
        with pytest.raises(InvalidInput, match="at most 50 million points") as refusal:
            without_metadata(PNG, bytes(bomb))
        assert "megapixels" in refusal.value.fields["file"]


@pytest.mark.parametrize("kind", [JPEG, PNG, HEIC])
@given(content=st.binary(max_size=200))
def test_what_is_no_picture_is_refused_with_what_to_do(kind: FileKind, content: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        without_metadata(kind, content)
    assert refusal.value.fields["file"]


@pytest.mark.parametrize(("kind", "whole"), [(JPEG, photograph(6)), (PNG, screenshot(6))])
@given(data=st.data())
def test_a_damaged_picture_is_refused_or_kept_without_what_was_said(
    kind: FileKind, whole: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:place] + data.draw(st.binary(min_size=1, max_size=8)) + whole[place + 1 :]
    try:
        kept = without_metadata(kind, damaged)
    except InvalidInput:
        return
    assert not [secret for secret in SECRETS if secret in kept]


def test_other_files_stay_as_they_are() -> None:
    assert without_metadata(PDF, b"%PDF-1.7") == b"%PDF-1.7"
    assert without_metadata(TEXT, b"51.5 -0.1") == b"51.5 -0.1"


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


PIXELS, SAID = b"the picture itself, as it is coded", b"\0\0\0\x06Exif\0\0MM GPS 51.5 -0.1 " + DEVICE.encode()
TURNED = box(b"irot", b"\x01")


def heic(version: int = 1, is_inside: bool = False, notes: bytes = b"") -> bytes:
    """A still picture with what a telephone says about it, in the file or inside the list of items."""

    def item(number: int, kind: bytes) -> bytes:
        return box(b"infe", b"\x02\0\0\0" + number.to_bytes(2, "big") + b"\0\0" + kind + b"\0")

    items = box(b"iinf", b"\0\0\0\0" + (3).to_bytes(2, "big") + item(1, b"hvc1") + item(2, b"Exif") + item(3, b"mime"))
    properties = box(b"iprp", box(b"ipco", TURNED))
    inner = box(b"idat", SAID + XMP) if is_inside else b""
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic") + notes

    def located(start: int) -> bytes:
        inside = start + len(PIXELS) if not is_inside else 0
        places = [(1, 0, start, len(PIXELS)), (2, int(is_inside), inside, len(SAID))]
        places.append((3, int(is_inside), inside + len(SAID), len(XMP)))
        wide = 4 if version == 2 else 2
        rows = b"".join(
            number.to_bytes(wide, "big")
            + (method.to_bytes(2, "big") if version else b"")
            + b"\0\0"
            + (1).to_bytes(2, "big")
            + at.to_bytes(4, "big")
            + size.to_bytes(4, "big")
            for number, method, at, size in places
        )
        start_of_rows = bytes([version]) + b"\0\0\0" + b"\x44\x00" + len(places).to_bytes(wide, "big")
        return box(b"meta", b"\0\0\0\0" + items + properties + inner + box(b"iloc", start_of_rows + rows))

    begins = len(head) + len(located(0)) + 8
    return head + located(begins) + box(b"mdat", PIXELS + (b"" if is_inside else SAID + XMP))


@pytest.mark.parametrize("version", [0, 1, 2])
@pytest.mark.parametrize("is_inside", [False, True])
def test_of_a_heic_picture_all_that_is_said_about_it_is_overwritten_and_nothing_else(
    version: int, is_inside: bool
) -> None:
    if is_inside and version == 0:
        return
    whole = heic(version, is_inside, box(b"uuid", bytes(16) + b"51.5 -0.1"))
    assert all(said in whole for said in (SAID, XMP, PIXELS, TURNED))
    kept = without_metadata(HEIC, whole)
    assert recognise(kept) == HEIC
    assert not [secret for secret in SECRETS if secret in kept]
    assert PIXELS in kept
    assert TURNED in kept
    assert len(kept) == len(whole)
    assert heic_without_metadata(kept) == kept


@given(st.integers(0, len(heic()) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_heic_picture_is_refused_or_kept_and_never_a_fault(place: int, damage: bytes) -> None:
    whole = heic()
    with suppress(Unreadable):
        kept = heic_without_metadata(whole[:place] + damage + whole[place + len(damage) :])
        assert len(kept) == len(whole[:place] + damage + whole[place + len(damage) :])


@pytest.mark.parametrize("wrong", [heic()[:60], box(b"moov", b"") + heic(), heic() + heic(), b""])
def test_a_heic_file_that_is_not_one_still_picture_is_refused(wrong: bytes) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        without_metadata(HEIC, wrong)
