"""What starting a pathway asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from engine.domain.form_fields import Form
from engine.domain.permissions import Permission, require
from engine.errors import NotFound
from engine.queries.choices import Choice, choices_for
from engine.queries.view import View
from engine.store import visibility


@dataclass(frozen=True, slots=True)
class StartPage:
    """`form` is the pathway's start form; it has no fields when starting asks for nothing."""

    pathway: str
    title: str
    purpose: str
    form: Form
    choices: Mapping[str, tuple[Choice, ...]]


def start_page(view: View, pathway: str, case_id: UUID | None = None) -> StartPage:
    """The published version's first form, for caseworkers and managers; with `case_id`, to start it in that case.

    NotPermitted for others. NotFound when no such pathway is published to be started by hand, or the case is not one
    in which the actor takes part wholly, or has been closed.
    """
    require(view.actor, Permission.START_PATHWAY)
    if case_id is not None:
        _check_case(view, case_id)
    found = view.shelf.published(view.tx, pathway)
    if found is None or not found[1].settings.start.by_hand:
        raise NotFound("There is no such pathway to start.")
    settings = found[1].settings
    empty = Form("start", settings.title, ())
    form = found[1].form(settings.start_form) if settings.start_form else empty
    return StartPage(settings.key, settings.title, settings.purpose, form, choices_for(view, form, case_id=case_id))


def _check_case(view: View, case_id: UUID) -> None:
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None or case.state == "closed" or not visibility.sees_whole_case(view.tx, view.actor, case_id):
        raise NotFound("There is no such case.")
