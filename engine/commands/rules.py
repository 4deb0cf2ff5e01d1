"""What the installation asks of those who sign in, as its configuration says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine.commands.breached import BreachedPasswords


@dataclass(frozen=True)
class SignInRules:
    """`breached_passwords` is a file. Passkeys are made for `host`, and used from pages of `origin` alone."""

    requires_second_factor: bool = False
    breached_passwords: str = ""
    origin: str = ""
    host: str = ""

    @cached_property
    def breached(self) -> BreachedPasswords | None:
        return BreachedPasswords(Path(self.breached_passwords)) if self.breached_passwords else None
