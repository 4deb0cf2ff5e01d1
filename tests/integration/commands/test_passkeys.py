"""Passkeys: what they open, and everything that may be wrong with one, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands import (
    ProveByPasskey,
    RemovePasskey,
    SignInByPasskey,
)
from engine.errors import Conflict, NotFound, NotPermitted
from engine.queries import new_passkey_options, own_sign_in, passkey_options
from engine.testing import House, Person
from tests.integration.commands.signing import (
    ADDRESS,
    HOST,
    ORIGIN,
    App,
    email_of,
    enter,
    half,
    passkey,
    refusals,
    signed_in,
)
from tests.support.passkeys import Device

pytestmark = pytest.mark.usefixtures("at_an_address")


def test_a_passkey_signs_in_without_a_password_and_as_a_second_step(house: House, worker: Person) -> None:
    device, enrolled = passkey(worker, signed_in(worker))
    assert len(enrolled.codes) == 10
    alone = house.engine.execute(SignInByPasskey(device.sign(passkey_options(house.engine, HOST)), ADDRESS))
    found = house.engine.actor_for(alone.token)
    assert found is not None
    assert found.actor.account_id == worker.account_id
    begun = half(worker)
    answer = device.sign(passkey_options(house.engine, HOST, begun.token))
    assert house.engine.execute(SignInByPasskey(answer, ADDRESS, token=begun.token)).token
    assert refusals(lambda: enter(worker, enrolled.codes[0])) == ["done"]


def test_a_passkey_that_is_not_right_in_every_way_opens_nothing(house: House, worker: Person) -> None:
    device, _ = passkey(worker, signed_in(worker))
    stranger = Device(ORIGIN, HOST)
    unseen = Device(ORIGIN, HOST, verifies=False)
    unseen.key, unseen.id = device.key, device.id
    forged = Device(ORIGIN, HOST)
    forged.id = device.id
    elsewhere = Device(ORIGIN, "evil.example")
    elsewhere.key, elsewhere.id = device.key, device.id

    def fresh() -> str:
        return passkey_options(house.engine, HOST)

    old = fresh()
    house.clock.advance(timedelta(minutes=6))
    with house.engine.reading(worker.actor) as view:
        to_register = new_passkey_options(view, HOST, email_of(worker))
    device.used = 5
    answers = [
        device.sign(old),
        device.sign(to_register),
        device.sign(fresh(), origin="https://evil.example"),
        device.sign(fresh(), type="webauthn.create"),
        device.sign(fresh(), challenge="AAAA"),
        unseen.sign(fresh()),
        forged.sign(fresh()),
        elsewhere.sign(fresh()),
        stranger.sign(fresh()),
        "",
        "{}",
        "[]",
        '{"id": 7, "response": {"clientDataJSON": "e30"}}',
    ]
    for answer in answers:
        with pytest.raises(NotPermitted):
            house.engine.execute(SignInByPasskey(answer, ADDRESS))
    last = device.sign(fresh())
    assert house.engine.execute(SignInByPasskey(last, ADDRESS)).token
    device.used = 0
    with pytest.raises(NotPermitted):  # a copy of the key that counts from the beginning
        house.engine.execute(SignInByPasskey(device.sign(fresh()), ADDRESS))


def test_what_a_passkey_has_signed_is_good_once(house: House, worker: Person) -> None:
    device, _ = passkey(worker, signed_in(worker), counts=False)
    answered = device.sign(passkey_options(house.engine, HOST))
    assert house.engine.execute(SignInByPasskey(answered, ADDRESS)).token
    with pytest.raises(Conflict):
        house.engine.execute(SignInByPasskey(answered, ADDRESS))


def test_the_passkey_of_another_is_no_second_step(house: House, worker: Person, admin: Person) -> None:
    App(worker)
    device, _ = passkey(admin, signed_in(admin))
    begun, opened = half(worker), signed_in(house.person("Nurse 1", "Clinic"))
    for_half = device.sign(passkey_options(house.engine, HOST))
    with pytest.raises(NotPermitted):
        house.engine.execute(SignInByPasskey(for_half, ADDRESS, token=begun.token))
    for_session = device.sign(passkey_options(house.engine, HOST))
    with pytest.raises(NotPermitted):
        house.engine.execute(ProveByPasskey(opened.token, for_session, ADDRESS))


def test_only_what_is_one_s_own_is_renamed_or_removed(house: House, worker: Person, admin: Person) -> None:
    passkey(worker, signed_in(worker))
    with house.engine.reading(worker.actor) as view:
        (line,) = own_sign_in(view, worker.account_id).passkeys
    with pytest.raises(NotFound):
        admin.do(RemovePasskey(line.passkey_id))
    worker.do(RemovePasskey(line.passkey_id))
    assert not half(worker).is_half
