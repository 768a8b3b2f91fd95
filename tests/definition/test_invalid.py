"""A corpus of broken definitions, each with the exact lines that it must give.

After a change of wording: BALDWIN_REWRITE=1 pytest tests/definition, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from baldwin.definition import load
from baldwin.definition.loading import from_toml
from baldwin.definition.sources import read
from baldwin.errors import DefinitionError

CORPUS = sorted(Path(__file__).with_name("invalid").glob("*.toml"))
NEEDLE = 'name = "needle"\n\n[lifetime]\nkind = "geometric"\ntrials = 10\n'


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_message(path):
    with pytest.raises(DefinitionError) as caught:
        from_toml(read(path, path.name), path.name)
    if os.environ.get("BALDWIN_REWRITE"):
        path.with_suffix(".txt").write_text(f"{caught.value}\n", encoding="utf-8")
    assert list(caught.value.problems) == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert caught.value.exit_status == 2


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        ("lifetime.trials=-5", "[lifetime] trials = -5: must be an integer >= 1 (guesses in one lifetime (G))."),
        (
            "lifetime.trails=5",
            "[lifetime] trails = 5: no such field. Did you mean trials? Allowed: kind, trials, hit_probability.",
        ),
        ("loci=5", "loci = 5: belongs to [task]. Write task.loci, or move it below that header."),
        (
            "lifetime.kind=geometrc",
            '[lifetime] kind = "geometrc": no such lifetime. Did you mean "geometric"? '
            'Allowed: "classroom", "expected", "geometric", "hill_climb", "literal", "none".',
        ),
        ("lifetime.trials", "lifetime.trials: must be table.field=value, such as population.size=200."),
        ("=5", "=5: must be table.field=value, such as population.size=200."),
        ("a..b=5", "a..b=5: must be table.field=value, such as population.size=200."),
        ("name.x=5", "name.x: name is a single value, not a table."),
        ("lifetime=none", 'lifetime = "none": must be a table.'),
        (
            "encoding.correct=0.5",
            "[encoding] correct + wrong + plastic = 1.25: founder shares must sum to 1. "
            "With correct = 0.5 and wrong = 0.25, plastic is 0.25.",
        ),
        (
            "strategy.selfing=True",
            '[strategy] selfing = "True": must be true or false (true: an individual may be both parents; '
            "false: the father is drawn again until he differs). Write true.",
        ),
        (
            "title='''5\nx'''",
            'title = "5\\nx": must be a string of at most 200 characters, without line breaks and control characters '
            "(one line that `baldwin list` prints).",
        ),
        (
            'references=["ok", "\\u009b1m"]',
            'references = ["ok", "\\u009b1m"]: must be a list of strings, without line breaks and control characters '
            "(publications behind the population).",
        ),
        (
            "encoding.correct=nothing",
            '[encoding] correct = "nothing": must be a number from 0 to 1 '
            "(share of correct alleles among the founders).",
        ),
        ("title=\udcff", "title=\\udcff: must be UTF-8 text."),
    ],
)
def test_override_message(override, problem):
    with pytest.raises(DefinitionError) as caught:
        from_toml(NEEDLE, "needle.toml", [override])
    assert caught.value.problems == (f"--set: {problem}",)


def test_problems_of_file_come_by_line_and_overrides_last():
    text = 'name = "needle"\nzeta = 1\n[assays]\nevery = -1\n[population]\nsize = 1\n'
    with pytest.raises(DefinitionError) as caught:
        from_toml(text, "f", ["assays.every=-2", "budget.levels=0", "oops"])
    starts = [problem.split(" ")[0] for problem in caught.value.problems]
    assert starts == ["f:2:", "f:6:", "--set:", "--set:", "--set:"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("hinton-nolan", "hinton-nolan: no such preset or file. Did you mean hinton-nowlan? Allowed: all-or-none, "),
        (
            "missing/hinton_nowlan.toml",
            "missing/hinton_nowlan.toml: no such file. Did you mean the preset hinton-nowlan?",
        ),
        ("missing/x.toml", "missing/x.toml: no such file."),
        ("zzz.toml", "zzz.toml: no such file."),
        ("needel.toml", "needel.toml: no such file. Did you mean needle.toml?"),
        ("folder", "folder: is a folder. Name a file in it, or a preset."),
        ("folder/", "folder/: is a folder. Name a file in it, or a preset."),
        ("big.toml", "big.toml: larger than 1000000 bytes, so not a population definition."),
        ("", "The name of the population is empty. Name a TOML file or a preset."),
        ("NEEDLE", "NEEDLE: no such preset or file. Did you mean the file needle.toml?"),
        ("NEEDLE.TOML", "NEEDLE.TOML: no such file. Did you mean needle.toml?"),
        ("pipe.toml", "pipe.toml: is no regular file. Save the definition in one."),
        ("/dev/zero", "/dev/zero: is no regular file. Save the definition in one."),
        ("a\0b.toml", "'a\\x00b.toml': cannot be read: embedded null byte."),
        ("n" * 300 + ".toml", "n" * 200 + "...: cannot be read: file name too long."),
    ],
)
def test_source_message(tmp_path, monkeypatch, source, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "needle.toml").write_text(NEEDLE)
    (tmp_path / "big.toml").write_text("# " + "x" * 1_000_000)
    with pytest.raises(DefinitionError) as caught:
        load(source)
    assert str(caught.value).startswith(message)
    assert len(caught.value.problems) == 1


def test_an_item_of_a_list_of_tables_is_named_by_its_place():
    scheduled = f'{NEEDLE}\n[[schedule]]\nkind = "step"\nfield = "lifetime.trials"\nat = 3\nvalue = 20\n'
    with pytest.raises(DefinitionError, match=r"schedule.at: a list of 1; name one, .* such as schedule.0.at\."):
        from_toml(scheduled, "needle.toml", ["schedule.at=5"])
    assert from_toml(scheduled, "needle.toml", ["schedule.0.at=5"]).schedule[0].at == 5
