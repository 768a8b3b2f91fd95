"""Runs that are branched from another: what they keep of it, what they say of it, and what they do not believe."""

from __future__ import annotations

import json
import shutil
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save
from toy import ToyEngine
from toy_runs import TEXT, compute, tables, toy_definition

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import from_toml, load
from baldwin.errors import BaldwinError, DefinitionError
from baldwin.founding import founded
from baldwin.store import open_run
from baldwin.store.reading import DEFINITION


def branch(runs: Any, parent: Any, *overrides: str) -> Any:
    asked = (f"founders.run={parent.name}/{parent.id}", "founders.who=state", *overrides)
    return founded(toy_definition(*asked), runs)


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def parent(runs):
    """A run of four generations; a branch has twelve."""
    return compute(runs, toy_definition("population.generations=4")).run()


def rows_after(path: Any, generation: int) -> list[list[dict[str, Any]]]:
    found = [[json.loads(line) for line in table.splitlines()] for table in tables(path)]
    return [[row for row in table if row["generation"] > generation] for table in found]


def test_a_branch_keeps_what_its_parent_would_have_gone_on_to(runs, parent, tmp_path):
    whole = compute(tmp_path / "whole", toy_definition()).path
    made = branch(runs, parent)
    path = compute(runs, made).path
    assert rows_after(path, -1) == rows_after(whole, 4)
    assert made.first_generation == 5
    states = [sorted((one / "checkpoints").iterdir())[-1] for one in (path, whole)]
    found, expected = (safe_open(one, framework="np") for one in states)
    for name in expected.keys():  # noqa: SIM118 - not a dict
        assert found.get_tensor(name).tobytes() == expected.get_tensor(name).tobytes()


def test_interrupted_lengthened_and_without_its_parent_it_is_the_same(runs, parent, tmp_path):
    whole = compute(tmp_path / "whole", branch(runs, parent)).path
    short = compute(runs, branch(runs, parent, "population.generations=8"), until=2)
    shutil.rmtree(parent.path)
    assert run_command(["resume", str(short.path), "--quiet"]) == 0
    longer = baldwin.resume(short.path, "+4", progress=False)
    assert tables(longer.path) == tables(whole)
    assert longer.info["beginning"]["generation"] == 8
    anew = tmp_path / "anew" / "toy" / longer.id
    anew.mkdir(parents=True)
    for file in (DEFINITION, longer.definition.founders.file):
        shutil.copy(longer.path / file, anew / file)
    again = baldwin.run(anew / DEFINITION, runs=tmp_path / "elsewhere", progress=False)
    assert (again.id, tables(again.path)) == (longer.id, tables(whole))


def test_it_says_where_it_comes_from(runs, parent, capsys):
    words = ["run", str(parent.path / DEFINITION), "--generations=6", "--runs", str(runs)]
    assert run_command([*words, f"--set=founders.run={parent.path}", "--set=founders.who=state"]) == 0
    out, err = capsys.readouterr()
    assert f"toy: branched from toy/{parent.id} at generation 4." in err
    run = open_run(out.splitlines()[-1])
    known = run.info["founders"]
    assert {name: known[name] for name in ("run", "generation", "who")} == {
        "run": f"toy/{parent.id}",
        "generation": 4,
        "who": "state",
    }
    assert known["file"] == run.definition.founders.file
    assert run.definition.founders.generation == 4
    assert run_command(["show", str(run.path)]) == 0
    assert f"branched from  toy/{parent.id}, generation 4, state" in " ".join(capsys.readouterr().out.split("\n"))
    assert str(runs) not in (run.path / "run.json").read_text()  # no path is kept


def test_a_branch_of_a_branch_knows_what_both_have_spent(runs, parent):
    first = compute(runs, branch(runs, parent, "population.generations=6")).run()
    second = branch(runs, first, "population.generations=9")
    assert second.first_generation == 7
    assert branch(runs, parent).founders.spent == {"individuals": 25, "lifetime_steps": 0}
    assert second.founders.spent == {"individuals": 35, "lifetime_steps": 0}
    path = compute(runs, second).path
    assert [row["generation"] for row in rows_after(path, -1)[0][::3]] == [7, 8, 9]


def test_an_older_checkpoint_is_taken_where_there_is_one(runs):
    early = compute(runs, toy_definition("population.generations=4"), checkpoint_every=0.0).run()
    assert branch(runs, early, "founders.generation=3").first_generation == 4
    with pytest.raises(DefinitionError, match=r"generation = 2: .* holds checkpoints of 3 and 4\. Name one of these"):
        branch(runs, early, "founders.generation=2")


