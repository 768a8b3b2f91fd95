"""The page of a study: it can be run again, says what was asked, and shows each cell as what it is."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest

from baldwin.__main__ import run_command
from baldwin.report.studies.page import study_page
from baldwin.study import Study, open_study
from baldwin.study.asking import Options, ask
from baldwin.study.planning import plan

pytest.importorskip("vl_convert")


def offered(page: str) -> dict[str, str]:
    """Return name -> content of the files that a page saves."""
    buttons = re.findall(r'data-text="([^"]+)" data-name="([^"]+)"', page)
    texts = {place: re.search(rf'<code id="{place}">(.*?)</code>', page, re.DOTALL) for place, _ in buttons}
    assert all(texts.values())
    return {name: html.unescape(found.group(1)) for place, name in buttons if (found := texts[place])}


def swept(runs: Path, *options: str) -> Study:
    """Return a small study."""
    small = ["--replicates", "2", "--generations", "4", "--on", "inline", "--quiet", "--name", "small"]
    assert run_command(["sweep", "hinton-nowlan", *small, "--runs", str(runs), *options]) == 0
    return open_study(next((runs / "small").iterdir()))


def test_what_a_page_offers_is_the_study_in_an_empty_folder(study, tmp_path, monkeypatch):
    files = offered(study_page(open_study(study)))
    assert set(files) == {"study.toml", "base.toml"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    page = study_page(open_study(study))
    command = re.search(r'id="commands">(.*?)\n', page)
    assert command
    assert command.group(1) == "baldwin sweep study.toml"
    assert plan(ask("study.toml", Options())).id == study.name


def test_files_of_the_users_own_are_offered_to_the_byte(study, tmp_path):
    copy = tmp_path / "small" / study.name
    shutil.copytree(study, copy)
    (copy / "mine.py").write_bytes(b'"""A < B."""\r\nx = 1\n')
    assert offered(study_page(open_study(copy)))["mine.py"] == '"""A < B."""\r\nx = 1\n'


def test_what_was_asked_is_told_in_full(study):
    page = study_page(open_study(study))
    asked = page[page.index('id="asked"') : page.index('id="data"')]
    for field, value in (("population.generations", "6"), ("population.replicates", "2")):
        assert f'<th scope="row">{field}</th><td>{value}</td>' in asked
    assert "<dt>asked for</dt><dd>hinton-nowlan</dd>" in asked
    assert html.escape((study / "base.toml").read_text(encoding="utf-8"), quote=False) in asked
    assert '<th scope="row">mutation_rate</th><td>0.0</td>' in asked, "what the file leaves to defaults too"
