"""The command `pathways`: what it says, and the number with which it ends."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

import processes
from engine.testing import PASSWORD
from tests.integration.web.office import DATABASE, open_office
from web import cli
from web.demo import folder as demo
from web.demo.folder import BEGUN, KEYS, PREPARED
from web.demo.folder import DATABASE as DEMO_DATABASE

SHIPPED = Path(processes.__file__).parent


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a command."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Settings for a database in a folder of its own, not migrated yet."""
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / DATABASE}",
        "SECRET_KEY": "s" * 40,
        "MASTER_KEY": "test:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        "BASE_URL": "http://pathways.test",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_what_is_missing_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("BASE_URL", "http://pathways.test")
    code, out, err = run(capsys, "db", "upgrade")
    assert (code, out) == (2, "")
    assert err.startswith("DATABASE_URL is not set.")
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [["nonsense"], ["lint"], ["lint", "/nowhere"], ["demo", "--port", "0"], []])
def test_wrong_use_ends_with_two(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code, _, _ = run(capsys, *arguments)
    assert code == 2


def test_the_shipped_pathways_have_nothing_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    folders = [str(SHIPPED / key) for key in processes.keys()]  # noqa: SIM118 - a function, not a mapping
    assert run(capsys, "lint", *folders) == (0, f"Nothing to mend in {len(folders)} pathway(s).\n", "")
    code, out, _ = run(capsys, "lint", "--json", *folders)
    assert (code, json.loads(out)) == (0, [])


def test_a_mistake_is_named_with_its_place_and_remedy(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "referral_handshake"
    for name, content in processes.bundle("referral_handshake").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.replace(b'value="accept_or_reject"', b'value="no_such_form"'))
    code, out, _ = run(capsys, "lint", str(folder))
    assert code == 1
    assert "referral_handshake/referral_handshake.bpmn:" in out
    assert "no_such_form" in out
    code, out, _ = run(capsys, "lint", "--json", str(folder))
    assert code == 1
    assert {"pathway", "file", "line", "message", "severity"} <= set(json.loads(out)[0])


def test_a_folder_that_is_no_pathway_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "lint", str(tmp_path))
    assert code == 2
    assert "process.toml" in err


def test_an_installation_is_set_up_from_the_command_line(capsys: pytest.CaptureFixture[str], environment: Path) -> None:
    assert run(capsys, "db", "upgrade")[0] == 0
    code, out, _ = run(capsys, "deploy", str(SHIPPED / "contact_and_triage"))
    assert (code, out) == (0, "contact_and_triage: version 1, published\n")
    code, out, _ = run(capsys, "deploy", str(SHIPPED / "contact_and_triage"))
    assert (code, out) == (0, "contact_and_triage: version 1, unchanged\n")
    assert run(capsys, "worker", "--once")[0] == 0
    code, out, _ = run(capsys, "fsck")
    assert (code, out) == (0, "Nothing to mend.\n")
    assert run(capsys, "fsck", "--json")[:2] == (0, "[]\n")


def test_the_audit_trail_is_verified_from_the_command_line(
    capsys: pytest.CaptureFixture[str], environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "db", "upgrade")
    run(capsys, "deploy", str(SHIPPED / "contact_and_triage"))
    code, out, _ = run(capsys, "audit", "verify")
    assert (code, out.splitlines()[0]) == (0, "The audit trail is whole: 0 sealed row(s), 1 waiting for the sealer.")
    assert "There is no anchor to compare with (AUDIT_ANCHOR)" in out
    monkeypatch.setenv("AUDIT_ANCHOR", str(environment / "anchor"))
    code, out, err = run(capsys, "audit", "verify")
    assert (code, out) == (2, "")
    assert err.startswith("Expected the anchor of the audit trail at ")
    assert run(capsys, "worker", "--once")[0] == 0
    code, out, _ = run(capsys, "audit", "verify")
    assert (code, out.splitlines()[1][:39]) == (0, "It agrees with 1 line(s) of the anchor,")
    (environment / DATABASE).unlink()
    run(capsys, "db", "upgrade")
    code, out, _ = run(capsys, "audit", "verify")
    assert code == 1
    assert out.startswith("The first bad row: audit_seal 1 (number 1 of the chain), number: The chain ends before")
    assert json.loads(run(capsys, "audit", "verify", "--json")[1])["fault"]["number"] == 1


