"""The office of the web's own tests, for what was found in the pages."""

from __future__ import annotations

from tests.integration.web.conftest import furnished, office, own_office

__all__ = ["furnished", "office", "own_office"]
