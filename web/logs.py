"""Where the log goes: standard error, one JSON object a line, from the configured level on."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Set up logging for a process of ours. What is logged names records by id, never what is in them."""
    number = getattr(logging, level.upper())
    logging.basicConfig(level=number, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Asked for each time: what standard error is may change while a process runs.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
