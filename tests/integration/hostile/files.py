"""Files that somebody with bad intentions, or a broken editor, might upload as a pathway."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.bpmn_models import boundary, diagram, end, exclusive, flows, rule, script, start, timer, user
from tests.support.bundles import asked, bundle

FORM = {"say": {"note": "text"}}
DOCTYPE = b"<!DOCTYPE definitions [<!ENTITY secret SYSTEM 'file:///etc/passwd'>]>"
LAUGHS = b"<!DOCTYPE d [<!ENTITY a 'ha'>%s]>" % b"".join(
    b"<!ENTITY %c '%s'>" % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
)
DEEP = b"<a>" * 5_000 + b"</a>" * 5_000


def sound(*middle: str) -> dict[str, bytes]:
    """A bundle that is fine, with one step between start and end."""
    parts = middle or (asked("a", "say"),)
    return bundle("plain", diagram(start(), *parts, end(), *flows("start > a", "a > end"), key="plain"), forms=FORM)


def with_diagram(data: bytes) -> dict[str, bytes]:
    return {**sound(), "plain.bpmn": data}


def before_root(declaration: bytes) -> bytes:
    """The sound diagram with a declaration in front of its root."""
    head, _, rest = sound()["plain.bpmn"].partition(b"\n")
    return head + declaration + rest


def decided(condition: str) -> dict[str, bytes]:
    """A bundle whose gateway asks this condition."""
    parts = (
        start(),
        asked("a", "say"),
        exclusive("which", default="which-end"),
        end(),
        end("other"),
        *flows("start > a", "a > which", f"which > other ? {condition}", "which > end"),
    )
    return bundle("plain", diagram(*parts, key="plain"), forms=FORM)


def counted(text: str) -> dict[str, bytes]:
    """A bundle with a script task that evaluates this expression after its one task."""
    parts = (
        start(),
        asked("a", "say"),
        script("b", "found", text),
        end(),
        *flows("start > a", "a > b", "b > end"),
    )
    return bundle("plain", diagram(*parts, key="plain"), forms=FORM)


HOSTILE_FILES: Mapping[str, tuple[dict[str, bytes], str]] = {
    "an entity that reads a file": (with_diagram(before_root(DOCTYPE)), "DOCTYPE"),
    "entities that grow without end": (with_diagram(before_root(LAUGHS)), "DOCTYPE"),
    "20 MB": (with_diagram(sound()["plain.bpmn"] + b" " * 20_000_000), "more"),
    "5,000 deep": (with_diagram(DEEP), "deep"),
    "no XML": (with_diagram(b"PK\x03\x04 zip"), "well-formed"),
    "nothing": (with_diagram(b""), "empty"),
    "another encoding than it says": (with_diagram(b'<?xml version="1.0" encoding="UTF-16"?><a/>'), ""),
    "zeros": (with_diagram(b"\0" * 1_000), ""),
    "an unknown element": (sound(user("a").replace("userTask", "teleportTask")), "teleportTask"),
    "an element that is not supported": (sound(user("a").replace("userTask", "adHocSubProcess")), "ad hoc"),
    "settings that are no text": ({**sound(), "process.toml": b"\xff\xfe\x00"}, "UTF-8"),
    "settings that are no TOML": ({**sound(), "process.toml": b"[pathway\nkey="}, ""),
    "no settings": ({name: data for name, data in sound().items() if name != "process.toml"}, "process.toml"),
    "settings nested without end": ({**sound(), "process.toml": b"a = " + b"[" * 5_000 + b"]" * 5_000}, ""),
    "a form that is no TOML": ({**sound(), "forms/say.toml": b"= = ="}, ""),
    "a form with an unknown type": (
        {**sound(), "forms/say.toml": sound()["forms/say.toml"].replace(b'"text"', b'"blob"')},
        "blob",
    ),
    "a decision that is no XML": ({**sound(), "d.dmn": b"<a"}, "well-formed"),
    "a decision with an entity": ({**sound(), "d.dmn": DOCTYPE + b"<definitions/>"}, "DOCTYPE"),
    "a decision nested too deep": ({**sound(), "d.dmn": DEEP}, "deep"),
    "a decision that is not there": (sound(rule("a", "missing", "found")), "missing"),
    "a timer that says no time": (
        bundle(
            "plain",
            diagram(
                start(),
                asked("a"),
                boundary("late", "a", timer("sometime"), interrupting=False),
                end(),
                end("told"),
                *flows("start > a", "a > end", "late > told"),
                key="plain",
            ),
        ),
        "sometime",
    ),
    "500 files": ({**sound(), **{f"forms/f{number}.toml": b"" for number in range(500)}}, "files"),
}
"""Bundle, and a word of the sentence that refuses it."""

ESCAPES = (
    '__import__("os").system("true")',
    "().__class__.__bases__[0].__subclasses__()",
    'open("/etc/passwd").read()',
    'eval("1")',
    'exec("import os")',
    'getattr(note, "x")',
    "lambda: 1",
    "[x for x in range(10)]",
    "globals()",
    "note; import os",
    "note := 1",
    "`ls`",
    "${note}",
    "{{ note }}",
    "\0",
    'note = "unclosed',
    "(" * 2_000 + "1" + ")" * 2_000,
    "-" * 5_000 + "1",
    "1" * 100_000,
    " and ".join(["note = null"] * 20_000),
    "if " * 500 + "true",
)
"""Expressions that look for a way out of the language, or are too much to read."""

HARMLESS = ("note.__class__.__mro__ = 1", 'note.format("{0.__class__}") = 1', "note.a.b.c = 1")
"""Expressions that look for something that is not there. They are FEEL, and find nothing."""

ENDLESS = (
    "count(for i in 1..10**9 return i)",
    "{a: function(x) a(x), b: a(1)}.b",
    "count(for a in 1..1000, b in 1..1000, c in 1..1000, d in 1..1000 return a)",
    "count(for i in 1..100000 return for j in 1..100000 return i * j)",
    "some i in 1..10**9 satisfies i < 0",
    "sum(for i in 1..10**9 return i)",
    'string length(for i in 1..60 return if i = 1 then "ab" else partial[-1] + partial[-1])',
    'matches(string join(for i in 1..5000 return "a", ""), "(.*a){20}b")',
    'replace(string join(for i in 1..5000 return "a", ""), "a", string join(for i in 1..5000 return "b", ""))',
    "sort(for i in 1..100000 return -i, function(x, y) x < y)",
)
"""Expressions that would run for very long, or grow beyond all memory."""

BOUNDED = (
    "9 ** 9 ** 9 ** 9",
    "count(for i in 1..50 return if i = 1 then [1] else concatenate(partial, partial))",
    'matches(string join(for i in 1..40 return "a", "") + "!", "(a+)+$")',
    'split(string join(for i in 1..5000 return "a", ""), "(a|aa)*b")',
)
"""Expressions that take for ever elsewhere, and have an answer here."""
