"""The bundled diagram viewer, in a real browser under the strictest content security policy that we send."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.support.diagrams import straight_line
from web.frontend import build

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE = """<!DOCTYPE html>
<html lang="en" class="govuk-template">
<head><title>Diagram</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/govuk.css"><link rel="stylesheet" href="/dist/app.css"></head>
<body class="govuk-template__body"><main class="govuk-width-container">
<div class="app-diagram" data-src="{source}" data-current="acknowledge not_in_this_diagram"></div>
</main>
<script type="module" src="/dist/app.js"></script><script type="module" src="/dist/diagram.js"></script></body></html>
"""


@Request.application
def site(request: Request) -> Response:
    """A page with a diagram, a page whose diagram is missing, and the bundles."""
    headers = {"Content-Security-Policy": POLICY}
    if request.path.startswith("/dist/"):
        file = build.DIST / Path(request.path).name
        kind = "text/javascript" if file.suffix == ".js" else "text/css"
        return Response(file.read_bytes(), mimetype=kind, headers=headers)
    if request.path == "/pathway.bpmn":
        return Response(straight_line("record", "acknowledge", "reply"), mimetype="application/xml", headers=headers)
    if request.path in ("/", "/broken"):
        source = "/pathway.bpmn" if request.path == "/" else "/missing.bpmn"
        return Response(PAGE.format(source=source), mimetype="text/html", headers=headers)
    return Response("", status=404, headers=headers)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Everything the browser reports: violations of the policy among them."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def drawn(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".app-diagram")).to_have_attribute("data-state", "drawn")


def width(shape: Locator) -> float:
    box = shape.bounding_box()
    assert box is not None
    return box["width"]


@pytest.mark.browser
def test_the_diagram_is_drawn_without_a_word_of_complaint(page: Page, address: str, complaints: list[str]) -> None:
    drawn(page, address)
    expect(page.locator("[data-element-id=reply]")).to_be_visible()
    assert complaints == []


@pytest.mark.browser
def test_the_current_step_and_no_other_is_marked(page: Page, address: str) -> None:
    drawn(page, address)
    marked = page.locator(".app-current-step")
    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("data-element-id", "acknowledge")
    shape = page.locator(".app-current-step .djs-visual > rect")
    assert shape.evaluate("shape => getComputedStyle(shape).strokeWidth") == "5px"


@pytest.mark.browser
def test_the_whole_diagram_is_in_view_also_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    drawn(page, address)
    frame, last = (
        page.locator(".app-diagram").bounding_box(),
        page.locator("[data-element-id=end] .djs-visual").bounding_box(),
    )
    assert frame is not None
    assert last is not None
    assert frame["x"] <= last["x"]
    assert last["x"] + last["width"] <= frame["x"] + frame["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
def test_the_mark_of_bpmn_io_stays_visible_and_reachable(page: Page, address: str) -> None:
    """The licence of bpmn-js asks for it."""
    drawn(page, address)
    mark = page.locator(".bjs-powered-by")
    expect(mark).to_be_visible()
    expect(mark).to_be_in_viewport(ratio=1)
    mark.click(trial=True)


@pytest.mark.browser
def test_the_buttons_zoom_from_the_keyboard(page: Page, address: str) -> None:
    drawn(page, address)
    step = page.locator("[data-element-id=acknowledge] .djs-visual")
    before = width(step)
    page.get_by_role("button", name="Zoom in").press("Enter")
    larger = width(step)
    page.get_by_role("button", name="Whole diagram").press("Enter")
    assert larger > before
    assert width(step) == pytest.approx(before, abs=1)


@pytest.mark.browser
def test_a_diagram_that_cannot_be_read_says_where_the_steps_are(page: Page, address: str) -> None:
    page.goto(f"{address}/broken")
    expect(page.locator(".app-diagram")).to_have_attribute("data-state", "failed")
    expect(page.locator(".app-diagram")).to_contain_text("The table on this page shows the same steps.")


@pytest.mark.browser
def test_scripts_announce_themselves_to_the_styles(page: Page, address: str) -> None:
    drawn(page, address)
    assert page.evaluate("document.body.classList.contains('govuk-frontend-supported')")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").find("GDS") == -1
