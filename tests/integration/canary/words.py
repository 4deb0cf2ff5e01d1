"""Words that occur nowhere else, one for each field in which people can write what they like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import processes
from engine.domain.form_fields import FieldType, Form
from engine.domain.forms import read_form

FREE = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.PHONE, FieldType.EMAIL, FieldType.DATE, FieldType.TIME)
PHONE, DAY = "07700 900461", "2031-07-19"
Place = tuple[str, str]
"""Form and field; or what is no form (`draft`, `comment`, …) and where."""


def shipped_forms() -> dict[str, Form]:
    """Every form of every shipped pathway."""
    return {
        name.removeprefix("forms/").removesuffix(".toml"): read_form(data.decode(), name)
        for key in sorted(processes.keys())
        for name, data in processes.bundle(key).items()
        if name.startswith("forms/")
    }


def free_fields() -> set[Place]:
    return {(key, item.key) for key, form in shipped_forms().items() for item in form.fields if item.type in FREE}


@dataclass
class Canaries:
    """What was written where. A word is found whatever its case; what is said about it elsewhere never holds it."""

    forms: Mapping[str, Form] = field(default_factory=shipped_forms)
    written: dict[Place, str] = field(default_factory=dict)

    def word(self, form: str, key: str) -> str:
        """A word for the place, which is from now on looked for."""
        made = f"Canary{form}{key}".replace("_", "").replace(" ", "")
        self.written[form, key] = made
        return made

    def fill(self, form: str, **chosen: object) -> dict[str, object]:
        """What is sent for the form: the answers chosen, and a word in every field that is not chosen from options."""
        free = [item for item in self.forms[form].fields if item.type in FREE]
        return {**{item.key: self._free(form, item.key, item.type) for item in free}, **chosen}

    def _free(self, form: str, key: str, kind: FieldType) -> str:
        if kind is FieldType.PHONE:
            self.written[form, key] = PHONE
        elif kind is FieldType.DATE:
            self.written[form, key] = DAY
        return self.written.get((form, key)) or self.word(form, key)

    def found_in(self, text: str, but: Iterable[str] = ()) -> set[str]:
        """The words in the text, without those that may be there."""
        lowered, allowed = text.lower(), set(but)
        return {word for word in set(self.written.values()) - allowed if word.lower() in lowered}

    def of(self, *forms: str) -> set[str]:
        """The words written on these forms."""
        return {word for (form, _), word in self.written.items() if form in forms}
