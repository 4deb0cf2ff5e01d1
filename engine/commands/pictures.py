"""Photographs without what cameras write into them: where and when they were taken, with which device, by whom.

Where a picture was taken can tell where she lives (governance rule 2: no more than is needed). Each is written anew
from its points, so that nothing is left beside them; only how it is turned, and its colours, are kept.
"""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import Any

from PIL import Image, JpegImagePlugin

from engine.domain import heic
from engine.domain.attachments import HEIC, JPEG, PNG, FileKind
from engine.errors import InvalidInput

MOST_POINTS = 50_000_000
"""What a picture may have, whatever its file says: about 200 MB while it is written anew."""
ORIENTATION = 0x0112
UPRIGHT = 1
_one_at_a_time = Lock()
"""So that several large ones at once do not fill the memory."""
_BROKEN = (OSError, SyntaxError, ValueError, KeyError, TypeError, ArithmeticError, IndexError, Warning)
"""What the library raises for files that are not what they begin as."""


def without_metadata(kind: FileKind, content: bytes) -> bytes:
    """The picture as it looks, without what is written about it; other kinds of files as they are.

    Refuses, with InvalidInput (field `file`), what cannot be read as a picture, and more than 50 million points.
    """
    if kind == HEIC:
        return _heic(content)
    if kind not in (JPEG, PNG):
        return content
    with _one_at_a_time:
        try:
            return _anew(kind, content)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large() from error
        except _BROKEN as error:
            raise _unreadable() from error


def _heic(content: bytes) -> bytes:
    try:
        return heic.without_metadata(content)
    except heic.Unreadable as error:
        raise _unreadable() from error


def _anew(kind: FileKind, content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=("JPEG",) if kind == JPEG else ("PNG",)) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise _too_large()
        picture.load()
        settings, made = _settings(kind, picture), BytesIO()
        picture.info.clear()
        picture.save(made, "JPEG" if kind == JPEG else "PNG", **settings)
    return made.getvalue()


def _settings(kind: FileKind, picture: Any) -> dict[str, Any]:
    """How it is written: turned as it was, in its colours, and in JPEG as finely as it was."""
    kept = {name: picture.info[name] for name in ("icc_profile", "transparency") if picture.info.get(name) is not None}
    turned = _orientation(picture)
    if turned != UPRIGHT:
        kept["exif"] = Image.Exif()
        kept["exif"][ORIENTATION] = turned
    if kind == PNG:
        return {**kept, "compress_level": 3}
    return {**kept, "qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}


def _orientation(picture: Image.Image) -> int:
    try:
        turned = picture.getexif().get(ORIENTATION, UPRIGHT)
    except _BROKEN:
        return UPRIGHT
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else UPRIGHT


def _too_large() -> InvalidInput:
    most = MOST_POINTS // 1_000_000
    message = f"Expected a picture of at most {most} million points, but it has more."
    return InvalidInput(message, {"file": f"Choose a picture of at most {most} million points (megapixels)"})


def _unreadable() -> InvalidInput:
    message = "Expected a picture from which place and time can be taken out, but it cannot be read. Nothing was kept."
    return InvalidInput(message, {"file": "Open the picture, save it as a JPEG, and choose that"})
