"""A receiver of webhooks that never comes to an end holds nobody up for longer than one exchange may take."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, repeat
from threading import Event, Thread
from time import monotonic

import pytest

from engine.notify.webhooks import EXCHANGE_SECONDS, TIMEOUT_SECONDS, AllowList, WebhookFailed, send

LISTED = AllowList.of(["127.0.0.1"])
LIMIT = 0.3
EVERY = 0.02
GOING_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


@contextmanager
def trickling(pieces: Iterable[bytes]) -> Iterator[str]:
    """A receiver that takes a request and then sends one piece after the other, until it is hung up on."""
    over = Event()

    def answer() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            for piece in pieces:
                connection.sendall(piece)
                if over.wait(EVERY):
                    return

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        serving = Thread(target=answer, daemon=True)
        serving.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/hooks"
        finally:
            over.set()
            serving.join()


@pytest.mark.parametrize(
    ("first", "for_ever"),
    [(b"HTTP/1.1 2", b"0"), (b"HTTP/1.1 204 No Content\r\nx-slow: ", b"0"), (GOING_ON, GOING_ON)],
    ids=["status", "headers", "going on"],
)
def test_an_exchange_that_trickles_for_ever_ends_at_the_limit_and_has_failed(first: bytes, for_ever: bytes) -> None:
    began = monotonic()
    with trickling(chain([first], repeat(for_ever))) as url, pytest.raises(WebhookFailed, match="too long"):
        send(url, b"{}", {}, LISTED, limit=LIMIT)
    assert LIMIT <= monotonic() - began < TIMEOUT_SECONDS


def test_an_exchange_has_fifteen_seconds_and_each_step_of_it_five() -> None:
    assert (EXCHANGE_SECONDS, TIMEOUT_SECONDS) == (15, 5)


def test_an_answer_within_the_limit_is_taken() -> None:
    with trickling([b"HTTP/1.1 ", b"204 No ", b"Content\r\n", b"\r\n"]) as url:
        send(url, b"{}", {}, LISTED, limit=TIMEOUT_SECONDS)
