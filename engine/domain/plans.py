"""Actions of a plan, and tasks that nobody foresaw: what is asked of whoever does one, and of whoever adds one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity

ACTION = "action"
"""The kind of the engine's task that an action is."""
FROM_PLAN, ADDED = "plan", "added"
"""Where an action comes from: rows of a plan or review, or a person who added a task to a referral."""
TITLES: Mapping[str, str] = {FROM_PLAN: "Action of her plan", ADDED: "Task added for her"}
"""What an action is called where its own words are not to be read: in notices, and for those without access."""
INSTRUCTIONS: Mapping[str, str] = {
    FROM_PLAN: "This was agreed with her when the plan was made. Do it, and say what came of it.",
    ADDED: "Somebody who works with her asks this of your team. Do it, and say what came of it.",
}

ACTION_FORM = Form(
    key="plan-action",
    title="What came of it",
    intro="Say what happened. If it did not work out, that is worth knowing too.",
    fields=(
        Field(
            "result",
            FieldType.CHOICE,
            "What came of it?",
            Sensitivity.NONE,
            required=True,
            options=(
                Option("done", "It is done"),
                Option("partly", "Some of it is done"),
                Option("not done", "It could not be done"),
                Option("not wanted", "She no longer wants it"),
            ),
        ),
        Field(
            "outcome_words",
            FieldType.LONG_TEXT,
            "What happened?",
            Sensitivity.SPECIAL,
            help="Those who lead the case read it before the next review.",
            required=True,
            max_length=2000,
        ),
    ),
)
"""The form on which an action is answered for. No pathway can have one of this name: it has a hyphen."""
ENGINE_FORMS: Mapping[str, Form] = {ACTION_FORM.key: ACTION_FORM}

ADD_TASK_FORM = Form(
    key="add-task",
    title="Add a task",
    intro="For something that nobody foresaw. It does not hold up anything else, and it is chased when it is late.",
    fields=(
        Field(
            "task_title",
            FieldType.TEXT,
            "What is it, in a few words?",
            Sensitivity.SPECIAL,
            required=True,
            max_length=120,
        ),
        Field(
            "task_what",
            FieldType.LONG_TEXT,
            "What is to be done?",
            Sensitivity.SPECIAL,
            help="The team that does it reads this. Write only what it needs to know.",
            required=True,
            max_length=2000,
        ),
        Field(
            "task_team",
            FieldType.TEAM,
            "Who does it?",
            Sensitivity.NONE,
            help="Those who take part. To bring in another agency, make a referral.",
            required=True,
        ),
        Field("task_due", FieldType.DATE, "By when?", Sensitivity.NONE, required=True),
    ),
)
"""What adding a task asks."""


@dataclass(frozen=True, slots=True)
class ActionWords:
    """What was agreed, in words. It is sealed: titles and texts say things about her."""

    title: str
    what: str = ""
