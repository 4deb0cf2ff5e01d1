"""State of an execution as bytes, and back.

One byte for the version of the codec, then JSON with keys in order: the same state always gives the same bytes. A task
is a row; what it knows is written as the difference from its parent. Nothing of the definition is in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.bpmn.tree import Case, Inner, Token
from engine.bpmn.values import Data, same
from engine.errors import InvalidState

if TYPE_CHECKING:
    from engine.bpmn.expressions import FeelEngine
    from engine.bpmn.parser import Definition

VERSION = 1


def dump(case: Case) -> bytes:
    """The state of an execution at rest."""
    state: dict[str, Any] = {"n": case.number}
    if case.outcome is not None:
        state["o"] = case.outcome
    else:
        state["s"] = [_dump_scope(scope) for scope in case.scopes]
    return bytes([VERSION]) + json.dumps(
        state, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    ).encode("utf-8", "surrogatepass")


def _dump_scope(scope: Case | Inner) -> list[Any]:
    host: Token | None = getattr(scope, "host", None)
    rows: list[list[Any]] = []
    stack = [(scope.task_tree, -1)]
    while stack:
        token, parent = stack.pop()
        above = _above(token, host)
        rows.append(_dump_token(token, parent, above))
        stack.extend((child, len(rows) - 1) for child in reversed(token.children))
    return [0 if host is None else host.id, rows]


def _above(token: Token, host: Token | None) -> Data:
    """What the row of a token is the difference from."""
    above = token.parent or host
    return {} if above is None else above.data


def _dump_token(token: Token, parent: int, above: Data) -> list[Any]:
    row: list[Any] = [token.id, parent, token.task_spec.name, token.state]
    data = token.data
    changed = {} if data is above else {k: v for k, v in data.items() if not (k in above and same(above[k], v))}
    gone = [] if data is above else sorted(name for name in above if name not in data)
    optional = [changed or 0, token.internal_data or 0, token.flow or 0, gone or 0, token.legacies or 0]
    while optional and optional[-1] == 0:
        optional.pop()
    return row + optional


def load(state: bytes, definition: Definition, engine: FeelEngine) -> Case:
    """The execution as it was. Raises `InvalidState` when the state is of another version or another definition."""
    if not state or state[0] != VERSION:
        found = state[0] if state else "nothing"
        raise InvalidState(f"Expected state written by version {VERSION} of the codec, but it is version {found}.")
    try:
        return _load_case(json.loads(state[1:]), definition, engine)
    except (ValueError, LookupError, TypeError) as error:
        raise InvalidState(f"Expected the state of an instance, but it is damaged: {error}.") from error


def _load_case(kept: dict[str, Any], definition: Definition, engine: FeelEngine) -> Case:
    case = Case(definition.top, definition.inner, engine)
    case.number = kept["n"]
    case.outcome = kept.get("o")
    case.completed = case.outcome is not None
    for host, rows in kept.get("s", ()):
        _load_scope(case, host, rows)
    return case


def _load_scope(case: Case, host_number: int, rows: list[list[Any]]) -> None:
    scope: Case | Inner = case
    host: Token | None = None
    if host_number:
        host = case.find(host_number)
        if host is None:
            raise InvalidState(f"Expected the token {host_number} to hold a sub-process, but it is not there.")
        scope = case.open_inner(host, host.task_spec.bpmn_id)
    loaded: list[Token] = []
    for row in rows:
        loaded.append(_load_token(scope, loaded, host, row))
    scope.task_tree = loaded[0]


def _load_token(scope: Case | Inner, loaded: list[Token], host: Token | None, row: list[Any]) -> Token:
    number, parent_index, name, state, *optional = row
    changed, internal, flow, gone, legacies = [*optional, 0, 0, 0, 0, 0][:5]
    spec = scope.spec.task_specs.get(name)
    if spec is None:
        raise InvalidState(
            f"Expected the element “{name.split(':')[0]}” in the diagram, but it is not in this version."
        )
    parent = loaded[parent_index] if parent_index >= 0 else None
    token = Token(scope, spec, parent, state, number)
    above = parent or host
    data = {} if above is None else above.data
    if changed or gone:
        data = {**data, **(changed or {})}
        for each in gone or ():
            del data[each]
    token.data = data
    token.internal_data = internal or {}
    token.flow = flow or ""
    token.legacies = legacies or []
    return token
