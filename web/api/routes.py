"""One description of each route: method, path, scope, parameters, body, answers. All else is made from it.

    @route("POST", "/tasks/{task_id}/claim", Scope.TASKS_WRITE)
    def claim_task(caller: Caller, task_id: UUID, body: Seen) -> Task:
        \"\"\"What it does, who may, what is refused.\"\"\"

Parameters named `query` and `body` are dataclasses; the others are identifiers in the path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from engine.domain.scopes import Scope
from web.api.caller import Caller

View = TypeVar("View", bound=Callable[..., Any])
ROUTES: list[Route] = []
"""In the order of the description."""


@dataclass(frozen=True)
class Route:
    """`scope` None: any token will do. `location` leads to what was made, with the answer's fields in braces."""

    method: str
    path: str
    scope: Scope | None
    status: int
    location: str
    view: Callable[..., Any]
    query: type[Any] | None
    body: type[Any] | None
    answer: Any
    ids: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def section(self) -> str:
        return self.path.split("/")[1]

    @property
    def changes(self) -> bool:
        """Whether it changes something, so that it may be asked with an idempotency key."""
        return self.method != "GET"

    @property
    def rule(self) -> str:
        """The path as the web framework writes it."""
        made = self.path
        for name in self.ids:
            made = made.replace(f"{{{name}}}", f"<uuid:{name}>")
        return made


def route(method: str, path: str, scope: Scope | None, status: int = 200, location: str = "") -> Callable[[View], View]:
    """Describe what the function beneath answers."""

    def described(view: View) -> View:
        hints = get_type_hints(view, include_extras=True)
        answer = hints.pop("return")
        query, body = hints.pop("query", None), hints.pop("body", None)
        ids = tuple(name for name, hint in hints.items() if hint is not Caller)
        kept = None if answer is type(None) else answer
        ROUTES.append(Route(method, path, scope, status, location, view, query, body, kept, ids))
        return view

    return described
