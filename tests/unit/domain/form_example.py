"""A form with a field of every type, and a stand-in for the expression language."""

from collections.abc import Mapping
from typing import Any

from engine.domain.forms import read_form

SERVICE = "00000000-0000-0000-0000-000000000007"
FORM = read_form(
    """
title = "Record a contact"
discard_identity_when = "= outcome is advice"
[[field]]
key = "alias"
type = "text"
label = "What should we call her?"
required = true
max_length = 10
sensitivity = "identity"
person = "alias"
seen_by_pathway = true
[[field]]
key = "words"
type = "long_text"
label = "Her words"
sensitivity = "special"
[[field]]
key = "count"
type = "integer"
label = "Children"
minimum = 0
maximum = 20
sensitivity = "special"
seen_by_pathway = true
[[field]]
key = "hours"
type = "decimal"
label = "Hours since"
minimum = 0.5
maximum = 100
sensitivity = "special"
seen_by_pathway = true
[[field]]
key = "seen_on"
type = "date"
label = "Date seen"
sensitivity = "none"
seen_by_pathway = true
[[field]]
key = "seen_at"
type = "time"
label = "Time seen"
sensitivity = "none"
[[field]]
key = "danger_now"
type = "yes_no"
label = "Is she in danger now?"
required = true
sensitivity = "special"
seen_by_pathway = true
[[field]]
key = "outcome"
type = "choice"
label = "Outcome"
required = true
options = [ { value = "open", label = "Open" }, { value = "advice", label = "Advice only" } ]
sensitivity = "none"
[[field]]
key = "needs"
type = "choices"
label = "Needs"
options = [ { value = "housing", label = "Housing" }, { value = "health", label = "Health" } ]
sensitivity = "special"
seen_by_pathway = true
[[field]]
key = "service"
type = "service"
label = "Service"
sensitivity = "none"
seen_by_pathway = true
[[field]]
key = "consent"
type = "consent"
label = "Consent to share"
sensitivity = "none"
[[field]]
key = "phone"
type = "phone"
label = "Phone number"
sensitivity = "contact"
person = "phone"
show_when = "= outcome is open"
[[field]]
key = "email"
type = "email"
label = "Email address"
sensitivity = "contact"
""",
    "record_contact.toml",
)
LEAST: dict[str, object] = {"alias": "Bee", "danger_now": "no", "outcome": "open"}


def evaluate(expression: str, values: Mapping[str, Any]) -> object:
    """A stand-in grammar: `name is value`."""
    name, _, value = expression.partition(" is ")
    return values[name] == value
