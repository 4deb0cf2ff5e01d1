"""Functions on contexts."""

from __future__ import annotations

from engine.feel.builtins.registry import builtin
from engine.feel.run import Run
from engine.feel.values import Unanswerable, Value

Entries = dict[str, Value]


@builtin("get value(m: context, key: string)", "get value(context: context, key: string)")
def get_value(_run: Run, context: Entries, key: str) -> Value:
    if key not in context:
        raise Unanswerable(f'The context has no "{key}".')
    return context[key]


@builtin("get value(m: context, keys: list<string>)", "get value(context: context, keys: list<string>)")
def get_nested_value(_run: Run, context: Entries, keys: list[str]) -> Value:
    value: Value = context
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            raise Unanswerable(f'The context has no "{key}".')
        value = value[key]
    return value


@builtin("get entries(m: context)", "get entries(context: context)")
def get_entries(run: Run, context: Entries) -> list[Value]:
    run.build(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list<context>)")
def context_of(run: Run, entries: list[Entries]) -> Entries:
    run.build(len(entries))
    found: Entries = {}
    for entry in entries:
        key = entry.get("key") if entry else None
        if not isinstance(key, str) or "value" not in entry or key in found:
            raise Unanswerable('Expected entries with a text as "key", each once, and a "value".')
        found[key] = entry["value"]
    return found


@builtin("context put(context: context, key: string, value: any)")
def context_put(run: Run, context: Entries, key: str, value: Value) -> Entries:
    run.build(len(context) + 1)
    return {**context, key: value}


@builtin("context put(context: context, keys: list<string>, value: any)")
def context_put_nested(run: Run, context: Entries, keys: list[str], value: Value) -> Entries:
    if not keys or None in keys or len(keys) > 50:
        raise Unanswerable("Expected a list of 1 to 50 names.")
    run.build(len(context) + 1)
    key, *others = keys
    if not others:
        return {**context, key: value}
    inner = context.get(key)
    if not isinstance(inner, dict):
        raise Unanswerable(f'Expected "{key}" to be a context already, because more is put inside it.')
    return {**context, key: context_put_nested(run, inner, others, value)}


@builtin("context merge(contexts: list<context>)")
def context_merge(run: Run, contexts: list[Entries | None]) -> Entries:
    found: Entries = {}
    for context in contexts:
        if context is None:
            raise Unanswerable("Expected contexts, but one of them is null.")
        run.build(len(context) + len(found))
        found.update(context)
    return found
