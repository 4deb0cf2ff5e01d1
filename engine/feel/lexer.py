"""From text to tokens. Names are single words here; the parser joins them, because only it knows which names exist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from engine.feel.budget import MAX_TEXT
from engine.feel.errors import FeelError

TokenKind = Literal["name", "number", "string", "at", "operator", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    position: int
    value: str = ""

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f'"{self.text[:40]}"'


_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u167F\u1681-\u180D\u180F-\u1FFF"
    r"\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF00-\uFFFD\U00010000-\U000EFFFF"
)
_TOKEN = re.compile(
    r"(?P<space>(?:[\s\u1680\u180E\u200B\u3000\uFEFF]|//[^\n\r]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)+)"
    rf"|(?P<name>[{_START}][{_START}0-9\u00B7\u0300-\u036F\u203F\u2040]*|\?)"
    r"|(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r'|(?P<at>@"(?:[^"\\]|\\.)*")'
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<operator>\*\*|\.\.|->|<=|>=|!=|[-+*/<>=(){}\[\],:.;'’])",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def tokens(text: str) -> list[Token]:
    """All tokens of the text, closed by one of kind "end"."""
    if len(text) > MAX_TEXT:
        raise FeelError(f"Expected an expression of at most {MAX_TEXT:,} characters, but it has {len(text):,}.")
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or (text.startswith("/*", position) and match.lastgroup != "space"):
            raise FeelError(_strange(text, position), position)
        if match.lastgroup != "space":
            found.append(_token(match))
        position = match.end()
    found.append(Token("end", "", len(text)))
    return found


def _token(match: re.Match[str]) -> Token:
    text, position = match[0], match.start()
    match match.lastgroup:
        case "string":
            return Token("string", text, position, _unescape(text[1:-1]))
        case "at":
            return Token("at", text, position, _unescape(text[2:-1]))
        case "name":
            return Token("name", text, position)
        case "number":
            return Token("number", text, position)
    return Token("operator", text, position)


def _strange(text: str, position: int) -> str:
    if text[position] == '"' or text.startswith('@"', position):
        return 'Expected a closing quotation mark ("), but the text ends.'
    if text.startswith("/*", position):
        return "Expected the comment to be closed with */, but the text ends."
    found = text[position]
    return f'Expected a value, a name or an operator, but found "{found}".{_HINTS.get(found, "")}'


_HINTS = {
    "&": ' Write "and".',
    "|": ' Write "or".',
    "!": ' Write "not(…)" or "!=".',
    **dict.fromkeys("“”„‟«»", ' Write texts in straight quotation marks (").'),
}
"""What to write instead of signs of other languages."""


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    text = _SURROGATES.sub(_join_surrogates, text)
    return _ESCAPE.sub(_character, text)


def _join_surrogates(match: re.Match[str]) -> str:
    high, low = int(match[1], 16), int(match[2], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _character(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return "\ufffd" if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else chr(number)
    return _PLAIN_ESCAPES.get(code, match[0])


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """A name as the words and signs the lexer would see; empty when it cannot be a name."""
    try:
        return tuple(token.text for token in tokens(name)[:-1])
    except FeelError:
        return ()
