"""Papers to take away, as PDF: headings, paragraphs and lists of lines on numbered pages of A4.

Drawn line by line, so that a long list is quick.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

MARGIN = 56
SMALL, TEXT, HEADING, TITLE = 9, 11, 14, 20
LEADING = 1.4
PLAIN, BOLD = "Vera", "VeraBd"
FOLLOWS_HEADING = 3
"""So many lines must fit below a heading, or it goes to the next page."""


@cache
def _fonts() -> frozenset[int]:
    """Registers the fonts; the characters that both can show."""
    shown = []
    for name in (PLAIN, BOLD):
        font = TTFont(name, f"{name}.ttf")
        pdfmetrics.registerFont(font)
        shown.append(frozenset(font.face.charToGlyph))
    return shown[0] & shown[1]


def showable(text: str) -> str:
    """The text with letters that the fonts lack written without their marks, and else as question marks."""
    return "".join(letter if ord(letter) in _fonts() else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1]
    return base if base and ord(base) in _fonts() else "?"


class Paper:
    """A document in the making. `title` stands on its first page and in its properties, `foot` on every page."""

    def __init__(self, title: str, foot: str) -> None:
        _fonts()
        self._out = BytesIO()
        self._foot = showable(foot)
        self._page = 1
        self._canvas = Canvas(self._out, pagesize=A4, pageCompression=1, lang="en-GB")
        self._canvas.setTitle(showable(title))
        self._width, self._height = A4
        self._at = self._height - MARGIN
        self._write(title, BOLD, TITLE)
        self._canvas.bookmarkPage("title")
        self._canvas.addOutlineEntry(showable(title), "title", 0)

    def heading(self, text: str) -> None:
        """A heading, which is in the outline too and never stands alone at the foot of a page."""
        if self._at - (HEADING + FOLLOWS_HEADING * TEXT) * LEADING < MARGIN:
            self._turn()
        self._at -= TEXT
        key = f"heading-{self._page}-{self._at:.0f}"
        self._canvas.bookmarkHorizontal(key, 0, self._at)
        self._canvas.addOutlineEntry(showable(text), key, 1)
        self._write(text, BOLD, HEADING)

    def paragraph(self, text: str) -> None:
        """A paragraph, with room below."""
        self._write(text, PLAIN, TEXT)
        self._at -= TEXT / 2

    def lines(self, rows: Iterable[Sequence[str]]) -> None:
        """Entries of a list: the first part in bold, each further part on lines of its own below."""
        for first, *rest in rows:
            self._write(first, BOLD, SMALL)
            for text in rest:
                self._write(text, PLAIN, SMALL)
            self._at -= SMALL / 2

    def done(self) -> bytes:
        """The document."""
        self._end_page()
        self._canvas.save()
        return self._out.getvalue()

    def _write(self, text: str, font: str, size: int) -> None:
        for line in simpleSplit(showable(text), font, size, self._width - 2 * MARGIN):
            self._at -= size * LEADING
            if self._at < MARGIN:
                self._turn()
                self._at -= size * LEADING
            self._canvas.setFont(font, size)
            self._canvas.drawString(MARGIN, self._at, line)

    def _turn(self) -> None:
        self._end_page()
        self._page += 1
        self._at = self._height - MARGIN

    def _end_page(self) -> None:
        self._canvas.setFont(PLAIN, SMALL)
        self._canvas.drawString(MARGIN, MARGIN / 2, self._foot)
        self._canvas.drawRightString(self._width - MARGIN, MARGIN / 2, f"Page {self._page}")
        self._canvas.showPage()
