"""Which values of deadlines and limits that a bundle ships are entered by themselves, and which are only offered.

A bundle gives a name its first value, and a newer one where nothing else rests on it. What people have entered, what
other pathways in use say differently, and what the whole installation rests on stays until somebody chooses otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.domain.parameters import Parameter
from engine.domain.stalling import PARAMETER as STALLED_AFTER

ENGINE_NAMES = frozenset({"escalation.answer", "task.default", STALLED_AFTER})
"""Names that every pathway rests on, entered when the installation is set up."""
INSTALLATION = "the whole installation"


@dataclass(frozen=True, slots=True)
class Known:
    """A value that the installation has; `by_people` when somebody entered it, not a bundle."""

    value: Parameter
    by_people: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """What another pathway in use ships under a name; `pathway` is its title."""

    pathway: str
    value: Parameter


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A value that a bundle ships and that is not entered by itself; `holds` stays instead."""

    shipped: Parameter
    holds: Known
    shared_with: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.shipped.name

    @property
    def words(self) -> str:
        """What is kept, what is offered, and what else would change with it."""
        who = "the partnership entered" if self.holds.by_people else "in use is"
        shared = f" It is shared with {', '.join(self.shared_with)}." if self.shared_with else ""
        return f"“{self.name}”: {who} {_said(self.holds.value)}; the bundle says {_said(self.shipped)}.{shared}"


def _said(value: Parameter) -> str:
    return f"{value.value} from {value.valid_from.isoformat()}"


def kept_out(
    shipped: Iterable[Parameter], known: Mapping[str, Sequence[Known]], others: Mapping[str, Sequence[Declared]]
) -> tuple[KeptOut, ...]:
    """Those of the shipped values that are not entered by themselves, in their order.

    `known` has the values of the installation by name, `others` what other pathways in use ship, by name.
    """
    found = (_kept_out(each, known.get(each.name, ()), others.get(each.name, ())) for each in shipped)
    return tuple(each for each in found if each is not None)


def _kept_out(shipped: Parameter, known: Sequence[Known], others: Sequence[Declared]) -> KeptOut | None:
    if not known or is_in_force(shipped, known):
        return None
    before = [each for each in known if each.value.valid_from <= shipped.valid_from]
    shared = tuple(dict.fromkeys(each.pathway for each in others if not _is_shipped_alike(each.value, shipped)))
    shared = (*shared, INSTALLATION) if shipped.name in ENGINE_NAMES else shared
    entered = [each for each in known if each.by_people]
    has_day = any(each.value.valid_from == shipped.valid_from for each in known)
    if not (entered or shared or has_day):
        return None
    return KeptOut(shipped, max(entered or before or known, key=_since), shared)


def is_in_force(shipped: Parameter, known: Sequence[Known]) -> bool:
    """Whether the installation has that value on that day already, with the same force."""
    before = [each for each in known if each.value.valid_from <= shipped.valid_from]
    return bool(before) and _is_same(max(before, key=_since).value, shipped)


def _since(known: Known) -> int:
    return known.value.valid_from.toordinal()


def _is_same(one: Parameter, other: Parameter) -> bool:
    return (one.value, one.parameter_class) == (other.value, other.parameter_class)


def _is_shipped_alike(one: Parameter, other: Parameter) -> bool:
    return _is_same(one, other) and one.valid_from == other.valid_from
