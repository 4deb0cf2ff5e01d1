"""Files are known by what is in them, and leave with a name that no system trips over."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.attachments import (
    DOCX,
    HEIC,
    JPEG,
    KINDS,
    MAX_BYTES,
    ODT,
    PDF,
    PNG,
    TEXT,
    XLSX,
    check_file,
    recognise,
)
from engine.errors import InvalidInput

PDF_BYTES = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG_BYTES = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(30)
JPEG_BYTES = b"\xff\xd8\xff\xe0" + bytes(30) + b"\xff\xd9"
HEIC_BYTES = b"\x00\x00\x00\x18ftypheic" + bytes(16)


def archive(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


CONTENT_TYPES = {"[Content_Types]_dot_xml": "<Types/>"}
WORD = archive(**CONTENT_TYPES, word__document_dot_xml="<w/>")
EXCEL = archive(**CONTENT_TYPES, xl__workbook_dot_xml="<x/>")
WRITER = archive(mimetype=ODT.media_type, content_dot_xml="<o/>")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF_BYTES, PDF),
        (PNG_BYTES, PNG),
        (JPEG_BYTES, JPEG),
        (HEIC_BYTES, HEIC),
        (WORD, DOCX),
        (EXCEL, XLSX),
        (WRITER, ODT),
        ("Grüße, seen at 2 am\n".encode(), TEXT),
    ],
)
def test_what_is_in_it_says_what_it_is_whatever_it_is_called(content: bytes, kind: object) -> None:
    name, found = check_file("../../evil.exe", content)
    assert found is kind
    assert name == f"evil.{found.extension}"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"<html><script>alert(1)</script></html>",
        b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg'/>",
        b"#!/bin/sh\necho",
        b"{\\rtf1 }",
        b"%PDF-1.7 cut off in the middle",
        b"PK\x03\x04 no archive at all",
        archive(readme_dot_txt="hello"),
        archive(**CONTENT_TYPES, word__document_dot_xml="<w/>", word__vbaProject_dot_bin="macro"),
        archive(mimetype="application/epub+zip"),
        b"GIF89a" + bytes(20),
        b"\x00\x01\x02\x03",
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="none of these") as refusal:
        check_file("letter.pdf", content)
    assert "PDF" in refusal.value.fields["file"]


def test_an_empty_file_and_one_that_is_too_large_are_refused() -> None:
    with pytest.raises(InvalidInput, match="empty"):
        check_file("a.pdf", b"")
    with pytest.raises(InvalidInput, match="at most 8 MB"):
        check_file("a.txt", b"a" * (MAX_BYTES + 1))
    assert check_file("a.txt", b"a" * MAX_BYTES)[1] is TEXT


@given(st.text(max_size=300))
def test_every_name_becomes_a_safe_one(name: str) -> None:
    safe, kind = check_file(name, PDF_BYTES)
    assert kind is PDF
    assert safe.endswith(".pdf")
    assert len(safe) <= 120
    assert not set(safe) & set('/\\:*?"<>|\0\r\n;%')
    assert not safe.startswith((".", " ", "_"))
    assert check_file(safe, PDF_BYTES)[0] == safe


@given(st.binary(max_size=400))
def test_any_bytes_are_known_or_refused_and_never_a_fault(content: bytes) -> None:
    found = recognise(content)
    assert found is None or found is KINDS[found.extension]


@given(st.binary(max_size=200))
def test_a_damaged_archive_is_no_fault(damage: bytes) -> None:
    for whole in (WORD, WRITER):
        cut = whole[:40] + damage + whole[40 + len(damage) :]
        found = recognise(cut)
        assert found in (None, DOCX, ODT)
