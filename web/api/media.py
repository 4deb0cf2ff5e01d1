"""What travels as bodies of requests and answers: JSON, and files as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from web.api.schema import Schemas, schema

JSON = "application/json"
BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be saved, never to be shown: whatever is in it, it is sent as bytes."""

    name: str
    content: bytes


def media_of(hint: Any) -> str:
    """The kind of body that a hint stands for."""
    return BYTES if hint in (bytes, File) else JSON


def content_of(hint: Any, known: Schemas) -> dict[str, Any]:
    """The description of such a body. Bytes have no schema in OpenAPI 3.1."""
    media = media_of(hint)
    return {media: {"schema": schema(hint, known)} if media == JSON else {}}
