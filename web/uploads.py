"""Requests that carry a file: larger than others, at the addresses made for it, never written to a disk in clear."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request

from engine.domain.attachments import MAX_BYTES

ENDPOINTS = frozenset({"entries.attach", "api.attach_file"})
BESIDE_THE_FILE = 64 * 1024
"""Room for the other fields of the form."""


class CaseRequest(Request):
    """A request whose files stay in memory: what is attached to a case is sealed before it is written anywhere."""

    @property
    def max_content_length(self) -> int | None:
        if self.endpoint in ENDPOINTS:
            return MAX_BYTES + BESIDE_THE_FILE
        return super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()
