"""Bringing in a pathway as one archive: looked through before anything of it is kept, and nothing of it is run."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from uuid import UUID

from engine.bpmn.lint_bundle import MAX_FILES, MAX_TOTAL_BYTES
from engine.commands.drafts import commissioner, keep_new, settings_of
from engine.commands.work import Work
from engine.errors import DefinitionError, InvalidInput
from engine.store import definitions

MAX_ARCHIVE = 2_000_000
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What is unpacked no further than asked for; the other ways unfold whole first."""
NAME = re.compile(r"(process\.toml|[a-z][a-z0-9_]{0,59}\.(bpmn|dmn)|(forms|cases)/[a-z][a-z0-9_]{0,59}\.toml)")
WHAT = "Expected a .zip file with process.toml, a .bpmn file, and if need be .dmn files, forms/ and cases/"


@dataclass(frozen=True, slots=True)
class ImportBundle:
    """Make a draft of an archive, as another installation or this one has exported it. For commissioners.

    The draft is of the pathway that its process.toml names, whether that is known here or new. Answers the draft's id.
    Refuses, with InvalidInput, what is no archive, holds other files than a pathway has, or too many or too large ones.
    """

    archive: bytes


def import_bundle(work: Work, command: ImportBundle) -> UUID:
    commissioner(work, "There is nothing at this address.")
    files = unpacked(command.archive)
    try:
        settings = settings_of(files)
    except DefinitionError as error:
        raise refused(f"{WHAT}, but process.toml cannot be read: {error.message}") from error
    if len(settings.key) > 60 or len(settings.title) > 200:
        raise refused("Expected a key of at most 60 and a title of at most 200 characters, but they are longer.")
    known = definitions.of_pathway(work.tx, settings.key)
    current = next((each for each in known if each.state == "published"), None)
    return keep_new(work, settings.key, files, current.id if current else None)


def refused(message: str) -> InvalidInput:
    return InvalidInput(message, {"archive": message})


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The files of the archive. A single folder around all of them is left out. Refuses as ImportBundle."""
    if len(archive) > MAX_ARCHIVE:
        raise refused(f"Expected an archive of at most {MAX_ARCHIVE:,} bytes, but it has {len(archive):,}.")
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            return _files(opened)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise refused(f"{WHAT}, but it cannot be opened.") from error


def _files(opened: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [each for each in opened.infolist() if not each.is_dir()]
    if len(entries) > MAX_FILES:
        raise refused(f"Expected at most {MAX_FILES} files, but there are {len(entries):,}.")
    if sum(each.file_size for each in entries) > MAX_TOTAL_BYTES:
        raise refused(f"Expected at most {MAX_TOTAL_BYTES:,} bytes in all, but there are more.")
    if any(each.compress_type not in PLAIN for each in entries):
        raise refused(f"{WHAT}, but a file in it is compressed in an unusual way.")
    outer = _folder([each.filename for each in entries])
    files: dict[str, bytes] = {}
    left = MAX_TOTAL_BYTES
    for each in entries:
        name = each.filename.removeprefix(outer)
        if not NAME.fullmatch(name) or name in files:
            raise refused(f"{WHAT}, but it holds “{each.filename[:80]}”.")
        with opened.open(each) as stream:
            files[name] = stream.read(left + 1)
        left -= len(files[name])
        if left < 0:
            raise refused(f"Expected at most {MAX_TOTAL_BYTES:,} bytes in all, but there are more.")
    return files


def _folder(names: list[str]) -> str:
    """The one folder that all names begin with, when process.toml stands in it."""
    found = [name.removesuffix("process.toml") for name in names if name.endswith("/process.toml")]
    is_around = len(found) == 1 and all(name.startswith(found[0]) for name in names)
    return found[0] if is_around and found[0].count("/") == 1 else ""
