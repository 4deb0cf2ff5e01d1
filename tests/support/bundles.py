"""Whole pathways for tests: a diagram with the settings and forms it needs."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.bpmn_models import element, properties, workload

SETTINGS = """
[pathway]
key = "{key}"
title = "{title}"
purpose = "For tests."
subject = "person"
start = "{start}"
{start_form}
"""
LANE = """
[lanes.{name}]
label = "{name}"
bind = "{bind}"
"""
FIELD = """
[[field]]
key = "{key}"
type = "{type}"
label = "{key}"
sensitivity = "none"
seen_by_pathway = true
"""


def bundle(
    key: str,
    diagram: bytes,
    lanes: Mapping[str, str] | None = None,
    forms: Mapping[str, Mapping[str, str]] | None = None,
    start: str = "both",
    start_form: str = "",
) -> dict[str, bytes]:
    """A pathway: `lanes` name → bind; `forms` name → its fields, key → type, all seen by the pathway."""
    first = f'start_form = "{start_form}"' if start_form else ""
    settings = SETTINGS.format(key=key, title=key.replace("_", " ").capitalize(), start=start, start_form=first)
    settings += "".join(LANE.format(name=name, bind=bind) for name, bind in (lanes or {"team": "starter"}).items())
    files = {"process.toml": settings.encode(), f"{key}.bpmn": diagram}
    for name, fields in (forms or {}).items():
        text = f'title = "{name}"\n' + "".join(FIELD.format(key=field, type=kind) for field, kind in fields.items())
        files[f"forms/{name}.toml"] = text.encode()
    return files


def asked(element_id: str, form: str = "", inner: str = "", **more: str) -> str:
    """A user task with a form and whatever other properties, `deadline` P5D unless said otherwise."""
    values = {"deadline": "P5D", **({"form": form} if form else {}), **more}
    return element("userTask", element_id, properties({k: v for k, v in values.items() if v}) + inner, name=element_id)


def with_form(diagram: bytes, element_id: str, form: str) -> bytes:
    """The diagram with a form on one of its user tasks, which has no properties yet."""
    old = f'<bpmn:userTask id="{element_id}">'.encode()
    assert old in diagram, element_id
    return diagram.replace(old, old + properties({"form": form}).encode())


def workload_bundle() -> dict[str, bytes]:
    """The pathway of the reference workload: triage, three agencies in parallel, review, once more or end."""
    diagram = with_form(with_form(workload(), "triage", "triage"), "review", "review")
    lanes = {"coordinator": "coordinator", "housing": "starter", "health": "starter", "police": "starter"}
    forms = {"triage": {"priority": "integer"}, "review": {"repeat": "yes_no"}}
    return bundle("workload", diagram, lanes, forms)