def test_the_master_key_is_rotated_from_the_command_line(
    capsys: pytest.CaptureFixture[str], environment: Path, monkeypatch: pytest.MonkeyPatch, furnished: Path
) -> None:
    with open_office(environment, furnished):
        pass
    code, out, _ = run(capsys, "keys", "rotate")
    assert (code, out[:25]) == (0, "0 data keys wrapped anew;")
    monkeypatch.setenv("MASTER_KEY", f"next:{'A' * 43}=")
    code, _, err = run(capsys, "keys", "rotate")
    assert (code, err[:24]) == (2, "MASTER_KEY lists no key ")


def test_a_person_is_added_to_an_agency_and_can_sign_in(
    capsys: pytest.CaptureFixture[str], environment: Path, furnished: Path
) -> None:
    given = ["--email", "new@example.org", "--name", "Outreach worker 9", "--password", PASSWORD]
    with open_office(environment, furnished) as office:
        code, _, err = run(capsys, "create-user", *given, "--agency", "Nowhere")
        assert code == 2
        assert "Harbour Outreach" in err
        code, _, err = run(capsys, "create-user", *given, "--agency", "Harbour Outreach", "--team", "Nothing")
        assert code == 2
        assert "Night outreach" in err
        place = ["--agency", "Harbour Outreach", "--team", "Night outreach"]
        code, out, _ = run(capsys, "create-user", *given, *place)
        assert (code, out) == (0, "Outreach worker 9 can sign in with new@example.org.\n")
        desk = office.visitor()
        desk.get("/sign-in")
        assert desk.submit("Sign in", email="new@example.org", password=PASSWORD).status_code == 302


def test_a_database_with_people_is_not_filled_with_a_demonstration(
    capsys: pytest.CaptureFixture[str], environment: Path, furnished: Path
) -> None:
    with open_office(environment, furnished):
        code, _, err = run(capsys, "seed-demo")
    assert code == 2
    assert "Expected an empty database" in err


def test_the_demonstration_makes_its_own_keys_and_keeps_them(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    config = demo.prepare(folder, 8000, reset=False, empty=True)
    assert stat.S_IMODE((folder / KEYS).stat().st_mode) == 0o600
    assert config.base_url == "http://127.0.0.1:8000"
    again = demo.prepare(folder, 8001, reset=False, empty=True)
    assert (again.secret_key, again.master_keys) == (config.secret_key, config.master_keys)
    assert demo.prepare(folder, 8000, reset=True, empty=True).secret_key != config.secret_key


def test_a_demonstration_that_was_interrupted_starts_anew(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    demo.prepare(folder, 8000, reset=False, empty=True)
    (folder / BEGUN).touch()
    (folder / DEMO_DATABASE).write_bytes(b"half a database")
    demo.prepare(folder, 8000, reset=False, empty=True)
    assert (folder / PREPARED).exists()
    assert not (folder / BEGUN).exists()


def test_resetting_leaves_what_is_not_the_demonstration_s(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    demo.prepare(folder, 8000, reset=False, empty=True)
    (folder / "notes.txt").write_text("mine")
    demo.prepare(folder, 8000, reset=True, empty=True)
    assert (folder / "notes.txt").read_text() == "mine"


def test_re_dating_shows_what_would_move_and_moves_it_only_when_told(
    capsys: pytest.CaptureFixture[str], environment: Path
) -> None:
    run(capsys, "db", "upgrade")
    run(capsys, "deploy", str(SHIPPED / "contact_and_triage"))
    code, out, err = run(capsys, "redate", "triage.tell")
    assert (code, err) == (0, "")
    assert out.startswith("“triage.tell” is ")
    assert out.endswith("No running clock would move.\n")
    assert run(capsys, "redate", "no.such")[0] == 2
