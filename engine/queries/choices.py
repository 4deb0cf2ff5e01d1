"""Answers on offer that a form leaves open: the services of the directory, and what may be said of a consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.form_fields import CONSENT_OPTIONS, FieldType, Form
from engine.queries.view import View
from engine.store import offers


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on offer: what is sent, and what people read; `hint` says what speaks for or against it now."""

    value: str
    label: str
    hint: str = ""


def choices_for(view: View, form: Form, past: bool = False) -> Mapping[str, tuple[Choice, ...]]:
    """The choices of each service and consent field, services best first with what speaks for and against each.

    `past`: also services that can no longer be chosen.
    """
    offered: dict[str, tuple[Choice, ...]] = {}
    services: tuple[Choice, ...] | None = None
    for field in form.fields:
        if field.type is FieldType.SERVICE:
            services = _services(view, past) if services is None else services
            offered[field.key] = services
        elif field.type is FieldType.CONSENT:
            offered[field.key] = tuple(Choice(option.value, option.label) for option in CONSENT_OPTIONS)
    return offered


def _services(view: View, past: bool) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(found.record.id), found.words, f"{_sentence(found.record.kind)}: {'; '.join(found.offer.reasons)}")
        for found in offers.listed(view.tx, past)
    )


def _sentence(kind: str) -> str:
    return kind[:1].upper() + kind[1:]
