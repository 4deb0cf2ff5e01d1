"""The small town of the queries on both databases, in which people are barred from cases and open others."""

from __future__ import annotations

from tests.integration.queries.conftest import town

__all__ = ["town"]
