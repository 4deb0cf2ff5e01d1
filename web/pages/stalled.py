"""What has come to a halt, with the reason in words and who holds it; giving it to somebody else from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from engine.errors import EngineError
from engine.queries import Bucket, stalled
from web import current
from web.errors import status_of
from web.pages.team_words import COLLEAGUE, LISTS, LONGEST_REFERENCE, address, refusal

pages = Blueprint("stalled", __name__, url_prefix="/stalled")


@pages.get("")
def listing() -> Response:
    """The list, longest without progress first."""
    return view_of(request.args)


def view_of(args: Mapping[str, str], error: EngineError | None = None, ticked: Sequence[str] = ()) -> Response:
    """The page; with `error`, why what was pressed on it was refused."""
    reference = args.get("reference", "").strip()[:LONGEST_REFERENCE]
    current.searched("stalled", reference)
    with current.reading() as view:
        page = stalled(view, args.get("whose", ""), args.get("days", ""), reference, args.get("after") or None)
    names = {bucket.name for bucket in page.buckets}
    chosen = {
        "whose": page.whose,
        "days": args["days"] if args.get("days") in names else "",
        "reference": reference,
    }
    body = render_template(
        "work/stalled.html",
        page=page,
        chosen=chosen,
        tabs={key: LISTS[key] for key in page.lists},
        buckets={bucket.name: bucket_words(bucket) for bucket in page.buckets},
        errors=refusal(error),
        ticked=frozenset(ticked),
        receiver=request.form.get(COLLEAGUE, ""),
        is_first="after" not in args,
        back=address("stalled.listing", chosen, args),
    )
    return make_response(body, status_of(error) if error else 200)


def bucket_words(bucket: Bucket) -> str:
    """How long without progress, as a filter says it."""
    if bucket.days_until is None:
        return f"{bucket.days_from} days or more"
    if bucket.days_from == 0:
        return f"Under {bucket.days_until} days"
    return f"{bucket.days_from} to {bucket.days_until - 1} days"
