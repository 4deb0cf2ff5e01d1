"""What was sent for a form → what is accepted, split into what the record, the pathway and the person's record get."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from engine.domain.answers import DATE_PARTS, Refused, Value, missing_selection, read_answer
from engine.domain.form_fields import ANYWHERE, Field, FieldType, Form, Submission
from engine.domain.rows import read_rows, row_names, rows_to_raw
from engine.errors import InvalidInput

Evaluate = Callable[[str, Mapping[str, Any]], object]
"""Evaluates a FEEL expression (without its `=`) over the form's values so far."""

Services = Mapping[str, Mapping[str, Any]]
"""The services on offer: id → the context that FEEL sees (`agency`, `team`, `name`, …)."""

Closed = Mapping[str, str]
"""The services that take nobody on now: id → a sentence that says why, for fields with `offered_only`."""

Teams = Collection[str]
"""The teams that take part in the case, by the ids under which they are offered."""

Areas = Collection[str]
"""The areas that services of the directory name."""

MAX_NAMED = 10


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be chosen from outside the form; None where nobody said, and any identifier is taken."""

    services: Services | None
    closed: Closed
    teams: Teams | None
    areas: Areas | None = None

    def check(self, item: Field, value: Value) -> Value:
        """The value, unless it is not on offer."""
        offers = self._offers(item)
        if offers is not None and value is not None and value not in offers:
            raise Refused(missing_selection(item))
        if item.offered_only and isinstance(value, str) and value in self.closed:
            raise Refused(self.closed[value])
        return value

    def _offers(self, item: Field) -> Collection[str] | None:
        if item.type is FieldType.AREA:
            return None if self.areas is None else {ANYWHERE.value, *self.areas}
        return {FieldType.SERVICE: self.services, FieldType.TEAM: self.teams}.get(item.type)


def validate(
    form: Form,
    raw: Mapping[str, object],
    evaluate: Evaluate,
    services: Services | None = None,
    closed: Closed | None = None,
    teams: Teams | None = None,
    areas: Areas | None = None,
) -> Submission:
    """Accepts `raw` or raises InvalidInput with a sentence for every field that is wrong, all at once.

    Fields are read in order, and `show_when` sees the answers above it (None when empty, hidden or wrong). Fields that
    are not shown are dropped, whatever was sent for them. With `services`, a service field must be one of them and
    the pathway gets its context; without, it gets the id. `closed` refuses those that take nobody on now. With `teams`
    and `areas`, a team or area field must be one of them.
    """
    refuse_unknown_fields(form, raw)
    answers, errors, shown = _read(form, raw, evaluate, Offered(services, closed or {}, teams, areas))
    if errors:
        raise InvalidInput("Expected every answer to be usable, but some need to be changed.", errors)
    discard = bool(form.discard_identity_when) and evaluate(form.discard_identity_when, answers) is True
    kept = [item for item in shown if not (discard and item.identifies)]
    return Submission(
        values={item.key: to_json(answers[item.key]) for item in kept},
        routing=_routing(form, answers, {item.key for item in kept}, services),
        person={item.person: to_json(answers[item.key]) for item in kept if item.person and _is_given(answers, item)},
        dropped=tuple(item.key for item in form.fields if item not in kept and _was_sent(item, raw)),
        identity_discarded=discard,
    )


def refuse_unknown_fields(form: Form, raw: Mapping[str, object]) -> None:
    """Refuses names that the form does not have, so that nothing is taken that nobody declared."""
    unknown = sorted(set(raw) - {name for item in form.fields for name in field_names(item)})
    if unknown:
        named = [name[:60].encode("ascii", "replace").decode() for name in unknown[:MAX_NAMED]]
        message = f"Expected only fields of the form “{form.title}”, but got {', '.join(named)}."
        raise InvalidInput(message, dict.fromkeys(named, "The form has no such field"))


def field_names(field: Field) -> tuple[str, ...]:
    """The names under which a browser sends the field."""
    parts = tuple(f"{field.key}-{part}" for part in DATE_PARTS) if field.type is FieldType.DATE else ()
    return (field.key, *parts, *(row_names(field) if field.type is FieldType.ROWS else ()))


def to_json(value: Value) -> Any:
    """A typed answer as a JSON type: dates and times as ISO 8601 text, decimals as text."""
    if isinstance(value, list):
        return [
            {key: to_json(given) for key, given in item.items()} if isinstance(item, dict) else item for item in value
        ]
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def to_raw(form: Form, values: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Kept values as a browser would have sent them, to show them in the form again."""
    raw: dict[str, str | list[str]] = {}
    for field in form.fields:
        value = values.get(field.key)
        if value is None:
            continue
        if field.type is FieldType.ROWS:
            raw.update(rows_to_raw(field, value))
        elif field.type is FieldType.DATE:
            year, month, day = str(value).split("-")
            parts = zip(DATE_PARTS, (str(int(day)), str(int(month)), year), strict=True)
            raw.update({f"{field.key}-{part}": text for part, text in parts})
        elif isinstance(value, bool):
            raw[field.key] = "yes" if value else "no"
        else:
            raw[field.key] = list(value) if isinstance(value, list) else str(value)
    return raw


def _read(
    form: Form, raw: Mapping[str, object], evaluate: Evaluate, offered: Offered
) -> tuple[dict[str, Value], dict[str, str], list[Field]]:
    """The answers, the sentences about wrong ones, and the fields that are shown."""
    answers: dict[str, Value] = dict.fromkeys(item.key for item in form.fields)
    errors: dict[str, str] = {}
    shown: list[Field] = []
    for item in form.fields:
        if item.show_when and evaluate(item.show_when, dict(answers)) is not True:
            continue
        shown.append(item)
        try:
            if item.type is FieldType.ROWS:
                answers[item.key], wrong = read_rows(item, raw, offered.check)
                errors.update(wrong)
            else:
                answers[item.key] = offered.check(item, read_answer(item, raw))
        except Refused as refusal:
            errors[item.key] = str(refusal)
    return answers, errors, shown


def _routing(
    form: Form, answers: Mapping[str, Value], kept: Iterable[str], services: Services | None
) -> dict[str, Any]:
    return {
        item.key: _routed(item, answers[item.key], services) if item.key in kept else None
        for item in form.fields
        if item.seen_by_pathway
    }


def _routed(item: Field, value: Value, services: Services | None) -> object:
    if item.type is FieldType.SERVICE and services is not None and isinstance(value, str):
        return dict(services[value])
    return value


def _is_given(answers: Mapping[str, Value], item: Field) -> bool:
    return answers[item.key] not in (None, [])


def _was_sent(item: Field, raw: Mapping[str, object]) -> bool:
    return any(raw.get(name) not in (None, "", []) for name in field_names(item))
