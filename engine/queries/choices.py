"""Answers on offer that a form leaves open: the services of the directory, and what may be said of a consent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.domain.form_fields import ANYWHERE, CONSENT_OPTIONS, Field, FieldType, Form
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import offers, plans

Raw = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on offer: what is sent, and what people read; `hint` says what speaks for or against it now."""

    value: str
    label: str
    hint: str = ""


def choices_for(
    view: View, form: Form, past: bool = False, case_id: UUID | None = None, values: Raw | None = None
) -> Mapping[str, tuple[Choice, ...]]:
    """The choices of each service, team, area and consent field, services best first with what speaks for and against
    each; with an area among the `values` of the form, those that do not cover it later.

    `past`: also services and areas that can no longer be chosen. The teams are those that take part in the case. Those
    of a column of rows are found under the key of the field, a hyphen and the key of the column.
    """
    offered: dict[str, tuple[Choice, ...]] = {}
    services: tuple[Choice, ...] | None = None
    for key, field in _asked(form):
        if field.type is FieldType.SERVICE:
            services = _services(view, past, _area(form, values or {})) if services is None else services
            offered[key] = services
        elif field.type is FieldType.CONSENT:
            offered[key] = tuple(Choice(option.value, option.label) for option in CONSENT_OPTIONS)
        elif field.type is FieldType.TEAM:
            offered[key] = teams_of(view, case_id)
        elif field.type is FieldType.AREA:
            offered[key] = _areas(view, past)
    return offered


def _asked(form: Form) -> Iterator[tuple[str, Field]]:
    for field in form.fields:
        yield field.key, field
        for column in field.columns:
            yield f"{field.key}-{column.key}", column


def teams_of(view: View, case_id: UUID | None, instance_id: UUID | None = None) -> tuple[Choice, ...]:
    """The teams that take part in the case; with `instance_id`, in the whole case or that referral."""
    parties = plans.parties(view.tx, case_id, instance_id) if case_id is not None else []
    places = Places(view, [party.team_id for party in parties])
    return tuple(Choice(party.value, places.holder(party.agency_id, party.team_id)) for party in parties)


def _area(form: Form, values: Raw) -> str | None:
    """The area in which she wants help, as it stands in the form."""
    given = values.get(form.area.key) if form.area else None
    return given[0] if given and given[0] not in ("", ANYWHERE.value) else None


def _areas(view: View, past: bool) -> tuple[Choice, ...]:
    named = (Choice(area, area) for area in offers.areas(view.tx, past))
    return (*named, Choice(ANYWHERE.value, ANYWHERE.label))


def _services(view: View, past: bool, area: str | None) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(found.record.id), found.words, f"{_sentence(found.record.kind)}: {'; '.join(found.offer.reasons)}")
        for found in offers.listed(view.tx, past, area)
    )


def _sentence(kind: str) -> str:
    return kind[:1].upper() + kind[1:]
