"""A browser without a face: one person's cookies, forms and answers over real HTTP."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from engine.testing import PASSWORD

TOKEN = re.compile(r'name="csrf-token"[^>]*value="([^"]+)"')
SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class Browser:
    """One session with one server."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path, None)
        found = TOKEN.search(answer.text)
        self.token = found.group(1) if found else self.token
        return answer

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode({**values, "csrf-token": self.token}))

    def sign_in(self, email: str) -> None:
        self.get("/sign-in")
        answer = self.post("/sign-in", {"email": email, "password": PASSWORD})
        assert answer.status == 302, answer.text
        assert self.get("/work").status == 200

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
            return Answer(answer.status, answer.headers.get("Location", ""), text)
        finally:
            connection.close()
