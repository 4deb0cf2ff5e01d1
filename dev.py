#!/usr/bin/env python3
"""Everything a developer does, from an empty checkout: run, test, check, bench.

Needs Python 3.11 or newer with pip or venv, and a network connection the first time; nothing else. It installs the
hash-locked packages into .venv, builds the front end, and keeps downloads in .cache; nothing outside the checkout
is changed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

from web.frontend import build as frontend

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
RUNTIME, DEVELOPMENT, NODE = "requirements.lock", "requirements-dev.lock", "requirements-node.lock"
CHECKS = (
    ("-m", "ruff", "check", "."),
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "mypy"),
    ("-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-logo"),
)


class SetupError(Exception):
    """The machine lacks something; the message says what, and what to do about it."""


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        return complain(f"Expected Python 3.11 or newer, but this is {found}. Start dev.py with a newer python3.")
    options, rest = parser().parse_known_args(arguments)
    if rest and options.command != "test":
        parser().error(f"unrecognized arguments: {' '.join(rest)}")
    os.chdir(ROOT)
    try:
        return int(COMMANDS[options.command](options, rest))
    except (SetupError, frontend.BuildError) as problem:
        return complain(str(problem))


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="dev.py", description=__doc__, allow_abbrev=False)
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="serve a demonstration on SQLite in var/", allow_abbrev=False)
    run.add_argument("--port", type=int, default=8000, help="port to serve on (default: 8000)")
    run.add_argument("--reset", action="store_true", help="throw the demonstration's data away first")
    run.add_argument("--no-demo", action="store_true", help="start empty: the first visitor makes the administrator")
    test = commands.add_parser(
        "test",
        help="run the tests; further arguments go to pytest",
        description="Unit, integration (SQLite and PostgreSQL), browser and architecture tests. "
        "Further arguments go to pytest, such as a path, -k NAME or -n 0.",
        allow_abbrev=False,
    )
    test.add_argument("--slow", action="store_true", help="run also the tests marked slow")
    commands.add_parser("check", help="ruff, mypy and import-linter", allow_abbrev=False)
    bench = commands.add_parser("bench", help="measure against stock and bare transactions", allow_abbrev=False)
    bench.add_argument("--quick", action="store_true", help="the short form, within three minutes")
    bench.add_argument("--json", metavar="FILE", type=Path, help="write the results to FILE")
    return root


def run(options: argparse.Namespace, _rest: list[str]) -> int:
    """Set up what serving needs, then become the server."""
    install(RUNTIME)
    build_frontend()
    flags = [flag for flag, wanted in (("--reset", options.reset), ("--no-demo", options.no_demo)) if wanted]
    return become("-m", "web.cli", "demo", "--port", str(options.port), *flags)


def test(options: argparse.Namespace, rest: list[str]) -> int:
    """Set up what the tests need, then become pytest, with one worker for each processor."""
    node = set_up_development()
    os.environ["PATH"] = node.path
    prepare_browser()
    workers = [] if "--pdb" in rest else ["-n", str(processors()), "--dist", "loadscope"]
    return become("-m", "pytest", *workers, *(["--slow"] if options.slow else []), *rest)


def check(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Run every check, also after one has failed, so that one run shows all there is to mend."""
    install(DEVELOPMENT)
    failed = [command for command in CHECKS if subprocess.run([PYTHON, *command], check=False).returncode]
    return 1 if failed else 0


def bench(options: argparse.Namespace, _rest: list[str]) -> int:
    """Set up what the benchmarks need, then become them."""
    install(DEVELOPMENT)
    flags = ["--quick"] if options.quick else []
    return become("-m", "tests.benchmarks", *flags, *(["--json", str(options.json)] if options.json else []))


COMMANDS = {"run": run, "test": test, "check": check, "bench": bench}


def set_up_development() -> frontend.Node:
    install(DEVELOPMENT)
    build_frontend()
    return find_node()


def install(lock: str) -> None:
    """Install exactly the wheels that `lock` pins, unless that was already done for its present content."""
    wanted = fingerprint(lock)
    stamp = VENV / f".{lock}.sha256"
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    make_environment()
    say(f"Installing the packages pinned in {lock} …")
    command = [*pip(), "install", "--quiet", "--require-hashes", "--only-binary=:all:", "--requirement", lock]
    done = subprocess.run(
        command,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupError(
            f"Expected to install the packages pinned in {lock}, but pip could not:\n{done.stdout.strip()}\n"
            "If it could not reach its package index, check the network connection and pip's own settings "
            "(PIP_INDEX_URL, PIP_PROXY, PIP_CERT), then run the same command again."
        )
    stamp.write_text(wanted, encoding="ascii")
    if lock == DEVELOPMENT:  # it holds the runtime's packages too, at the same versions
        (VENV / f".{RUNTIME}.sha256").write_text(fingerprint(RUNTIME), encoding="ascii")


def fingerprint(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def make_environment() -> None:
    if not PYTHON.exists():
        say("Making the virtual environment .venv …")
        venv.EnvBuilder(symlinks=True, with_pip=False, clear=True).create(VENV)


def pip() -> list[str]:
    """A command that installs into .venv: its own pip, else this Python's. Debian packages pip and venv apart."""
    own = [str(PYTHON), "-m", "pip"]
    if any(VENV.glob("lib/python*/site-packages/pip")):
        return own
    if importlib.util.find_spec("ensurepip"):
        subprocess.run([PYTHON, "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
        return own
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    raise SetupError(
        "Expected pip or ensurepip beside this Python, but there is neither. "
        "On Debian install one of them, as root: apt-get install python3-venv"
    )


def build_frontend() -> None:
    if not frontend.is_current():
        node = find_node()
        say("Building the front end …")
        frontend.build(node)


def find_node() -> frontend.Node:
    """The machine's Node.js if it is new enough, else one installed into .venv."""
    node = frontend.find_node(VENV / "bin")
    if node is None:
        install(NODE)
        node = frontend.find_node(VENV / "bin")
    if node is None:
        raise SetupError(f"Expected Node.js in {VENV / 'bin'}, but it does not start. Remove .venv and try again.")
    return node


def prepare_browser() -> None:
    done = subprocess.run([PYTHON, "-m", "tests.support.chromium"], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SetupError(done.stderr.strip())


def processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def become(*arguments: str) -> int:
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *arguments])


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def complain(sentence: str) -> int:
    say(sentence)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
