"""Where the parser stands in the tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from engine.feel.budget import MAX_NESTING
from engine.feel.errors import FeelError
from engine.feel.lexer import Token, tokens
from engine.feel.names import KEYWORDS, PROPERTIES, Names

MAX_RETRIES = 60
_HINTS = {("=", "="): ' Compare with one "=".', ("<", ">"): ' Write "!=".'}


class Cursor:
    """Reads tokens one by one and joins the words of names."""

    def __init__(self, text: str, known: Names) -> None:
        self.tokens = tokens(text)
        self.index = 0
        self.known = known
        self.members = Names(PROPERTIES, known)
        self._nesting = 0
        self._retries = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    @property
    def position(self) -> int:
        return self.tokens[self.index].position

    def ahead(self, count: int = 1) -> Token:
        return self.tokens[min(self.index + count, len(self.tokens) - 1)]

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or keywords."""
        token = self.tokens[self.index]
        return token.text in texts and token.kind in ("operator", "name")

    def take(self, *texts: str) -> bool:
        if self.at(*texts):
            self.index += 1
            return True
        return False

    def advance(self) -> Token:
        token = self.token
        self.index += 1
        return token

    def expect(self, text: str, after: str = "") -> None:
        if not self.take(text):
            raise self.refusal(f'"{text}"{after}')

    def refusal(self, expected: str) -> FeelError:
        return FeelError(f"Expected {expected}, but found {self.token}.{self._hint()}", self.position)

    def _hint(self) -> str:
        """What to write instead of what other languages have there."""
        before = self.tokens[self.index - 1].text if self.index else ""
        if self.token.text in ("'", "’"):
            return ' Write texts in quotation marks (").'
        return _HINTS.get((before, self.token.text), "")

    @contextmanager
    def nested(self) -> Iterator[None]:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise FeelError(f"Expected at most {MAX_NESTING} levels of nesting, but there are more.", self.position)
        try:
            yield
        finally:
            self._nesting -= 1

    @contextmanager
    def binding(self) -> Iterator[None]:
        """Names added inside are forgotten afterwards."""
        outer, self.known = self.known, Names((), self.known)
        try:
            yield
        finally:
            self.known = outer

    def retry(self, index: int) -> None:
        """Goes back to read the same tokens in another way; refused when that would take for ever."""
        self._retries += 1
        if self._retries > MAX_RETRIES:
            raise FeelError("Expected brackets that can be read in one way, but these are ambiguous.", self.position)
        self.index = index

    def bind(self, name: str) -> None:
        self.known.add(name)
        self.members.add(name)

    def name(self, known: Names) -> str:
        """The name at the cursor: the longest known one, else all adjacent words that are no keywords."""
        found = known.longest(self.tokens, self.index)
        if found:
            self.index += found[1]
            return found[0]
        if self.token.kind != "name" or self.token.text in KEYWORDS:
            raise self.refusal("a name")
        words = [self.advance().text]
        while words[0] != "?" and self._continues():
            words.append(self.advance().text)
        return " ".join(words)

    def _continues(self) -> bool:
        token = self.token
        return token.kind == "name" and token.text not in KEYWORDS and token.text != "?"

    def name_until(self, closing: str) -> str | None:
        """The words before the closing sign or keyword when only a name lies between, else None; reads the name."""
        index = self.index
        if self.tokens[index].kind != "name":
            return None
        while not (self.tokens[index].text == closing and self.tokens[index].kind != "string"):
            token = self.tokens[index]
            if token.kind not in ("name", "number") and token.text not in _NAME_SIGNS:
                return None
            index += 1
        words = self.tokens[self.index : index]
        if not words:
            return None
        self.index = index
        return _joined(words)


_NAME_SIGNS = frozenset(".-'’+*/")


def _joined(words: list[Token]) -> str:
    """The words as one name: spaces stay where the text has them, as one."""
    name = words[0].text
    for before, word in pairwise(words):
        gap = word.position > before.position + len(before.text)
        name += (" " if gap else "") + word.text
    return name
