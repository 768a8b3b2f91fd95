"""A longer run continues a shorter one, to the bytes of a run that was long from the start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from toy import TOY, ToyEngine
from toy_runs import compute, tables, toy_definition

import baldwin
from baldwin.__main__ import run_command
from baldwin.errors import UsageError
from baldwin.lengthening import asked_for
from baldwin.store import checkpoints, open_run
from baldwin.store.info import read_info
from baldwin.store.reading import DEFINITION


def of(generations, *overrides):
    return toy_definition(f"population.generations={generations}", *overrides)


@pytest.fixture
def whole(tmp_path):
    """The long run, computed from the start."""
    return compute(tmp_path / "whole", of(9)).path


@pytest.fixture
def computed(monkeypatch):
    """The generations that were computed, founders among them."""
    found: list[int] = []
    advance, founders = ToyEngine.advance, ToyEngine.found

    def advanced(self, state, generations):
        found.extend(range(state.generation + 1, state.generation + 1 + generations))
        return advance(self, state, generations)

    def founded(self):
        found.append(0)
        return founders(self)

    monkeypatch.setattr(ToyEngine, "advance", advanced)
    monkeypatch.setattr(ToyEngine, "found", founded)
    return found


def same(first: Path, second: Path) -> None:
    assert tables(first) == tables(second)
    assert (first / DEFINITION).read_bytes() == (second / DEFINITION).read_bytes()
    states = [checkpoints.read(checkpoints.candidates(path)[0], "toy 1")[0] for path in (first, second)]
    assert {name: one.tobytes() for name, one in states[0].items()} == {
        name: one.tobytes() for name, one in states[1].items()
    }


@pytest.mark.parametrize("asked", ["+4", "9"])
def test_the_command_goes_on_beyond_the_end(asked, whole, tmp_path, computed, capsys):
    short = compute(tmp_path / "runs", of(5)).path
    before = tables(short)
    computed.clear()
    assert run_command(["resume", str(short), "--generations", asked]) == 0
    out, err = capsys.readouterr()
    longer = Path(out.splitlines()[-1])
    same(longer, whole)
    assert computed == [6, 7, 8, 9]
    assert f"toy: generations 0 to 5 are taken from toy/{short.name}." in err
    assert longer == short.parent / whole.name  # the id of the same request
    info = open_run(longer).info
    known = open_run(short).info
    origin = {name: known[name] for name in ("baldwin", "packages", "computed_on") if name in known}
    assert info["beginning"] == {"run": f"toy/{short.name}", "generation": 5, **origin}
    assert info["overrides"][-1] == "population.generations=9"
    assert open_run(longer).status == "complete"
    assert tables(short) == before  # which is kept
    assert run_command(["resume", str(short), "--generations", asked, "--quiet"]) == 0
    assert computed == [6, 7, 8, 9]  # found complete
    capsys.readouterr()


def test_a_longer_request_finds_the_longest_shorter_run(whole, tmp_path, computed):
    compute(tmp_path / "runs", of(2))
    compute(tmp_path / "runs", of(5))
    compute(tmp_path / "runs", of(7, "population.seed=8"))  # another evolution
    compute(tmp_path / "runs", of(12))
    computed.clear()
    same(compute(tmp_path / "runs", of(9)).path, whole)
    assert computed == [6, 7, 8, 9]


def test_whoever_wants_it_fresh_gets_it_fresh(whole, tmp_path, computed):
    compute(tmp_path / "runs", of(5))
    computed.clear()
    same(compute(tmp_path / "runs", of(9), fresh=True).path, whole)
    assert computed == list(range(10))


def test_a_run_that_was_cut_is_continued_from_its_checkpoint(whole, tmp_path, computed):
    compute(tmp_path / "runs", of(5), until=4)  # founders, and generations 1 to 3
    computed.clear()
    compute(tmp_path / "runs", of(9), until=2, checkpoint_every=1e9)  # and cut as well
    assert computed == [4, 5]
    same(compute(tmp_path / "runs", of(9)).path, whole)


def test_damage_in_the_shorter_run_is_not_taken_over(whole, tmp_path, computed):
    short = compute(tmp_path / "runs", of(5), checkpoint_every=0.0).path
    table = short / "generations.jsonl"
    table.write_bytes(table.read_bytes().replace(b'"generation": 5', b'"generation": 4'))
    computed.clear()
    same(compute(tmp_path / "runs", of(9)).path, whole)
    assert computed == [5, 6, 7, 8, 9]  # the checkpoint before counts fewer rows, which are whole


def test_an_assay_that_only_the_end_has_is_left_out(tmp_path, monkeypatch):
    """As networks have one in their last generation, whether or not it is its turn."""
    regular = ToyEngine._record

    def record(self, states):
        found = regular(self, states)
        if states[-1].generation == self.population.generations and states[-1].generation % 2:
            extra = self._table([states[-1]], self._assay)
            joined = {name: [*found.assays.get(name, ()), *values] for name, values in extra.items()}
            found = type(found)(found.generations, joined)
        return found

    monkeypatch.setattr(ToyEngine, "_record", record)
    compute(tmp_path / "runs", of(5))
    longer = compute(tmp_path / "runs", of(9)).run()
    assert longer.assays["generation"].tolist() == [0, 0, 0, 2, 2, 2, 4, 4, 4, 6, 6, 6, 8, 8, 8, 9, 9, 9]
    assert tables(longer.path) == tables(compute(tmp_path / "whole", of(9)).path)


def test_stopped_replicates_stay_stopped(tmp_path):
    short, long = (of(count, "population.stop=fixed") for count in (4, 50))
    compute(tmp_path / "runs", short)
    longer = compute(tmp_path / "runs", long)
    assert longer.run().status == "complete"
    assert tables(longer.path) == tables(compute(tmp_path / "whole", long).path)


@pytest.fixture
def paced(monkeypatch):
    import toy

    monkeypatch.setattr(toy, "TOY", type(TOY)(**{**vars(TOY), "paced": lambda definition: "task.step"}))
    toy.install()


def test_what_follows_its_whole_length_is_refused_or_computed_whole(paced, whole, tmp_path, computed, capsys):
    short = compute(tmp_path / "runs", of(5)).path
    assert run_command(["resume", str(short), "--generations", "+4"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    where = f"--runs {tmp_path / 'runs'}"
    assert err == (
        "--generations +4: task.step = 0.1 lets steps follow the whole length, so that the first generations of 9 are "
        f"not those of 5. Compute it whole: baldwin run {short / DEFINITION} --generations 9 {where}. Or found another "
        f"run by this one: baldwin run {short / DEFINITION} --set founders.run={short} {where}\n"
    )
    assert [path.name for path in short.parent.iterdir()] == [short.name]
    computed.clear()
    same(compute(tmp_path / "runs", of(9)).path, whole)
    assert computed == list(range(10))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("4", "--generations 4: is less than the 5 that are asked for already."),
        ("+x", "--generations +x: must be a whole number of generations, or +N"),
        ("1.5", "--generations 1.5: must be a whole number"),
        ("-3", "--generations -3: must be a whole number"),
        ("9999999999", "--generations: [population] generations = 9999999999: must be an integer <= 1000000000"),
    ],
)
def test_other_numbers_are_refused_in_a_line(asked, said, tmp_path, capsys):
    short = compute(tmp_path / "runs", of(5)).path
    assert run_command(["resume", str(short), f"--generations={asked}"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)
    assert err.count("\n") == 1
    assert [path.name for path in short.parent.iterdir()] == [short.name]


def test_numbers_and_texts_mean_the_same():
    assert [asked_for(asked, 50) for asked in (250, "250", "+200", " +200 ", "1_000", 50, "+0")] == [
        *[250, 250, 250, 250, 1000, 50, 50]
    ]
    with pytest.raises(UsageError, match="less than the 50"):
        asked_for(49, 50)


def test_python_goes_on_too(whole, tmp_path, computed):
    short = compute(tmp_path / "runs", of(5)).run()
    computed.clear()
    longer = baldwin.resume(short, "+4", progress=False)
    same(longer.path, whole)
    assert computed == [6, 7, 8, 9]
    assert baldwin.resume(longer, progress=False).path == longer.path
    assert baldwin.resume(f"toy/{short.id}", 9, runs=tmp_path / "runs", progress=False).path == longer.path


def test_run_json_says_that_time_was_spent(tmp_path):
    short = compute(tmp_path / "runs", of(5)).path
    info = read_info(short)
    (short / "run.json").write_text(json.dumps({**info, "elapsed": 1000.0}))
    assert 1000.0 <= compute(tmp_path / "runs", of(9)).run().info["elapsed"] < 1100.0
