"""Names of several words or with signs in them: known ones are found by the longest match of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.feel.lexer import Token, name_words

_OPERATORS = ("between", "and", "or", "in", "instance")
_PHRASES = ("if", "then", "else", "for", "return", "some", "every", "satisfies", "function")
KEYWORDS = frozenset({*_OPERATORS, *_PHRASES, "true", "false", "null"})
PROPERTIES = ("time offset", "start included", "end included")


class Names:
    """Known names of more than one token, by their first word. Those of `called` are names only before a "("."""

    def __init__(self, names: Iterable[str] = (), parent: Names | None = None, called: Iterable[str] = ()) -> None:
        self._by_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._parent = parent
        for name in names:
            self.add(name)
        for name in called:
            words = name_words(name)
            self._by_word.setdefault(words[0], []).append(((*words, "("), name))

    def add(self, name: str) -> None:
        words = name_words(name)
        if not needs_knowing(name):
            return
        entries = self._by_word.setdefault(words[0], [])
        if (words, name) not in entries:
            entries.append((words, name))
            entries.sort(key=lambda entry: -len(entry[0]))

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The longest known name that starts at the token, and how many tokens it takes."""
        own = next(
            (
                (name, len(words) - (words[-1] == "("))
                for words, name in self._by_word.get(tokens[index].text, ())
                if _at(words, tokens, index)
            ),
            None,
        )
        other = self._parent.longest(tokens, index) if self._parent else None
        return max((found for found in (own, other) if found), key=lambda found: found[1], default=None)


def needs_knowing(name: str) -> bool:
    """Whether the parser finds the name only when it knows it: it has several words, signs or a keyword in it."""
    words = name_words(name)
    return len(words) > 1 or (len(words) == 1 and words[0] in KEYWORDS)


def _at(words: tuple[str, ...], tokens: Sequence[Token], index: int) -> bool:
    end = index + len(words)
    return end <= len(tokens) and all(
        token.text == word and token.kind != "string" for token, word in zip(tokens[index:end], words, strict=True)
    )


@lru_cache(maxsize=512)
def known_names(names: tuple[str, ...], parent: Names | None = None) -> Names:
    return Names(names, parent)
