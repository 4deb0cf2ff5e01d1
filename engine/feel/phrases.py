"""Conditions, loops, function definitions, contexts, calls and type names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from engine.feel import syntax, types
from engine.feel.cursor import Cursor
from engine.feel.names import Names
from engine.feel.syntax import Node
from engine.feel.types import TypeName

TYPE_WORDS = Names(types.NAMES)


class Phrases(ABC):
    """The part of the grammar made of words."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._bracket_closes = False

    @abstractmethod
    def expression(self) -> Node: ...

    @abstractmethod
    def operand(self) -> Node: ...

    def _inside(self, rule: Callable[[], Node]) -> Node:
        """Reads the rule inside brackets, where "[" after a value is a filter again."""
        return self._with_bracket(rule, closes=False)

    def _closing(self, rule: Callable[[], Node]) -> Node:
        """Reads the rule where "[" may close a range."""
        return self._with_bracket(rule, closes=True)

    def _with_bracket(self, rule: Callable[[], Node], closes: bool) -> Node:
        before, self._bracket_closes = self._bracket_closes, closes
        try:
            return rule()
        finally:
            self._bracket_closes = before

    def phrase(self, word: str) -> Node | None:
        """The phrase that begins with the word, or None when none does."""
        match word:
            case "if":
                return self._if()
            case "for":
                return self._for()
            case "some" | "every":
                return self._quantified()
            case "function" if self.cursor.ahead().text == "(":
                return self._definition()
        return None

    def _if(self) -> Node:
        position = self.cursor.advance().position
        condition = self.expression()
        self.cursor.expect("then", ' after the condition of "if"')
        then = self.expression()
        self.cursor.expect("else", ' after the first answer of "if"')
        return syntax.If(position, condition, then, self.expression())

    def _for(self) -> Node:
        position = self.cursor.advance().position
        with self.cursor.binding():
            iterations = self._iterations()
            self.cursor.expect("return", ' after the lists of "for"')
            return syntax.For(position, iterations, self.expression())

    def _quantified(self) -> Node:
        word = self.cursor.advance()
        with self.cursor.binding():
            iterations = self._iterations()
            self.cursor.expect("satisfies", f' after the lists of "{word.text}"')
            return syntax.Quantified(word.position, word.text == "every", iterations, self.expression())

    def _iterations(self) -> tuple[syntax.Iteration, ...]:
        found = [self._iteration()]
        while self.cursor.take(","):
            found.append(self._iteration())
        return tuple(found)

    def _iteration(self) -> syntax.Iteration:
        position = self.cursor.position
        name = self.cursor.name_until("in")
        if name is None:
            raise self.cursor.refusal('a name and "in"')
        self.cursor.expect("in", " after the name")
        self.cursor.bind(name)
        source = self.expression()
        end = self.expression() if self.cursor.take("..") else None
        return syntax.Iteration(position, name, source, end)

    def _definition(self) -> Node:
        position = self.cursor.advance().position
        self.cursor.expect("(")
        with self.cursor.binding():
            parameters = self._parameters()
            if self.cursor.at("external"):
                raise self.cursor.refusal("a body; external functions are not run")
            return syntax.Definition(position, parameters, self._inside(self.expression))

    def _parameters(self) -> tuple[tuple[str, TypeName | None], ...]:
        found: list[tuple[str, TypeName | None]] = []
        while not self.cursor.take(")"):
            if found:
                self.cursor.expect(",", " between parameters")
            name = self.cursor.name_until(":") or self.cursor.name_until(",") or self.cursor.name_until(")")
            if name is None:
                raise self.cursor.refusal("the name of a parameter")
            self.cursor.bind(name)
            found.append((name, self.type_name() if self.cursor.take(":") else None))
        return tuple(found)

    def entries(self) -> Node:
        position = self.cursor.advance().position
        found: list[tuple[str, Node]] = []
        with self.cursor.binding():
            while not self.cursor.take("}"):
                if found:
                    self.cursor.expect(",", " or } in the context")
                found.append(self._entry())
        return syntax.Entries(position, tuple(found))

    def _entry(self) -> tuple[str, Node]:
        token = self.cursor.token
        name = self.cursor.advance().value if token.kind == "string" else self.cursor.name_until(":")
        if name is None:
            raise self.cursor.refusal('a name and ":" in the context')
        self.cursor.expect(":", " after the name in the context")
        value = self.expression()
        self.cursor.bind(name)
        return name, value

    def _call(self, function: Node) -> Node:
        position = function.position
        self.cursor.advance()
        names: list[str] = []
        arguments: list[Node] = []
        while not self.cursor.take(")"):
            if arguments:
                self.cursor.expect(",", ' or ")" in the call')
            name = self._argument_name()
            if arguments and (name is None) == bool(names):
                raise self.cursor.refusal("either a name before every argument or before none")
            if name is not None:
                names.append(name)
            arguments.append(self._inside(self.expression))
        return syntax.Call(position, function, tuple(arguments), tuple(names))

    def _argument_name(self) -> str | None:
        name = self.cursor.name_until(":")
        if name is not None:
            self.cursor.expect(":")
        return name

    def type_name(self) -> TypeName:
        name = self._type_word()
        if name == "function":
            return self._function_type()
        if name == "context" and self.cursor.take("<"):
            return self._context_type()
        if not self.cursor.take("<"):
            return TypeName(name)
        item = self.type_name()
        self.cursor.expect(">", " to close the type")
        return TypeName(name, (item,))

    def _type_word(self) -> str:
        known = TYPE_WORDS.longest(self.cursor.tokens, self.cursor.index)
        if known:
            self.cursor.index += known[1]
            return known[0]
        if self.cursor.take("function"):
            return "function"
        words = [self.cursor.name(self.cursor.known)]
        while self.cursor.take("."):
            words.append(self.cursor.name(self.cursor.members))
        return ".".join(words)

    def _context_type(self) -> TypeName:
        members: list[str] = []
        arguments: list[TypeName] = []
        while not self.cursor.take(">"):
            if members:
                self.cursor.expect(",", " in the type")
            member = self.cursor.name_until(":")
            if member is None:
                raise self.cursor.refusal('a name and ":" in the type')
            self.cursor.expect(":")
            members.append(member)
            arguments.append(self.type_name())
        return TypeName("context", tuple(arguments), tuple(members))

    def _function_type(self) -> TypeName:
        if not self.cursor.take("<"):
            return TypeName("function")
        arguments: list[TypeName] = []
        while not self.cursor.take(">"):
            if arguments:
                self.cursor.expect(",", " in the type")
            arguments.append(self.type_name())
        self.cursor.expect("->", " and the type of the answer")
        return TypeName("function", (*arguments, self.type_name()))
