"""What may be attached to a case: decided by what is in the file, never by its name or by what the browser says."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from engine.errors import InvalidInput

MAX_BYTES = 8 * 1024 * 1024
MAX_MEMBERS = 2_000
LONGEST_NAME = 120
ALLOWED = "PDF, PNG, JPEG, HEIC, Word (.docx), Excel (.xlsx), OpenDocument (.odt) or plain text"
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|Basic/|Scripts/)", re.IGNORECASE)
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"hevc")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its media type, the ending its name is given, and what people call it."""

    media_type: str
    extension: str
    words: str


PDF = FileKind("application/pdf", "pdf", "PDF")
PNG = FileKind("image/png", "png", "Picture (PNG)")
JPEG = FileKind("image/jpeg", "jpg", "Picture (JPEG)")
HEIC = FileKind("image/heic", "heic", "Picture (HEIC)")
TEXT = FileKind("text/plain", "txt", "Plain text")
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = FileKind(f"{_OFFICE}.wordprocessingml.document", "docx", "Word document")
XLSX = FileKind(f"{_OFFICE}.spreadsheetml.sheet", "xlsx", "Excel workbook")
ODT = FileKind("application/vnd.oasis.opendocument.text", "odt", "OpenDocument text")
KINDS = {kind.extension: kind for kind in (PDF, PNG, JPEG, HEIC, TEXT, DOCX, XLSX, ODT)}


def check_file(name: str, content: bytes) -> tuple[str, FileKind]:
    """A safe name that ends as the content does, and its kind. Refuses, with InvalidInput, all that is not allowed."""
    if not content:
        raise _refusal("Expected a file with something in it, but it is empty.", "Choose a file that is not empty")
    if len(content) > MAX_BYTES:
        most = MAX_BYTES // (1024 * 1024)
        raise _refusal(
            f"Expected a file of at most {most} MB, but it is larger.", f"Choose a file of at most {most} MB"
        )
    kind = recognise(content)
    if kind is None:
        raise _refusal(f"Expected {ALLOWED}, but the file is none of these.", f"Choose a file that is {ALLOWED}")
    return safe_name(name, kind), kind


def recognise(content: bytes) -> FileKind | None:
    """What the content is; None for all that may not be attached: programs, web pages, archives, macros."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return PNG
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return JPEG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    if content.startswith(b"PK\x03\x04"):
        return _document(content)
    return TEXT if _is_text(content) else None


def safe_name(name: str, kind: FileKind) -> str:
    """The name without path, control characters and signs that other systems trip over, ending as the content does."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rsplit(".", 1)[0] if "." in last.strip(".") else last
    kept = "".join(mark if mark.isalnum() or mark in " -_()," else "_" for mark in stem)
    tidy = " ".join(kept.split()).strip("_. ")[: LONGEST_NAME - len(kind.extension) - 1].rstrip()
    return f"{tidy or 'file'}.{kind.extension}"


def _document(content: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
            if len(members) > MAX_MEMBERS or any(_MACROS.search(member) for member in members):
                return None
            return _kind_of(archive, set(members))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError):
        return None


def _kind_of(archive: zipfile.ZipFile, members: set[str]) -> FileKind | None:
    if "[Content_Types].xml" in members and "word/document.xml" in members:
        return DOCX
    if "[Content_Types].xml" in members and "xl/workbook.xml" in members:
        return XLSX
    if "mimetype" in members and archive.getinfo("mimetype").file_size < 100:
        return ODT if archive.read("mimetype").decode("ascii", "replace").strip() == ODT.media_type else None
    return None


def _is_text(content: bytes) -> bool:
    """Whether it is text that nothing would take for a web page or a script."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<", "#!", "%!ps", "%pdf", "{\\rtf")):
        return False
    return not any(unicodedata.category(mark) == "Cc" and mark not in "\r\n\t\f" for mark in text)


def _refusal(message: str, remedy: str) -> InvalidInput:
    return InvalidInput(message, {"file": remedy})
