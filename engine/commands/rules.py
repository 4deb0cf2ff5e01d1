"""What the installation asks of those who sign in, as its configuration says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from engine.commands.breached import BreachedPasswords


@dataclass(frozen=True)
class SignInRules:
    """`base_url` is what people open: passkeys are good there and nowhere else. `breached_passwords` is a file."""

    requires_second_factor: bool = False
    breached_passwords: str = ""
    base_url: str = "http://localhost"

    @cached_property
    def breached(self) -> BreachedPasswords | None:
        return BreachedPasswords(Path(self.breached_passwords)) if self.breached_passwords else None

    @property
    def origin(self) -> str:
        """What a browser says where it is."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}".lower()

    @property
    def host(self) -> str:
        """The name for which passkeys are made; empty where there is no name, only an address."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            ip_address(host)
        except ValueError:
            return host
        return ""
