"""Pictures in HEIC without what is said about them: place, time and device. The picture itself is not opened.

What is said about a picture is kept as items beside it (Exif, XMP) or in boxes of its own; they are overwritten where
they lie, so that everything else stays where it is. How a picture is turned is a property of it, and stays.

Source: ISO/IEC 14496-12, 8.11 (meta, iloc, iinf) and ISO/IEC 23008-12, 6 and annex A.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

SAID_ABOUT = (b"Exif", b"mime", b"uri ")
"""The types of items that are no picture."""
FOR_NOTES = (b"uuid", b"udta", b"free", b"skip")
"""Boxes in which programs keep what they like."""


class Unreadable(ValueError):
    """The file is not built as the standard says, or in a way that is not known here."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    end: int


def without_metadata(content: bytes) -> bytes:
    """The same file with everything overwritten that is said about the picture. Raises `Unreadable`."""
    made = bytearray(content)
    boxes = list(_boxes(content, 0, len(content)))
    metas = [box for box in boxes if box.kind == b"meta"]
    if len(metas) != 1 or any(box.kind in (b"moov", b"moof") for box in boxes):
        raise Unreadable("It is not one still picture.")
    inner = list(_boxes(content, metas[0].start + 4, metas[0].end))
    for box in [*boxes, *inner]:
        if box.kind in FOR_NOTES:
            made[box.start : box.end] = bytes(box.end - box.start)
    about = _items_about(content, _only(inner, b"iinf"))
    for start, end in _places(content, inner, about):
        made[start:end] = bytes(end - start)
    return bytes(made)


def _boxes(content: bytes, start: int, end: int) -> Iterator[_Box]:
    """The boxes that lie side by side from one place to another."""
    while start < end:
        reading = _Reading(content, start, end)
        size, kind, head = reading.number(4), reading.take(4), 8
        if size == 1:
            size, head = reading.number(8), 16
        last = start + size if size else end
        if last > end or last < start + head:
            raise Unreadable("A box ends where it cannot.")
        yield _Box(kind, start + head, last)
        start = last


class _Reading:
    """Numbers and signs, one after the other."""

    def __init__(self, content: bytes, start: int, end: int) -> None:
        self._file, self._end = BytesIO(content), end
        self._file.seek(start)

    def take(self, size: int) -> bytes:
        if self._file.tell() + size > self._end:
            raise Unreadable("It ends too early.")
        return self._file.read(size)

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")


def _only(boxes: list[_Box], kind: bytes) -> _Box:
    found = [box for box in boxes if box.kind == kind]
    if len(found) != 1:
        raise Unreadable(f"There is not one box {kind!r}.")
    return found[0]


def _items_about(content: bytes, listing: _Box) -> set[int]:
    """The items of a listing (iinf) that are no picture."""
    reading = _Reading(content, listing.start, listing.end)
    version = reading.number(4) >> 24
    reading.take(2 if version == 0 else 4)
    begins = listing.start + (6 if version == 0 else 8)
    found = set()
    for entry in _boxes(content, begins, listing.end):
        item = _Reading(content, entry.start, entry.end)
        version = item.number(4) >> 24
        if entry.kind != b"infe" or version not in (2, 3):
            raise Unreadable("An item is described in a way that is not known.")
        number, _ = item.number(2 if version == 2 else 4), item.take(2)
        if item.take(4) in SAID_ABOUT:
            found.add(number)
    return found


def _places(content: bytes, inner: list[_Box], wanted: set[int]) -> Iterator[tuple[int, int]]:
    """Where the wanted items lie in the file."""
    if not wanted:
        return
    data = [box for box in inner if box.kind == b"idat"]
    for number, method, start, size in _extents(content, _only(inner, b"iloc")):
        if number not in wanted:
            continue
        if method == 1 and len(data) == 1:
            start, last = start + data[0].start, data[0].end
        elif method == 0:
            last = len(content)
        else:
            raise Unreadable("An item lies where it cannot be found.")
        if size == 0 or start + size > last:
            raise Unreadable("An item lies outside the file.")
        yield start, start + size


def _extents(content: bytes, located: _Box) -> Iterator[tuple[int, int, int, int]]:
    """Of each piece of each item: its number, how it is kept, where it begins and how long it is (iloc)."""
    reading = _Reading(content, located.start, located.end)
    version, sizes = reading.number(4) >> 24, reading.number(2)
    if version > 2:
        raise Unreadable("Where items lie is said in a way that is not known.")
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    wide = 4 if version == 2 else 2
    for _ in range(reading.number(wide)):
        number = reading.number(wide)
        method = reading.number(2) & 15 if version else 0
        if reading.number(2):
            method = -1
        base = reading.number(base_size)
        for _ in range(reading.number(2)):
            reading.take(index_size)
            yield number, method, base + reading.number(offset_size), reading.number(length_size)
