"""The second step of signing in: codes of an app and recovery codes, each good once, on both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from engine.commands import (
    ChangePassword,
    EnterCode,
    MakeRecoveryCodes,
    MarkLeaver,
    ProveAgain,
    RemoveApp,
    RemovePasskey,
    RemoveSecondStep,
    SignedInSession,
    SignIn,
    SignInByPasskey,
)
from engine.domain.sign_in import MAX_FAILURES, MAX_SECOND_FAILURES
from engine.errors import InvalidInput, InvalidState, NotPermitted
from engine.queries import own_sign_in, passkey_options
from engine.testing import PASSWORD, House, Person
from tests.integration.commands.signing import (
    ADDRESS,
    HOST,
    App,
    email_of,
    enter,
    half,
    named,
    passkey,
    refusals,
    signed_in,
)

pytestmark = pytest.mark.usefixtures("at_an_address")


def test_a_password_alone_opens_nothing_once_there_is_a_second_step(house: House, worker: Person) -> None:
    """Rule 18."""
    app = App(worker)
    begun = half(worker)
    assert begun.is_half
    assert house.engine.actor_for(begun.token) is None
    opened = enter(worker, app.code(), begun.token)
    found = house.engine.actor_for(opened.token)
    assert found is not None
    assert found.actor.account_id == worker.account_id
    assert refusals(lambda: enter(worker, app.code(1), begun.token)) == ["InvalidState"]


def test_a_code_is_good_once_and_about_now(house: House, worker: Person) -> None:
    app = App(worker)
    code = app.code()
    assert enter(worker, f" {code[:3]} {code[3:]} ")
    wrong = (code, app.code(-2), app.code(3), "", "000000", "١٢٣٤٥٦")
    tried = refusals(*(partial(enter, worker, given, address=given) for given in wrong))
    assert tried == ["NotPermitted"] * len(wrong)
    assert enter(worker, app.code(1))


def test_the_same_code_sent_twice_at_once_opens_one_session(house: House, worker: Person) -> None:
    app = App(worker)
    code, begun = app.code(), [half(worker).token for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda token: refusals(lambda: enter(worker, code, token))[0], begun))
    assert Counter(answers) == {"done": 1, "NotPermitted": 3}


def test_a_recovery_code_is_good_once_and_kept_as_a_hash(house: House, worker: Person) -> None:
    app = App(worker)
    first, second = app.enrolled.codes[:2]
    assert len(set(app.enrolled.codes)) == 10
    assert enter(worker, first.upper().replace("-", " "))
    assert refusals(lambda: enter(worker, first)) == ["NotPermitted"]
    anew = worker.do(MakeRecoveryCodes())
    assert refusals(lambda: enter(worker, second)) == ["NotPermitted"]
    assert enter(worker, anew[0])
    with house.engine.reading(worker.actor) as view:
        assert own_sign_in(view, worker.account_id).codes_left == 9


def test_the_second_half_must_follow_within_ten_minutes(house: House, worker: Person) -> None:
    app = App(worker)
    begun = half(worker)
    house.clock.advance(timedelta(minutes=10))
    assert refusals(lambda: enter(worker, app.code(), begun.token)) == ["InvalidState"]


def test_codes_cannot_be_guessed_not_even_from_many_places(house: House, worker: Person) -> None:
    app = App(worker)
    tokens = [half(worker, f"192.0.2.{number}").token for number in range(8)]
    places = [(token, f"192.0.2.{place}") for place, token in enumerate(tokens) for _ in range(MAX_FAILURES)]
    tried = refusals(*(partial(enter, worker, "000000", *place) for place in places))
    assert Counter(tried) == {"NotPermitted": MAX_SECOND_FAILURES, "TooManyAttempts": 40 - MAX_SECOND_FAILURES}
    device = app.session.device
    own: SignedInSession = house.engine.execute(SignIn(email_of(worker), PASSWORD, ADDRESS, "", device))
    assert house.engine.execute(EnterCode(own.token, app.code(), ADDRESS, "", device))


def test_proving_again_gives_the_session_another_token(house: House, worker: Person) -> None:
    before = signed_in(worker)
    house.clock.advance(timedelta(minutes=5))
    stale = house.engine.actor_for(before.token)
    assert stale is not None
    assert not stale.is_fresh
    with pytest.raises(NotPermitted):
        worker.do(ProveAgain(before.token, "wrong wrong wrong", ADDRESS))
    after = worker.do(ProveAgain(before.token, PASSWORD, ADDRESS))
    assert house.engine.actor_for(before.token) is None
    renewed = house.engine.actor_for(after.token)
    assert renewed is not None
    assert renewed.is_fresh
    assert renewed.session_id == stale.session_id


def test_proving_again_needs_the_second_step_of_who_has_one(house: House, worker: Person) -> None:
    app = App(worker)
    with pytest.raises(NotPermitted):
        worker.do(ProveAgain(app.enrolled.session.token, PASSWORD, ADDRESS))
    assert worker.do(ProveAgain(app.enrolled.session.token, app.code(), ADDRESS)).token


def test_where_a_second_step_is_required_the_last_one_stays(house: House, worker: Person) -> None:
    """Rule 18."""
    with named(house, required=True):
        app = App(worker)
        passkey(worker, app.enrolled.session)
        worker.do(RemoveApp())
        with house.engine.reading(worker.actor) as view:
            (last,) = own_sign_in(view, worker.account_id).passkeys
        with pytest.raises(InvalidState, match="Set up another one first"):
            worker.do(RemovePasskey(last.passkey_id))


def test_where_a_second_step_is_required_a_session_without_one_opens_nothing_but_its_set_up(
    house: House, worker: Person
) -> None:
    """Rule 18."""
    before = signed_in(worker)
    with named(house, required=True):
        found = house.engine.actor_for(before.token)
        assert found is not None
        assert found.must_enrol
        app = App(worker)
        enrolled = house.engine.actor_for(app.enrolled.session.token)
        assert enrolled is not None
        assert not enrolled.must_enrol
        assert house.engine.actor_for(before.token) is None


def test_an_administrator_removes_the_second_step_of_who_has_lost_it(
    house: House, worker: Person, admin: Person
) -> None:
    app = App(worker)
    begun = half(worker)
    with pytest.raises(NotPermitted):
        worker.do(RemoveSecondStep(admin.account_id))
    with pytest.raises(NotPermitted):
        admin.do(RemoveSecondStep(admin.account_id))
    admin.do(RemoveSecondStep(worker.account_id))
    assert house.engine.actor_for(app.enrolled.session.token) is None
    assert refusals(lambda: enter(worker, app.code(), begun.token)) == ["InvalidState"]
    assert not half(worker).is_half


def test_a_changed_password_ends_every_other_session(house: House, worker: Person) -> None:
    here, there = signed_in(worker), signed_in(worker)
    with pytest.raises(NotPermitted):
        worker.do(ChangePassword(here.token, "wrong wrong wrong", "lantern harbour pebble", ADDRESS))
    with pytest.raises(InvalidInput):
        worker.do(ChangePassword(here.token, PASSWORD, "Outreach worker 1", ADDRESS))
    renewed = worker.do(ChangePassword(here.token, PASSWORD, "lantern harbour pebble", ADDRESS))
    assert [house.engine.actor_for(each.token) is None for each in (here, there, renewed)] == [True, True, False]
    assert refusals(lambda: signed_in(worker)) == ["NotPermitted"]


def test_nothing_of_a_leaver_s_opens_anything_the_moment_she_has_left(
    house: House, worker: Person, admin: Person
) -> None:
    """At once, not within a second: nothing of it is remembered anywhere but in the database."""
    app = App(worker)
    device, _ = passkey(worker, app.enrolled.session)
    begun = half(worker)
    opened = enter(worker, app.code(), half(worker).token)
    answer = device.sign(passkey_options(house.engine, HOST))
    admin.do(MarkLeaver(worker.account_id))
    assert house.engine.actor_for(opened.token) is None
    assert refusals(
        lambda: enter(worker, app.code(1), begun.token),
        lambda: enter(worker, app.enrolled.codes[0], begun.token),
        lambda: house.engine.execute(SignInByPasskey(answer, ADDRESS)),
        lambda: signed_in(worker),
        lambda: house.engine.execute(ProveAgain(opened.token, app.code(1), ADDRESS)),
    ) == ["InvalidState", "InvalidState", "NotPermitted", "NotPermitted", "InvalidState"]
