"""People who sign in, at an installation that has a name: passkeys need one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pyotp

from engine import bootstrap
from engine.commands import AddPasskey, BeginApp, ConfirmApp, Enrolled, EnterCode, SignedInSession, SignIn
from engine.errors import EngineError
from engine.queries import app_set_up, new_passkey_options
from engine.store import accounts
from engine.testing import PASSWORD, House, Person
from tests.support.passkeys import Device

HOST = "pathways.test"
ORIGIN = f"https://{HOST}"
ADDRESS = "203.0.113.7"


@contextmanager
def named(house: House, required: bool = False) -> Iterator[House]:
    """The house at an address with a name; `required`: nobody signs in there with a password alone."""
    config = replace(house.engine.config, base_url=ORIGIN, require_second_factor=required)
    before, house.engine = house.engine, bootstrap.build(config, house.clock, durable=False)
    try:
        yield house
    finally:
        house.engine.close()
        house.engine = before


def email_of(person: Person) -> str:
    with person.house.engine.database.read(1, person.house.clock.now()) as tx:
        account = accounts.get(tx, person.account_id)
    assert account is not None
    return account.email


def half(person: Person, address: str = ADDRESS) -> SignedInSession:
    """What the right password gives."""
    answer: SignedInSession = person.house.engine.execute(SignIn(email_of(person), PASSWORD, address))
    return answer


def signed_in(person: Person) -> SignedInSession:
    """A session of a person who has no second step."""
    answer = half(person)
    assert not answer.is_half
    return answer


class App:
    """An authenticator app that has read the secret of its owner."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.session = signed_in(person)
        person.do(BeginApp())
        with person.house.engine.reading(person.actor) as view:
            self.secret = app_set_up(view, email_of(person)).secret
        self.enrolled: Enrolled = person.do(ConfirmApp(self.session.token, self.code()))
        person.house.clock.advance(timedelta(seconds=30))

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.person.house.clock.now() + steps * timedelta(seconds=30))


def enter(person: Person, code: str, token: str = "", address: str = ADDRESS) -> SignedInSession:
    answer: SignedInSession = person.house.engine.execute(EnterCode(token or half(person).token, code, address))
    return answer


def passkey(person: Person, session: SignedInSession, counts: bool = True) -> tuple[Device, Enrolled]:
    device = Device(ORIGIN, HOST, counts=counts)
    with person.house.engine.reading(person.actor) as view:
        options = new_passkey_options(view, HOST, email_of(person))
    return device, person.do(AddPasskey(session.token, "Work telephone", device.make(options)))


def refusals(*attempts: Callable[[], object]) -> list[str]:
    found = []
    for attempt in attempts:
        try:
            attempt()
            found.append("done")
        except EngineError as error:
            found.append(type(error).__name__)
    return found
