"""The files of a pathway on their way to a browser."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Mapping

from flask import Response

from engine.errors import NotFound

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The same files give the same archive."""


def as_xml(files: Mapping[str, bytes]) -> Response:
    """The diagram in UTF-8, whatever it was written in."""
    name = next((each for each in sorted(files) if each.endswith(".bpmn")), None)
    if name is None:
        raise NotFound("There is no diagram here.")
    return Response(diagram_text(files[name]), content_type="application/xml; charset=utf-8")


def diagram_text(data: bytes) -> str:
    """The file as text that says nothing of its former encoding."""
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    return _DECLARED.sub("", data.decode(encoding, "replace"))


def as_zip(files: Mapping[str, bytes], name: str) -> Response:
    """All files in one archive, as a download."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(files):
            archive.writestr(zipfile.ZipInfo(each, _MOMENT), files[each], zipfile.ZIP_DEFLATED)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made.getvalue(), content_type="application/zip", headers=headers)
