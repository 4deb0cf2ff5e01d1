"""A person at a screen: what they see is checked for barriers on every page they open."""

from __future__ import annotations

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Person:
    """Somebody with a browser. Every kind of page they reach is checked by axe, and all must fit their screen."""

    def __init__(self, page: Page, email: str, password: str, width: int) -> None:
        self.page = page
        self.email = email
        self.password = password
        self.width = width
        self.faults: list[str] = []
        self.checked: set[tuple[str, str]] = set()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if refuses(message.text) else None)

    def sign_in(self) -> None:
        self.page.goto("/sign-in")
        with self.page.expect_navigation(url=re.compile("(?<!/sign-in)$")):
            self.fills_in_the_sign_in()

    def fills_in_the_sign_in(self) -> None:
        self.page.get_by_label("Email address").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(self.password)
        self.page.get_by_role("button", name="Sign in").click()

    def opens(self, path: str) -> None:
        self.page.goto(path)
        self.looks()

    def presses(self, name: str | re.Pattern[str]) -> None:
        self._leaves_by(self.page.get_by_role("button", name=name).first)

    def follows(self, name: str | re.Pattern[str]) -> None:
        self._leaves_by(self.page.get_by_role("link", name=name).first)

    def _leaves_by(self, way: Locator) -> None:
        """A click returns before the browser has left the page: what is looked at must be the next one."""
        with self.page.expect_navigation():
            way.click()
        self.looks()

    def types(self, label: str, text: str) -> None:
        self.page.get_by_role("textbox", name=beginning(label)).fill(text)

    def chooses(self, question: str, *answers: str) -> None:
        """Answer a question made of radios or checkboxes."""
        group = self.page.get_by_role("group", name=beginning(question))
        for answer in answers:
            choice = group.get_by_role("radio", name=beginning(answer))
            choice.or_(group.get_by_role("checkbox", name=beginning(answer))).first.check()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.main.get_by_text(text).first).to_be_visible()

    def sees_not(self, text: str | re.Pattern[str]) -> None:
        expect(self.main.get_by_text(text)).to_have_count(0)

    def sees_heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def looks(self) -> None:
        """The page is free of barriers that axe can find, has one main heading and one title, and fits the screen."""
        kind = (UUID.sub("…", self.page.url), self.page.title())
        if kind not in self.checked or self.page.locator(".govuk-error-summary, .app-changed").count():
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
            self.checked.add(kind)
        assert self.page.get_by_role("heading", level=1).count() == 1, self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, f"{self.page.url} is too wide"
        assert not self.faults, self.faults

    def shoots(self, folder: Path, name: str) -> None:
        self.page.screenshot(path=folder / f"{name}-{self.width}.png", full_page=True)


def refuses(message: str) -> bool:
    """Whether the browser's console speaks of a script that failed or of our security policy."""
    return "Content Security Policy" in message or "Uncaught" in message


def beginning(words: str) -> re.Pattern[str]:
    """Matches a name that begins with these words."""
    return re.compile("^" + re.escape(words))
