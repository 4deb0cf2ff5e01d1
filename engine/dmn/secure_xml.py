"""Reading XML that anyone may have uploaded: diagrams and decision tables.

No DTD is ever read: a DOCTYPE is refused before anything behind it is looked at, so there are no entities to expand
and nothing to fetch. Size, depth and number of elements are capped before a tree is built.
"""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from engine.errors import DefinitionError

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 50_000
MAX_DEPTH = 100


def parse_xml(data: bytes, file: str, *, comments: bool = False) -> etree._Element:
    """The root element of `data`; `file` names it in refusals.

    Processing instructions are left out, and comments unless they are asked for. Raises `DefinitionError` with the line
    when the document is empty, not well-formed, declares a DOCTYPE, or exceeds the caps on bytes, depth or number of
    elements.
    """
    if not data.strip():
        raise DefinitionError("Expected an XML document, but the file is empty.", file, remedy=_WELL_FORMED)
    if len(data) > MAX_BYTES:
        raise DefinitionError(
            f"Expected at most {MAX_BYTES:,} bytes, but the file has {len(data):,}.",
            file,
            remedy="Split the file, or remove embedded images and unused elements.",
        )
    _Inspection(file).run(data)
    return _tree(data, file, comments)


class _Inspection:
    """One pass that builds nothing and stops at the first thing that is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.depth = 0
        self.elements = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def run(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            message = f"Expected well-formed XML, but: {expat.ErrorString(error.code)}."
            raise DefinitionError(message, self.file, line=error.lineno, remedy=_WELL_FORMED) from None
        except (LookupError, ValueError, UnicodeError):
            raise DefinitionError(
                "Expected XML in UTF-8 or UTF-16, but its encoding is unknown.",
                self.file,
                line=1,
                remedy="Save the file as UTF-8.",
            ) from None

    def _doctype(self, *_declaration: object) -> None:
        raise self._refusal(
            "Expected no DOCTYPE, but the file declares one.",
            _NO_DOCTYPE,
        )

    def _start(self, _name: str, _attributes: object) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise self._refusal(
                f"Expected elements at most {MAX_DEPTH} deep, but these are deeper.",
                "Nest less.",
            )
        if self.elements > MAX_ELEMENTS:
            raise self._refusal(
                f"Expected at most {MAX_ELEMENTS:,} elements, but there are more.",
                "Split the file.",
            )

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _refusal(self, message: str, remedy: str) -> DefinitionError:
        return DefinitionError(message, self.file, line=self.parser.CurrentLineNumber, remedy=remedy)


_NO_DOCTYPE = "Remove the <!DOCTYPE …> declaration and any entities."
_WELL_FORMED = "Open the file in the editor that made it and save it again."


def _tree(data: bytes, file: str, comments: bool) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=not comments,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        message = f"Expected well-formed XML, but: {error.msg}."
        raise DefinitionError(message, file, line=error.lineno, remedy=_WELL_FORMED) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DefinitionError("Expected no DOCTYPE, but the file declares one.", file, line=1, remedy=_NO_DOCTYPE)
    return root
