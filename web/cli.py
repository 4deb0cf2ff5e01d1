"""The command `pathways`. Ends with 0 when all is well, 1 when there are findings, 2 when it was used wrongly.

Everything heavy is imported only by the command that needs it, so that each starts at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from engine.errors import DefinitionError, EngineError

if TYPE_CHECKING:
    from engine.bootstrap import Engine
    from engine.config import Config

FINDINGS = 1
WRONG_USE = 2
DEMO_FOLDER = Path("var")
MANY = 2

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def pathways() -> None:
    """Referral Pathways: carries a referral between agencies, so that nobody drops it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command; a refusal is one sentence on standard error."""
    try:
        pathways.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except EngineError as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(WRONG_USE)
    sys.exit(0)


def settings() -> Config:
    """The configuration from the environment."""
    from engine.config import read_config

    return read_config(os.environ)


def opened(config: Config) -> Engine:
    """The engine on the configured database."""
    from engine.bootstrap import build

    return build(config)


@pathways.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=MANY, show_default=True, type=click.IntRange(1, 64), help="On PostgreSQL only.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 256), help="In each process.")
def serve(host: str, port: int, processes: int, threads: int) -> None:
    """Serve the pages. On SQLite one process does everything; on PostgreSQL run `pathways worker` beside it."""
    from web.serving import Place, serve_pages

    serve_pages(settings(), Place(host, port, processes, threads))


@pathways.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(once: bool) -> None:
    """Fire deadlines, send mail, seal the audit trail. Any number may run on PostgreSQL."""
    from web.serving import run_worker, tick_once

    config = settings()
    if once:
        tick_once(config)
    else:
        run_worker(config)


@pathways.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Apply every migration that is not applied yet, as the owner of the tables."""
    from engine.bootstrap import upgrade as migrate

    migrate(settings())
    click.echo("The database has the shape this version needs.")


@pathways.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
def deploy(paths: tuple[Path, ...]) -> None:
    """Deploy pathways: each PATH is the folder of one. Running referrals stay on their version."""
    from engine.commands import DeployPathway
    from web.bundles import read_bundle

    engine = opened(settings())
    try:
        for path in paths:
            version = engine.execute(DeployPathway(read_bundle(path)), engine.system())
            click.echo(
                f"{version.pathway}: version {version.version}, {version.state if version.is_new else 'unchanged'}"
            )
            for words in version.kept:
                click.echo(f"  Kept: {words} Enter another value under Deadlines and limits.")
    finally:
        engine.close()


@pathways.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def lint(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check pathways as publishing would: each PATH is the folder of one, or a DMN file. Needs no database."""
    from web.bundles import lint_report

    report, found = lint_report(paths, as_json)
    click.echo(report)
    sys.exit(FINDINGS if found else 0)


@pathways.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("decision")
@click.option("--inputs", default="{}", help="JSON by name of the input data, or @FILE that holds it.")
@click.option("--trace", is_flag=True, help="Also which rules matched with which values.")
@click.option("--lenient", is_flag=True, help="What fails gives null with a note, as the DMN standard has it.")
def decide(file: Path, decision: str, inputs: str, trace: bool, lenient: bool) -> None:
    """Decide DECISION (its id or name) of the DMN file FILE; answers in JSON. Needs no database.

    A text is taken as a date, time or duration where the input data declare one. Ends with 1 when the file is wrong
    or the decision has no answer, with 2 when the decision or an input is not there or not of its type.
    """
    from engine.dmn import DecisionError
    from web.decisions import decided_report

    try:
        click.echo(decided_report(file, decision, inputs, trace=trace, lenient=lenient))
    except (DefinitionError, DecisionError) as refusal:
        remedy = getattr(refusal, "remedy", "")
        click.echo(f"{refusal}\n    {remedy}" if remedy else str(refusal), err=True)
        sys.exit(FINDINGS)


@pathways.command("create-user")
@click.option("--email", required=True)
@click.option("--name", required=True, help="As colleagues will see it.")
@click.option("--agency", required=True, help="Name of the agency.")
@click.option("--team", help="Name of the team; without it the role is held across the agency.")
@click.option("--role", "roles", multiple=True, default=("caseworker",), show_default=True)
@click.option("--duty", is_flag=True, help="On duty: is told first when a deadline passes.")
@click.password_option(help="Asked for when it is not given.")
def create_user(**given: Any) -> None:
    """Add a person to an agency."""
    from web.accounts import add_account

    engine = opened(settings())
    try:
        click.echo(add_account(engine, **given))
    finally:
        engine.close()


@pathways.command("seed-demo")
def seed_demo() -> None:
    """Fill an empty database with the demonstration partnership. Refuses a database that has accounts."""
    from web.demo.folder import fill

    engine = opened(settings())
    try:
        click.echo(fill(engine))
    finally:
        engine.close()


@pathways.command()
@click.argument("parameter")
@click.option("--apply", "is_meant", is_flag=True, help="Move the clocks; without it they are only shown.")
def redate(parameter: str, is_meant: bool) -> None:
    """Show which running clocks a changed PARAMETER would move, and from when to when; with --apply, move them."""
    from web.redating import redate_clocks

    engine = opened(settings())
    try:
        click.echo(redate_clocks(engine, parameter, apply=is_meant))
    finally:
        engine.close()


@pathways.command()
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def fsck(as_json: bool) -> None:
    """Compare every projection with what it was made from."""
    from web.bundles import fsck_report

    engine = opened(settings())
    try:
        report, found = fsck_report(engine, as_json)
    finally:
        engine.close()
    click.echo(report)
    sys.exit(FINDINGS if found else 0)


@pathways.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="What was found as JSON.")
def verify(as_json: bool) -> None:
    """Read the audit trail from its first row to its last; names the first that is bad."""
    from web.bundles import audit_report

    engine = opened(settings())
    try:
        report, found = audit_report(engine, as_json)
    finally:
        engine.close()
    click.echo(report)
    sys.exit(FINDINGS if found else 0)


@pathways.group()
def keys() -> None:
    """The master keys."""


@keys.command()
def rotate() -> None:
    """Wrap every data key by the current master key, while people work. Stopped half-way, it goes on when run again."""
    from web.keys import rotated_report

    engine = opened(settings())
    try:
        click.echo(rotated_report(engine))
    finally:
        engine.close()


@pathways.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--reset", is_flag=True, help="Throw the demonstration's data away first.")
@click.option("--no-demo", is_flag=True, help="Start empty: the first visitor makes the administrator.")
def demo(port: int, reset: bool, no_demo: bool) -> None:
    """Serve a demonstration from var/ in the current directory; makes its own keys."""
    from web.demo.folder import prepare, welcome
    from web.serving import Place, serve_pages

    config = prepare(DEMO_FOLDER, port, reset=reset, empty=no_demo, say=click.echo)
    serve_pages(config, Place("127.0.0.1", port, 1, 8), ready=lambda: click.echo(welcome(config, empty=no_demo)))


if __name__ == "__main__":
    main()
