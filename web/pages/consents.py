"""What she agreed to, what was shared on the strength of it, and taking a consent back for her."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands import ViewCase, WithdrawConsent
from engine.queries import case_page, consents
from web import current

pages = Blueprint("consents", __name__, url_prefix="/cases/<uuid:case_id>/consents")


@pages.get("")
def listing(case_id: UUID) -> str:
    """Her consents; that the case was opened goes on the record."""
    with current.reading() as view:
        lines, case = consents(view, case_id), case_page(view, case_id)
    current.record(ViewCase(case_id))
    return render_template("case/consents.html", case=case, consents=lines)


@pages.post("/<uuid:consent_id>/withdraw")
def withdraw(case_id: UUID, consent_id: UUID) -> Response:
    """She takes a consent back: nothing more is shared on the strength of it."""
    current.execute(WithdrawConsent(case_id, consent_id))
    flash("She has taken it back. Nothing more is shared for that purpose with that agency.", "success")
    return redirect(url_for("consents.listing", case_id=case_id))