def test_another_wish_takes_the_place_of_the_copy(runs, parent):
    """Of what is kept beside a definition nothing is left that it no longer asks for."""
    path = compute(runs, branch(runs, parent)).path
    again = load(path / DEFINITION, ["founders.generation=0"])
    assert (again.founders.file, again.founders.source) == ("", None)
    assert load(path / DEFINITION, ["task.step=0.5"]).first_generation == 5


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["population.size=6"], "[population] size = 6: was 5 in the run whose state this population goes on from"),
        (["population.replicates=2"], "[population] replicates = 2: was 3 in the run"),
        (
            ["population.generations=4"],
            "[population] generations = 4: must be more than 4, the generation of the state",
        ),
        (["population.generations=1"], "For 1 more, set 5."),
    ],
)
def test_what_cannot_go_on_is_refused_in_a_line_and_writes_nothing(overrides, said, runs, parent, capsys):
    before = sorted(runs.rglob("*"))
    sets = [f"--set={one}" for one in (f"founders.run={parent.path}", "founders.who=state", *overrides)]
    longer = [] if "generations" in overrides[0] else ["--generations=9"]
    assert run_command(["run", str(parent.path / DEFINITION), *longer, *sets, "--runs", str(runs)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1
    assert sorted(runs.rglob("*")) == before


def test_a_run_whose_replicates_have_all_ended_leaves_none_to_branch(runs, parent, monkeypatch, capsys):
    whole = ["run", str(parent.path / DEFINITION), "--generations=9", "--runs", str(runs), "--quiet"]
    monkeypatch.setattr(ToyEngine, "finished", lambda self, state: True)
    before = sorted(runs.rglob("*"))
    assert run_command([*whole, f"--set=founders.run={parent.path}", "--set=founders.who=state"]) == 2
    _, err = capsys.readouterr()
    assert 'toy: [founders] who = "state": every replicate had ended by generation 4 of the run' in err
    assert (err.count("\n"), sorted(runs.rglob("*"))) == (1, before)


def altered(content: bytes, arrays: dict[str, Any], **about: Any) -> bytes:
    """The file of a state in which other arrays stand, and which says something else of them."""
    size = int.from_bytes(content[:8], "little")
    text = json.loads(content[8 : 8 + size])["__metadata__"]["description"]
    return save(arrays, metadata={"description": json.dumps(json.loads(text) | about)})


@pytest.mark.parametrize(
    ("arrays", "about", "said"),
    [
        ({}, {"generation": 3}, "it is of generation 4, not of 3"),
        ({}, {"generation": -1}, "does not say of which generation its state is"),
        ({}, {"generation": "4"}, "does not say of which generation its state is"),
        ({}, {"scheme": "toy 0"}, 'was saved with random scheme "toy 0", and this version draws by "toy 1"'),
        ({}, {"population": "[task"}, "does not hold the population of its state: "),
        ({}, {"population": 7}, "does not hold the population of its state: "),
        ({}, {"population": TEXT.replace("size = 5", "size = 6")}, "[population] size = 5: was 6 in the run"),
        ({}, {"who": "population"}, "holds founders, and no state of a run"),
        ({"genomes": np.zeros((3, 4))}, {}, "holds no state of this population: genomes of another shape"),
        ({"genomes": None}, {}, "holds no state of this population: it lacks genomes"),
    ],
)
def test_lies_in_the_file_of_a_state_are_told_in_a_line(arrays, about, said, runs, parent, tmp_path):
    made = branch(runs, parent)
    name, content = made.founders.source
    with_lies = {key: value for key, value in {**made.founders.state.arrays, **arrays}.items() if value is not None}
    (tmp_path / name).write_bytes(altered(content, with_lies, **about))
    text = f'{TEXT}\n[founders]\nwho = "state"\nfile = "{name}"\n'

    def go_on() -> None:
        compute(tmp_path / "runs", from_toml(text, "toy.toml", folder=tmp_path))

    with pytest.raises(BaldwinError) as caught:
        go_on()
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_damaged_file_is_told_and_not_gone_on_with(runs, parent, capsys):
    path = compute(runs, branch(runs, parent), until=2).path
    file = path / open_run(path).definition.founders.file
    content = bytearray(file.read_bytes())
    for damage in (content[: len(content) // 2], content[:-1] + bytes([content[-1] ^ 1])):
        file.write_bytes(damage)
        assert run_command(["resume", str(path), "--quiet"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert file.name in err
        assert err.count("\n") == 1
    file.write_bytes(content)
    assert run_command(["resume", str(path), "--quiet"]) == 0


@pytest.mark.parametrize("asked", ['founders.who="state"', "founders.generation=3"])
def test_founders_of_no_run_are_refused_in_a_line(asked, tmp_path):
    """Which founders are taken says nothing as long as it is not said from where."""
    definition = load("hinton-nowlan", [asked])
    with pytest.raises(DefinitionError, match=r"no run or file is named .*--set founders\.run=RUN"):
        founded(definition, tmp_path)
    assert founded(definition, tmp_path, awaited=True) == definition  # a study names it once it has burnt in
