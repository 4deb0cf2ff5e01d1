"""Where webhooks may go, and how they are signed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from engine.notify.webhooks import AllowList, WebhookRefused, send, signed

LISTED = AllowList.of(["hooks.example.org", "CRM.example.org:8443", "10.2.3.0/24", "127.0.0.1"])


@pytest.mark.parametrize(
    ("url", "is_listed"),
    [
        ("https://hooks.example.org/x", True),
        ("https://HOOKS.example.org./x", True),
        ("https://hooks.example.org:443/", True),
        ("https://hooks.example.org:8443/", False),
        ("https://crm.example.org:8443/", True),
        ("https://crm.example.org/", False),
        ("http://hooks.example.org/", False),
        ("http://hooks.example.org:443/", False),
        ("https://evil.hooks.example.org/", False),
        ("https://hooks.example.org.evil.example/", False),
        ("https://hooks.example.org@evil.example/", False),
        ("https://evil.example#hooks.example.org", False),
        ("http://10.2.3.4:8080/", True),
        ("http://10.2.4.4/", False),
        ("http://127.0.0.1:9/", True),
        ("http://127.1/", False),
        ("http://2130706433/", False),
        ("http://[::1]/", False),
        ("https://8.8.8.8/", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://hooks.example.org:port/", False),
    ],
)
def test_only_listed_hosts_are_sent_to(url: str, is_listed: bool) -> None:
    assert LISTED.lists(url) is is_listed


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("10.2.3.200", True),
        ("127.0.0.1", True),
        ("10.9.9.9", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("127.0.0.2", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2002:a9fe:a9fe::1", False),
    ],
)
def test_a_name_leads_nowhere_inside_unless_that_is_listed(address: str, is_taken: bool) -> None:
    assert LISTED.takes(ip_address(address)) is is_taken


def leading_to(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: list(addresses)


@pytest.mark.parametrize("addresses", [(), ("169.254.169.254",), ("93.184.215.14", "192.168.1.1")])
def test_nothing_is_sent_where_a_name_leads_inside_even_by_chance(addresses: tuple[str, ...]) -> None:
    with pytest.raises(WebhookRefused):
        send("https://hooks.example.org/", b"{}", {}, LISTED, leading_to(*addresses))


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example that their specification gives for libraries to check themselves against."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    made = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert made["webhook-timestamp"] == "1614265330"
