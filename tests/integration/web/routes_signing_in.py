"""The addresses by which people sign in, and look after how they do."""

from __future__ import annotations

from tests.integration.web.route import ANYONE, changes, reads

SIGNING_IN = {
    "sign_in.form": reads("/sign-in", ANYONE),
    "sign_in.enter": changes("/sign-in", ANYONE),
    "sign_in.out": changes("/sign-out", ANYONE),
    "second_step.enter": changes("/sign-in/code", ANYONE),
    "second_step.use_passkey": changes("/sign-in/passkey", ANYONE),
    "second_step.options": reads("/sign-in/passkey", ANYONE),
    "second_step.forgotten": reads("/forgotten", ANYONE),
    "second_step.send_link": changes("/forgotten", ANYONE),
    "proving.form": reads("/prove"),
    "proving.prove": changes("/prove"),
    "proving.options": reads("/prove/passkey"),
    "proving.prove_by_passkey": changes("/prove/passkey"),
    "own_sign_in.show": reads("/my-sign-in"),
    "own_sign_in.end_session": changes("/my-sign-in/sessions/<uuid:session_id>/end"),
    "own_sign_in.end_others": changes("/my-sign-in/sessions/end-others"),
    "own_sign_in.password_form": reads("/my-sign-in/password"),
    "own_sign_in.change_password": changes("/my-sign-in/password"),
    "own_sign_in.begin_app": changes("/my-sign-in/app"),
    "own_sign_in.app_form": reads("/my-sign-in/app"),
    "own_sign_in.app_picture": reads("/my-sign-in/app/picture.svg"),
    "own_sign_in.confirm_app": changes("/my-sign-in/app/confirm"),
    "own_sign_in.remove_app": changes("/my-sign-in/app/remove"),
    "own_sign_in.passkey_options": reads("/my-sign-in/passkeys/options"),
    "own_sign_in.add_passkey": changes("/my-sign-in/passkeys"),
    "own_sign_in.rename_passkey": changes("/my-sign-in/passkeys/<uuid:passkey_id>/rename"),
    "own_sign_in.remove_passkey": changes("/my-sign-in/passkeys/<uuid:passkey_id>/remove"),
    "own_sign_in.make_codes": changes("/my-sign-in/codes"),
    "sign_in.first_administrator": reads("/first-administrator", ANYONE),
    "sign_in.create_first_administrator": changes("/first-administrator", ANYONE),
    "invitation.form": reads("/invitation/<token>", ANYONE),
    "invitation.choose": changes("/invitation/<token>", ANYONE),
}
