"""What goes on record about signing in, who is told of it, and passwords that are refused wherever one is chosen."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import bootstrap
from engine.commands import (
    AcceptInvitation,
    AskReset,
    ChangePassword,
    CreateAccount,
    EndOtherSessions,
    MakeRecoveryCodes,
    ProveAgain,
    RemoveApp,
    RemoveSecondStep,
    SendInvitation,
    SignIn,
    SignOut,
)
from engine.errors import InvalidInput, NotPermitted
from engine.store import invitations
from engine.store.audit import audit_event
from engine.testing import PASSWORD, House, Person
from tests.integration.commands.signing import ADDRESS, App, email_of, enter, half, refusals, signed_in
from tests.integration.commands.test_signing_in import Ears, heard

PHRASE = "lantern harbour pebble"


def recorded(house: House) -> list[str]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return list(tx.run(select(audit_event.c.action).order_by(audit_event.c.id)).scalars())


def test_every_step_of_signing_in_and_every_change_to_it_is_on_record(
    house: House, worker: Person, admin: Person
) -> None:
    before = len(recorded(house))
    with pytest.raises(NotPermitted):
        house.engine.execute(SignIn(email_of(worker), "wrong wrong wrong", ADDRESS))
    app = App(worker)
    refusals(lambda: enter(worker, "000000"))
    opened = enter(worker, app.code())
    house.engine.execute(SignOut(opened.token))
    enter(worker, app.enrolled.codes[0])
    proved = worker.do(ProveAgain(app.enrolled.session.token, app.code(1), ADDRESS))
    worker.do(MakeRecoveryCodes())
    worker.do(EndOtherSessions(worker.account_id))
    worker.do(RemoveApp())
    again = signed_in(worker)
    worker.do(ChangePassword(again.token, PASSWORD, PHRASE, ADDRESS))
    admin.do(RemoveSecondStep(worker.account_id))
    house.engine.execute(AskReset(email_of(worker), ADDRESS))
    house.worker.tick()
    assert proved.token
    assert [action for action in recorded(house)[before:] if action != "timer_fired"] == [
        "sign_in_failed",
        "signed_in",
        "authenticator_added",
        "second_step_failed",
        "signed_in",
        "signed_out",
        "recovery_code_used",
        "signed_in",
        "proved_again",
        "recovery_codes_made",
        "sessions_ended",
        "authenticator_removed",
        "signed_in",
        "password_changed",
        "second_step_removed",
        "reset_asked",
        "reset_sent",
    ]


def test_nobody_learns_from_what_is_asked_of_the_database_whose_password_is_reset(house: House, worker: Person) -> None:
    def asked(email: str) -> tuple[str, ...]:
        ears = Ears()
        with heard(house, ears):
            house.engine.execute(AskReset(email, "198.51.100.99"))
        return tuple(ears.heard)

    for number in range(2):  # until what can be prepared is
        asked(f"first{number}@example.org")
    assert asked(email_of(worker)) == asked("nobody@example.org") == asked("nobody2@example.org")


def test_a_password_from_a_leak_is_refused_wherever_one_is_chosen(
    house: House, worker: Person, admin: Person, tmp_path: Path
) -> None:
    listed = tmp_path / "hashes.txt"
    leaked = sorted(hashlib.sha1(each.encode(), usedforsecurity=False).hexdigest().upper() for each in (PHRASE, "x"))
    listed.write_text("\n".join(leaked), encoding="ascii")
    config = replace(house.engine.config, breached_passwords=str(listed))
    engine = bootstrap.build(config, house.clock, durable=False)
    session = half(worker)
    admin.do(SendInvitation(worker.account_id))
    with engine.database.read(1, house.clock.now()) as tx:
        sent = invitations.latest_of(tx, worker.account_id)
    assert sent is not None
    agency_id, team_id = house.agency("Charity", "Outreach")
    for command in (
        ChangePassword(session.token, PASSWORD, PHRASE, ADDRESS),
        AcceptInvitation(invitations.token(engine.database.keys, sent.id), PHRASE),
        CreateAccount("new@example.org", "New", PHRASE, agency_id, team_id, ["caseworker"]),
    ):
        with pytest.raises(InvalidInput) as refused:
            engine.execute(command)
        assert "known from a leak" in refused.value.fields["password"]
    engine.close()
