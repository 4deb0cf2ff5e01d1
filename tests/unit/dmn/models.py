"""Small decision models, written without the noise of the file format."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from engine.dmn import DecisionModel, inspect, read

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*parts: str, namespace: str = NAMESPACE) -> bytes:
    """A file with these parts."""
    return f'<definitions xmlns="{namespace}" id="d" name="d" namespace="t">\n{"".join(parts)}</definitions>'.encode()


def data(name: str, type_name: str = "") -> str:
    """An input; its id is `in_` and its name."""
    reference = f" typeRef={quoteattr(type_name)}" if type_name else ""
    quoted = quoteattr(name)
    return f'<inputData id="in_{_id(name)}" name={quoted}><variable name={quoted}{reference}/></inputData>\n'


def decision(name: str, logic: str, *needs: str, type_name: str = "") -> str:
    """A decision; its id is its name, and `needs` are ids."""
    tags = {"in_": ("information", "Input"), "k_": ("knowledge", "Knowledge"), "s_": ("knowledge", "Knowledge")}
    required = "".join(_requirement(need, *_kind(need, tags)) for need in needs)
    reference = f" typeRef={quoteattr(type_name)}" if type_name else ""
    return (
        f'<decision id="{_id(name)}" name={quoteattr(name)}><variable name={quoteattr(name)}{reference}/>'
        f"{required}{logic}</decision>\n"
    )


def _kind(need: str, tags: dict[str, tuple[str, str]]) -> tuple[str, str]:
    return next((tag for prefix, tag in tags.items() if need.startswith(prefix)), ("information", "Decision"))


def _requirement(need: str, kind: str, what: str) -> str:
    return f'<{kind}Requirement><required{what} href="#{need}"/></{kind}Requirement>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(
    inputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    outputs: Sequence[str] = ("answer",),
    aggregation: str = "",
    allowed: Sequence[str] = (),
    order: Sequence[str] = (),
    default: str = "",
    types: Sequence[str] = (),
) -> str:
    """A decision table; the last cells of each rule are its outputs."""
    columns = "".join(_column(index, text, types, allowed) for index, text in enumerate(inputs))
    answers = "".join(
        f'<output id="output_{index}" name={quoteattr(name)}>'
        f"{_values('outputValues', order, index)}{_default(default)}</output>\n"
        for index, name in enumerate(outputs)
    )
    lines = "".join(_rule(index, rule, len(inputs)) for index, rule in enumerate(rules, 1))
    attribute = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="table" hitPolicy="{policy}"{attribute}>\n{columns}{answers}{lines}</decisionTable>'


def _column(index: int, text: str, types: Sequence[str], allowed: Sequence[str]) -> str:
    asked = f"<inputExpression{_type(types, index)}><text>{escape(text)}</text></inputExpression>"
    return (
        f'<input id="input_{index}" label={quoteattr(text)}>{asked}{_values("inputValues", allowed, index)}</input>\n'
    )


def _rule(index: int, cells: Sequence[str], inputs: int) -> str:
    tags = ["inputEntry"] * inputs + ["outputEntry"] * (len(cells) - inputs)
    inside = "".join(
        f'<{tag} id="cell_{index}_{column}"><text>{escape(cell)}</text></{tag}>'
        for column, (tag, cell) in enumerate(zip(tags, cells, strict=True), 1)
    )
    return f'<rule id="rule_{index}"><description>why {index}</description>{inside}</rule>\n'


def _type(types: Sequence[str], index: int) -> str:
    return f' typeRef="{types[index]}"' if index < len(types) and types[index] else ""


def _values(tag: str, values: Sequence[str], index: int) -> str:
    present = index < len(values) and values[index]
    return f"<{tag}><text>{escape(values[index])}</text></{tag}>" if present else ""


def _default(text: str) -> str:
    return f"<defaultOutputEntry><text>{escape(text)}</text></defaultOutputEntry>" if text else ""


def _id(name: str) -> str:
    return name.replace(" ", "_")


def model(*parts: str) -> DecisionModel:
    return read(definitions(*parts), "test.dmn")


def tolerant(*parts: str) -> DecisionModel:
    found, _findings = inspect(definitions(*parts), "test.dmn")
    assert found is not None
    return found


def table_model(inputs: Sequence[str], rules: Sequence[Sequence[str]], **options: str | Sequence[str]) -> DecisionModel:
    """A model with one table, `decision`, that requires data of the names of its columns."""
    kinds = options.pop("data_types", [""] * len(inputs))
    needs = [f"in_{_id(name)}" for name in inputs]
    logic = table(inputs, rules, **options)  # type: ignore[arg-type]
    return tolerant(*map(data, inputs, kinds), decision("decision", logic, *needs))
