from __future__ import annotations

import pytest

from engine.dmn import parse_xml
from engine.dmn.secure_xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS
from engine.errors import DefinitionError

LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY x0 "ha">'
    + b"".join(b'<!ENTITY x%d "%s">' % (level, b"&x%d;" % (level - 1) * 10) for level in range(1, 10))
    + b"]>\n<a>&x9;</a>"
)


@pytest.mark.parametrize(
    ("data", "expected", "line"),
    [
        (b"", "the file is empty", None),
        (b" \n", "the file is empty", None),
        (b"<a>\n<b>\n</a>", "mismatched tag", 3),
        (b"<a>\n&undefined;</a>", "undefined entity", 2),
        (b"<a>\n<p:b/></a>", "prefix p", 2),
        (b"\n<!DOCTYPE a>\n<a/>", "DOCTYPE", 2),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', "DOCTYPE", 1),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DOCTYPE", 1),
        (LAUGHS, "DOCTYPE", 1),
        (LAUGHS.decode().encode("utf-16"), "DOCTYPE", 1),
        (b"<a>" * 5000 + b"</a>" * 5000, f"{MAX_DEPTH} deep", 1),
        (b"<a>" + b"<b/>" * (MAX_ELEMENTS + 1) + b"</a>", "elements", 1),
        (b"<a>" + b" " * 20_000_000 + b"</a>", f"{MAX_BYTES:,} bytes", None),
        (b"<a>\x00</a>", "well-formed", 1),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "UTF-8", 1),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "UTF-8", 1),
        (b"\xff\xfe\x00", "well-formed", 1),
        (b"not xml", "well-formed", 1),
    ],
    ids=range(18),
)
def test_hostile_or_broken_xml_is_refused_with_file_and_line(data: bytes, expected: str, line: int | None) -> None:
    with pytest.raises(DefinitionError) as refusal:
        parse_xml(data, "upload.bpmn")
    assert refusal.value.message.startswith("Expected")
    assert expected in refusal.value.message
    assert refusal.value.file == "upload.bpmn"
    assert refusal.value.line == line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_editors_write_are_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<a name="é">é</a>'
    root = parse_xml(text.encode(encoding), "upload.bpmn")
    assert (root.get("name"), root.text, root.sourceline) == ("é", "é", 2)


def test_comments_and_instructions_are_left_out() -> None:
    root = parse_xml(b"<a>one<!-- two --><?three four?> five<b/></a>", "upload.bpmn")
    assert root.text == "one five"
    assert len(root) == 1
