"""Deciding one decision of a DMN file from the command line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from engine.decisions import decide
from engine.errors import InvalidInput

LARGEST_INPUTS = 5 * 1024 * 1024


def decided_report(file: Path, decision: str, inputs: str, *, trace: bool, lenient: bool) -> str:
    """The answer as JSON; with `trace` also which rules matched with which values."""
    found = decide(file, decision, read_inputs(inputs), strict=not lenient)
    return found.explained if trace or lenient else found.json


def read_inputs(text: str) -> dict[str, Any]:
    """Inputs by name, from JSON or from the file that `@` names. Numbers keep all their digits."""
    content = _content(Path(text[1:])) if text.startswith("@") else text
    try:
        found = json.loads(content, parse_float=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}"
        raise InvalidInput(f"Expected the inputs as JSON, but at {place}: {error.msg}.") from None
    except (ValueError, ArithmeticError, RecursionError):
        message = "Expected the inputs as JSON, but a number in them is too large, or they are too deep."
        raise InvalidInput(message) from None
    if not isinstance(found, dict):
        raise InvalidInput('Expected the inputs as a JSON object such as {"age": 17}, but it is something else.')
    return found


def _content(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_INPUTS + 1)
        if len(content) > LARGEST_INPUTS:
            raise InvalidInput(f"Expected inputs of at most 5 MB, but {path} is larger.")
        return content.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise InvalidInput(f"Expected inputs in {path}, but it cannot be read: {reason}.") from None


def _no_number(text: str) -> NoReturn:
    raise InvalidInput(f"Expected numbers in the inputs, but JSON has no {text}.")
