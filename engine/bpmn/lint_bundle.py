"""The files of a pathway read for checking: what can be read, and a finding for what cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from engine.dmn import DecisionModel
from engine.dmn import check as check_decisions
from engine.dmn import inspect as inspect_decisions
from engine.dmn.findings import Finding
from engine.domain.form_fields import Form
from engine.domain.forms import read_form
from engine.domain.pathway_settings import PathwaySettings, Start, read_settings
from engine.errors import DefinitionError
from engine.feel import FeelError, compile_expression

SETTINGS = "process.toml"
MAX_FILES = 200
MAX_TOTAL_BYTES = 10_000_000


@dataclass
class Bundle:
    """A bundle as far as it can be read. `settings` is None for a diagram on its own, or settings that are wrong."""

    files: Mapping[str, bytes]
    diagrams: tuple[str, ...] = ()
    settings: PathwaySettings | None = None
    forms: dict[str, Form] = field(default_factory=dict)
    decisions: dict[str, DecisionModel] = field(default_factory=dict)  # by the id of the decision
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether this is a pathway's folder, not a diagram on its own."""
        return SETTINGS in self.files

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters that the pathway declares."""
        return frozenset(each.name for each in self.settings.parameters) if self.settings else frozenset()

    @property
    def is_called(self) -> bool:
        """Whether variables may come from a pathway that calls this one."""
        return self.settings is not None and self.settings.start is not Start.BY_HAND

    def refuse(self, file: str, message: str, remedy: str, element_id: str = "", line: int | None = None) -> None:
        """Note an error."""
        self.findings.append(Finding("error", file, element_id, line, message, remedy))


def read_bundle(files: Mapping[str, bytes]) -> Bundle:
    """Read everything but the diagrams, which the checks read themselves. Never raises."""
    bundle = Bundle(files)
    if len(files) > MAX_FILES or sum(len(data) for data in files.values()) > MAX_TOTAL_BYTES:
        message = f"Expected at most {MAX_FILES} files and {MAX_TOTAL_BYTES:,} bytes in a pathway, but there are more."
        bundle.refuse("", message, "Leave out what does not belong to the pathway.")
        return bundle
    bundle.diagrams = tuple(name for name in sorted(files) if name.endswith(".bpmn"))
    if not bundle.diagrams:
        bundle.refuse("", "Expected a diagram, but there is no .bpmn file.", "Add the diagram of the pathway.")
    for extra in bundle.diagrams[1:] if bundle.is_whole else ():
        message = f"Expected one diagram in a pathway, but {extra} is a further one."
        bundle.refuse(extra, message, "Give it a pathway of its own.")
    _read_settings(bundle)
    _read_forms(bundle)
    _read_decisions(bundle)
    return bundle


def from_refusal(refusal: DefinitionError, file: str) -> Finding:
    """A reader's refusal as a finding."""
    place = refusal.file or file
    return Finding("error", place, refusal.element_id, refusal.line, refusal.message, refusal.remedy)


def _text(files: Mapping[str, bytes], name: str) -> str:
    try:
        return files[name].decode()
    except UnicodeDecodeError:
        remedy = "Save the file as UTF-8."
        raise DefinitionError(f"Expected {name} to be text in UTF-8, but it is not.", name, remedy=remedy) from None


def _read_settings(bundle: Bundle) -> None:
    if bundle.is_whole:
        try:
            bundle.settings = read_settings(_text(bundle.files, SETTINGS), SETTINGS)
        except DefinitionError as refusal:
            bundle.findings.append(from_refusal(refusal, SETTINGS))


def _read_forms(bundle: Bundle) -> None:
    for name in sorted(bundle.files):
        if not (name.startswith("forms/") and name.endswith(".toml")):
            continue
        try:
            form = read_form(_text(bundle.files, name), name)
        except DefinitionError as refusal:
            bundle.findings.append(from_refusal(refusal, name))
            continue
        bundle.forms[PurePosixPath(name).stem] = form
        bundle.findings.extend(_check_form_expressions(form, name))


def _check_form_expressions(form: Form, file: str) -> Iterator[Finding]:
    """What shows a field or drops an identity may look at the form's own fields only."""
    keys = frozenset(item.key for item in form.fields)
    texts = [(item.key, "show_when", item.show_when) for item in form.fields]
    for key, setting, text in [*texts, ("", "discard_identity_when", form.discard_identity_when)]:
        if text:
            yield from _check_form_expression(keys, file, key, setting, text)


def _check_form_expression(keys: frozenset[str], file: str, key: str, setting: str, text: str) -> Iterator[Finding]:
    try:
        names = compile_expression(text.strip().removeprefix("=").strip(), tuple(sorted(keys))).names
    except FeelError as refusal:
        message = f"Expected FEEL in {setting}, but: {refusal.message}"
        yield Finding("error", file, key, None, message, 'Write for example = outcome = "accepted".')
        return
    for name in sorted(names - keys):
        message = f"Expected only fields of this form in {setting}, but “{name}” is none."
        yield Finding("error", file, key, None, message, f"Fields here: {', '.join(sorted(keys))}.")


def _read_decisions(bundle: Bundle) -> None:
    for name in sorted(bundle.files):
        if not name.endswith(".dmn"):
            continue
        model, problems = inspect_decisions(bundle.files[name], name, bundle.files)
        if model is None:
            bundle.findings.extend(problems)
            continue
        bundle.findings.extend(check_decisions(model))
        for decision in model.decisions:
            if decision in bundle.decisions:
                message = f"Expected each decision once, but “{decision}” is in {bundle.decisions[decision].file} too."
                bundle.refuse(name, message, "Rename one of the two.", decision)
            bundle.decisions[decision] = model
