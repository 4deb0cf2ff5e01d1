"""Unit tests cannot reach the outside world, even if the code they test swallows exceptions."""

from __future__ import annotations

import socket
import sqlite3

import psycopg
import pytest

from tests.support.isolation import OutsideWorld


def test_a_unit_test_cannot_connect_a_socket() -> None:
    with socket.socket() as ours, pytest.raises(OutsideWorld, match="connect a socket"):
        ours.connect(("127.0.0.1", 9))


def test_a_unit_test_cannot_listen() -> None:
    with socket.socket() as ours, pytest.raises(OutsideWorld, match="listen on a socket"):
        ours.bind(("127.0.0.1", 0))


def test_a_unit_test_cannot_open_sqlite() -> None:
    with pytest.raises(OutsideWorld, match="SQLite"):
        sqlite3.connect(":memory:")


def test_a_unit_test_cannot_open_postgresql() -> None:
    with pytest.raises(OutsideWorld, match="PostgreSQL"):
        psycopg.connect("postgresql://localhost/any")
