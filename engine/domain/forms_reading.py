"""A form's TOML text → Form. Every mistake is refused with file, line and what to do instead."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePosixPath

from engine.domain.form_fields import (
    CONSENT_OPTIONS,
    FILLED_IN_TYPES,
    NUMBER_TYPES,
    OPTION_TYPES,
    TEXT_TYPES,
    TRACKED,
    Field,
    FieldType,
    Form,
    Option,
    Sensitivity,
)
from engine.domain.toml_reading import TomlTable, read_toml

MAX_FIELDS = 150
MAX_OPTIONS = 200
MAX_LENGTH = 20_000
DEFAULT_LENGTH = 200
DEFAULT_LONG_LENGTH = 4000

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FEEL_WORDS = """
and or not if then else for in return every some satisfies between instance of function external true false null
"""
FEEL_WORDS = frozenset(_FEEL_WORDS.split())
FORM_SETTINGS = ("title", "intro", "discard_identity_when", "field")
FIELD_SETTINGS = (
    "key",
    "type",
    "label",
    "help",
    "required",
    "options",
    "max_length",
    "minimum",
    "maximum",
    "sensitivity",
    "seen_by_pathway",
    "person",
    "show_when",
    "offered_only",
    "filled_in",
    "column",
    "row",
    "tracked",
)
COLUMN_SETTINGS = tuple(
    name
    for name in FIELD_SETTINGS
    if name not in ("column", "row", "tracked", "seen_by_pathway", "person", "show_when", "offered_only", "filled_in")
)
MAX_COLUMNS = 8


def read_form(toml_text: str, file: str) -> Form:
    """The form written in `toml_text`; its key is the file's name.

    Refuses anything unknown, a field without a label of sensitivity, keys used twice or unusable in FEEL, options
    where none belong, and limits that cannot be met.
    """
    root = read_toml(toml_text, file)
    root.refuse_unknown(FORM_SETTINGS)
    title = root.text("title")
    items = root.items("field")
    if not 1 <= len(items) <= MAX_FIELDS:
        raise root.place.error(f"Expected 1 to {MAX_FIELDS} fields, but the form has {len(items)}.", "field")
    fields: list[Field] = []
    columns = 0
    for index, item in enumerate(items):
        table = root.child(f"field {index + 1}", item, "field", index=index)
        fields.append(_field(table, {known.key for known in fields}, columns))
        columns += len(fields[-1].columns)
    discard = _expression(root, "discard_identity_when")
    return Form(PurePosixPath(file).stem, title, tuple(fields), root.optional_text("intro"), discard, file)


def _field(table: TomlTable, used: set[str], columns_before: int = 0, is_column: bool = False) -> Field:
    """`columns_before`: how many columns other fields of the form have, since the file counts them together."""
    table.refuse_unknown(COLUMN_SETTINGS if is_column else FIELD_SETTINGS)
    key = _key(table, used)
    named = TomlTable(f"the field “{key}”", table.values, table.place)
    kind = FieldType(named.choice("type", list(FieldType)))
    columns = _columns(named, kind, columns_before)
    minimum, maximum = _limits(named, kind)
    return Field(
        key=key,
        type=kind,
        label=named.text("label"),
        sensitivity=_sensitivity(named),
        help=named.optional_text("help"),
        required=named.flag("required"),
        options=_options(named, kind),
        max_length=_max_length(named, kind),
        minimum=minimum,
        maximum=maximum,
        seen_by_pathway=_seen_by_pathway(named, kind),
        person=_person(named),
        show_when=_expression(named, "show_when"),
        offered_only=_offered_only(named, kind),
        filled_in=_filled_in(named, kind),
        columns=columns,
        row=_row(named, kind),
        tracked=_tracked(named, kind, columns),
    )


def _columns(table: TomlTable, kind: FieldType, before: int) -> tuple[Field, ...]:
    _refuse_unless(table, "column", "rows", applies=kind is FieldType.ROWS)
    if kind is not FieldType.ROWS:
        return ()
    items = table.items("column")
    if not 1 <= len(items) <= MAX_COLUMNS:
        raise table.place.error(f"Expected 1 to {MAX_COLUMNS} columns in {table.name}, but it has {len(items)}.")
    columns: list[Field] = []
    for index, item in enumerate(items):
        column = table.child(f"column {index + 1} of {table.name}", item, "field", "column", index=before + index)
        columns.append(_field(column, {known.key for known in columns}, is_column=True))
        if columns[-1].type in _NO_COLUMN:
            message = f"Expected columns that take one answer, but “{columns[-1].key}” is {columns[-1].type}."
            raise column.place.error(message, "type", "Ask it in a field of its own.")
    return tuple(columns)


_NO_COLUMN = (FieldType.ROWS, FieldType.CHOICES, FieldType.CONSENT)


def _row(table: TomlTable, kind: FieldType) -> str:
    _refuse_unless(table, "row", "rows", applies=kind is FieldType.ROWS)
    return table.text("row") if kind is FieldType.ROWS else ""


def _tracked(table: TomlTable, kind: FieldType, columns: tuple[Field, ...]) -> bool:
    _refuse_unless(table, "tracked", "rows", applies=kind is FieldType.ROWS)
    if not table.flag("tracked"):
        return False
    for name, types in TRACKED.items():
        column = next((each for each in columns if each.key == name), None)
        if column is None or column.type not in types or not column.required:
            wanted = f"a required column “{name}” of type {' or '.join(sorted(types))}"
            raise table.place.error(f"Expected tracked rows to have {wanted}, but {table.name} has none.", "tracked")
    return True


def _seen_by_pathway(table: TomlTable, kind: FieldType) -> bool:
    if kind is FieldType.ROWS and table.flag("seen_by_pathway"):
        message = f"Expected rows to be kept from the pathway, but {table.name} is seen by it."
        raise table.place.error(message, "seen_by_pathway", "Ask what the pathway needs in a field of its own.")
    return table.flag("seen_by_pathway")


def _key(table: TomlTable, used: set[str]) -> str:
    key = table.text("key")
    if not KEY.fullmatch(key) or key in FEEL_WORDS:
        message = f"Expected the key of {table.name} to be a name in lower case, but it is “{key}”."
        remedy = "Use letters, digits and underscores, starting with a letter; words of FEEL such as “if” are taken."
        raise table.place.error(message, "key", remedy)
    if key in used:
        raise table.place.error(f"Expected every key once, but “{key}” is used twice.", "key", "Rename one of them.")
    return key


def _sensitivity(table: TomlTable) -> Sensitivity:
    if not table.has("sensitivity"):
        message = f"Expected {table.name} to have a label of sensitivity, but it has none."
        raise table.place.error(message, remedy=f"Add sensitivity = one of {', '.join(Sensitivity)}.")
    return Sensitivity(table.choice("sensitivity", list(Sensitivity)))


def _person(table: TomlTable) -> str:
    name = table.optional_text("person")
    if name and not KEY.fullmatch(name):
        message = f"Expected “person” of {table.name} to be a name in lower case, but it is “{name}”."
        raise table.place.error(message, "person", "Use letters, digits and underscores, starting with a letter.")
    return name


def _offered_only(table: TomlTable, kind: FieldType) -> bool:
    _refuse_unless(table, "offered_only", "service", applies=kind is FieldType.SERVICE)
    return table.flag("offered_only")


def _filled_in(table: TomlTable, kind: FieldType) -> bool:
    _refuse_unless(table, "filled_in", " or ".join(sorted(FILLED_IN_TYPES)), applies=kind in FILLED_IN_TYPES)
    return table.flag("filled_in")


def _options(table: TomlTable, kind: FieldType) -> tuple[Option, ...]:
    if kind is FieldType.CONSENT and not table.has("options"):
        return CONSENT_OPTIONS
    if kind not in OPTION_TYPES:
        _refuse_unless(table, "options", "choice or choices", applies=False)
        return ()
    items = table.items("options")
    if not 1 <= len(items) <= MAX_OPTIONS:
        message = f"Expected 1 to {MAX_OPTIONS} options in {table.name}, but it has {len(items)}."
        raise table.place.error(message, "options")
    options = tuple(_option(table, item) for item in items)
    values = [option.value for option in options]
    for value in values:
        if values.count(value) > 1:
            raise table.place.error(f"Expected every option of {table.name} once, but “{value}” repeats.", "options")
    return options


def _option(table: TomlTable, item: object) -> Option:
    if not isinstance(item, dict):
        message = f'Expected the options of {table.name} as {{ value = "…", label = "…" }}, but one is not.'
        raise table.place.error(message, "options")
    option = TomlTable(f"an option of {table.name}", item, replace(table.place, within="options"))
    option.refuse_unknown(("value", "label"))
    return Option(option.text("value"), option.text("label"))


def _max_length(table: TomlTable, kind: FieldType) -> int:
    default = DEFAULT_LONG_LENGTH if kind is FieldType.LONG_TEXT else DEFAULT_LENGTH
    _refuse_unless(table, "max_length", "a text type", applies=kind in TEXT_TYPES)
    return table.whole("max_length", default, 1, MAX_LENGTH)


def _limits(table: TomlTable, kind: FieldType) -> tuple[Decimal | None, Decimal | None]:
    for key in ("minimum", "maximum"):
        _refuse_unless(table, key, "integer or decimal", applies=kind in NUMBER_TYPES)
    low, high = table.number("minimum"), table.number("maximum")
    if low is not None and high is not None and low > high:
        raise table.place.error(f"Expected minimum ≤ maximum in {table.name}, but {low} > {high}.", "minimum")
    return low, high


def _refuse_unless(table: TomlTable, key: str, where: str, *, applies: bool) -> None:
    if table.has(key) and not applies:
        message = f"Expected “{key}” only where the type is {where}, but {table.name} has another type."
        raise table.place.error(message, key, f"Remove “{key}” or change the type.")


def _expression(table: TomlTable, key: str) -> str:
    """FEEL is written with a leading `=`; what is kept is the expression alone."""
    text = table.optional_text(key)
    if not text:
        return ""
    expression = text.removeprefix("=").strip()
    if not text.startswith("=") or not expression:
        message = f"Expected “{key}” of {table.name} to be FEEL that starts with “=”, but it is “{text}”."
        raise table.place.error(message, key, 'Write for example: = outcome = "advice only".')
    return expression
