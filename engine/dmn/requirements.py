"""What a decision requires, kept in step with the names that its columns look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress

from lxml import etree

from engine.dmn.reading import Element, part, parts, tag, text_of
from engine.feel import FeelError, compile_expression, compile_unary_tests

_EXPRESSIONS = frozenset({"inputExpression", "inputEntry", "outputEntry", "defaultOutputEntry"})
_NAMED = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


def require_names(root: Element, decision: Element, asked: Sequence[tuple[str, str]], gone: Iterable[str]) -> None:
    """Require what the expressions in `asked` (with the type of each) need and what is not required yet.

    A name that nothing in the file has becomes an input of the file. What only the expressions in `gone` needed is
    required no longer, and an input that nothing requires is taken out. Expressions that cannot be read need nothing.
    """
    known = {_name(each): each for each in parts(root, *_NAMED)}
    required = set(_required(decision, known))
    for text, type_ in asked:
        for name in sorted(_asked(text, known) - required):
            element = known[name] if name in known else _new_input(root, name, type_ if text == name else "")
            known[name] = element
            required.add(name)
            _require(root, decision, element)
    used = set().union(*(_named(text, known) for text in _texts(decision)))
    for name in {name for text in gone for name in _named(text, known)} - used:
        _let_go(root, decision, known.get(name))


def _name(element: Element) -> str:
    """The name that expressions use: that of the variable, else of the element."""
    variable = part(element, "variable")
    return str((element if variable is None else variable).get("name", ""))


def _asked(text: str, known: Collection[str]) -> frozenset[str]:
    """The names that an expression expects from the file; a function that it calls may be the engine's."""
    try:
        found = compile_expression(text, tuple(known))
    except FeelError:
        return frozenset()
    return found.names - (found.called - frozenset(known))


def _named(text: str, known: Collection[str]) -> frozenset[str]:
    """The names that stand in an expression, or in the tests of a cell."""
    for build in (compile_expression, compile_unary_tests):
        with suppress(FeelError):
            return build(text, tuple(known)).names
    return frozenset()


def _texts(decision: Element) -> Iterator[str]:
    """Every expression in the decision's table."""
    for each in decision.iter():
        if tag(each) in _EXPRESSIONS:
            yield text_of(each)


def _required(decision: Element, known: dict[str, Element]) -> Iterator[str]:
    ids = {each.get("href", "").rpartition("#")[2] for each in decision.iter() if each.get("href")}
    yield from (name for name, element in known.items() if element.get("id") in ids)


def _require(root: Element, decision: Element, element: Element) -> None:
    kinds = {"inputData": ("information", "Input"), "decision": ("information", "Decision")}
    kind, what = kinds.get(tag(element), ("knowledge", "Knowledge"))
    own = _free_id(root, f"{decision.get('id', '')}_needs_{element.get('id', '')}")
    requirement = etree.Element(_tag(root, f"{kind}Requirement"), {"id": own})
    etree.SubElement(requirement, _tag(root, f"required{what}"), {"href": f"#{element.get('id', '')}"})
    logic = part(decision, "decisionTable")
    decision.insert(decision.index(logic) if logic is not None else len(decision), requirement)


def _new_input(root: Element, name: str, type_: str) -> Element:
    own = _free_id(root, "".join(sign if sign.isalnum() else "_" for sign in name))
    made = etree.Element(_tag(root, "inputData"), {"id": own, "name": name})
    typed = {"typeRef": type_} if type_ else {}
    etree.SubElement(made, _tag(root, "variable"), {"id": _free_id(root, f"variable_{own}"), "name": name, **typed})
    last = list(parts(root, *_NAMED))[-1]
    last.addnext(made)
    return made


def _let_go(root: Element, decision: Element, element: Element | None) -> None:
    if element is None:
        return
    href = f"#{element.get('id', '')}"
    for requirement in [each for each in decision if any(inner.get("href") == href for inner in each)]:
        _undraw(root, requirement.get("id", ""))
        decision.remove(requirement)
    if tag(element) == "inputData" and not any(each.get("href") == href for each in root.iter()):
        _undraw(root, element.get("id", ""))
        root.remove(element)


def _undraw(root: Element, own: str) -> None:
    for each in [each for each in root.iter() if own and each.get("dmnElementRef") == own]:
        each.getparent().remove(each)


def _free_id(root: Element, wanted: str) -> str:
    taken = {each.get("id") for each in root.iter()}
    numbered = (wanted, *(f"{wanted}_{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in numbered if each not in taken)


def _tag(root: Element, local: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{local}"
