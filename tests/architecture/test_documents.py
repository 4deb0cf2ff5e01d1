"""The documents speak of the project as it is: what they point to exists."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.source import ROOT, files

TOP = {name.partition("/")[0] for name in files()}
DOCUMENTS = [name for name in files() if name.endswith(".md") and not name.startswith("docs/adr/")]


def pointed_to(text: str) -> list[str]:
    """Every file or folder of the checkout that is named between backticks; patterns and made-up names are not."""
    quoted = re.findall(r"`([^`\s<>*…{}]+)`", text)
    return [name for name in quoted if name.partition("/")[0] in TOP and ("/" in name or "." in name)]


def exists(name: str) -> bool:
    return (ROOT / name).exists() or (ROOT / f"{name}.py").exists()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_points_to_files_that_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert not [name for name in pointed_to(text) if not exists(name)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_link_in_a_document_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    folder = ROOT / PurePosixPath(document).parent
    assert not [link for link in links if link and not (folder / link).exists()]


def test_the_guide_names_every_command_of_the_development_script() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert not [command for command in ("run", "test", "check", "bench") if f"python3 dev.py {command}" not in guide]
