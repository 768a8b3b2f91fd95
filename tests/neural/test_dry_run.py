"""Faults in a user's own classes: told before a run begins, with file and remedy, and nothing written."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.evolve import evolve, load_engine
from baldwin.neural.backends import backend_for

TASK = '''
from baldwin.neural.contracts import Batch, SupervisedTask
from baldwin.neural.lazy_jax import jax


class Mine(SupervisedTask):
    """Parabolas through the origin, steep or flat."""

    shots: int = 5

    inputs = property(lambda self: 1)
    outputs = property(lambda self: 1)

    def sample(self, key):
        return 2.0 * jax.random.uniform(key)

    def support(self, key, slope):
        x = jax.random.uniform(jax.random.fold_in(key, 0), (self.shots, 1), minval=-1.0)
        return Batch(x, slope * x**2)

    def query(self, key, slope):
        return self.support(jax.random.fold_in(key, 1), slope)

    @classmethod
    def tiny(cls):
        return cls(shots=2)
'''
NETWORK = '''
from baldwin.neural.networks.perceptron import Perceptron


class Halved(Perceptron):
    """A perceptron that answers by halves."""

    def answer(self, weights, x):
        return 0.5 * super().answer(weights, x)
'''
LIFE = '''
from baldwin.neural.lifetimes.gradient import Gradient


class Forgetful(Gradient):
    """Learning of which only the end is told."""

    def history(self, learner, scores, world):
        lived = super().history(learner, scores, world)
        return lived._replace(scores=lived.scores[-1:])
'''
SECRET = '''
from baldwin.neural.lifetimes.gradient import Gradient


class Secretive(Gradient):
    """Learning that leaves something in the record without saying so."""

    def experience(self, learner, world, moment):
        after, event = super().experience(learner, world, moment)
        return after, event._replace(record={**event.record, "secret": event.score})

    def birth(self, learner, world):
        event = super().birth(learner, world)
        return event._replace(record={**event.record, "secret": event.score})
'''
TIMELESS = '''
from baldwin.neural.contracts import Lifetime


class Timeless(Lifetime):
    """A life that does not say how long it is."""

    def begin(self, newborn, world):
        return newborn.weights

    def experience(self, learner, world, moment):
        raise NotImplementedError

    def learned(self, learner):
        return learner

    def score(self, weights, world):
        raise NotImplementedError

    @classmethod
    def tiny(cls):
        return cls()
'''
TEXT = """\
name = "mine"

[population]
size = 8
generations = 2

[task]
kind = "TASK"

[network]
hidden = [4]

[sampling]
lives = 2

[assays]
every = 1
instances = 4
steps = 1
individuals = 0
"""

FAULTS = [
    ("slope * x**2", "slope * x[:, 0] ** 2", "own.py: Mine.support(): y has shape (5,), not (K, outputs) = (5, 1)."),
    ("(self.shots, 1)", "(self.shots, 2)", "own.py: Mine.support(): x has shape (5, 2), not (K, inputs) = (K, 1)."),
    ("return Batch(x, slope", "return (x, slope", "own.py: Mine.support() returns tuple. Return a Batch."),
    ("return 2.0 *", 'return "a" or', "own.py: Mine.sample() returns something other than arrays."),
    ("uniform(key)", "unifrm(key)", "own.py, line 15: AttributeError: module 'jax.random' has no attribute 'unifrm'."),
    ("inputs = property(lambda self: 1)", "inputs = lambda self: 1", "its inputs must be an integer above 0"),
    ("inputs = property(lambda self: 1)", "inputs = property(lambda self: 1 / 0)", "cannot be read: own.py, line 11"),
]


def write(folder: Path, content: str = TASK, task: str = "own.py:Mine", more: str = "") -> str:
    (folder / "own.py").write_text(content)
    path = folder / "mine.toml"
    path.write_text(TEXT.replace("TASK", task) + more)
    return str(path)


@pytest.mark.parametrize(("before", "after", "told"), FAULTS)
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_fault_is_told_and_nothing_written(
    command: str, before: str, after: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, TASK.replace(before, after))
    runs = ["--runs", str(tmp_path / "runs")] if command == "run" else []
    assert run_command([command, path, *runs]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Internal error" not in error
    assert len(error.splitlines()) == 1
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("strategy.name=Foo", 'mine: [strategy] name = "Foo": not in evosax.'),
        ("strategy.parameters={ foo = 1.0 }", 'mine: [strategy] parameters: "xNES" has no "foo".'),
    ],
)
def test_what_evosax_lacks_is_told_before_a_run(
    override: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, task="sinusoid")
    given = ["--set", "strategy.kind=evosax", "--set", override, "--runs", str(tmp_path / "runs")]
    assert run_command(["run", path, *given]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_a_life_of_the_wrong_length_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, LIFE, "sinusoid", '[lifetime]\nkind = "own.py:Forgetful"\nsteps = 2\n')
    assert run_command(["check", path]) == 2
    assert "a life: scores of all lives has shape (3, 1), not" in capsys.readouterr().err


def test_a_life_says_how_long_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, TIMELESS, "sinusoid", '[lifetime]\nkind = "own.py:Timeless"\n')
    assert run_command(["check", path]) == 2
    assert "[lifetime] Timeless: has no field `steps`. Give it one, or say by experiences()" in capsys.readouterr().err


def test_what_a_life_records_must_be_declared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, SECRET, "sinusoid", '[lifetime]\nkind = "own.py:Secretive"\nsteps = 2\n')
    assert run_command(["check", path]) == 2
    assert "Secretive.experience() records secret, which `records` does not name." in capsys.readouterr().err


def fitness(path: str, *overrides: str) -> np.ndarray:
    definition = load(path, overrides)
    rows = [chunk.record.generations["fitness_mean"] for chunk in evolve(load_engine(definition), definition)]
    return np.concatenate(rows)


@pytest.mark.slow
def test_a_network_derived_from_ours_is_lived_with_and_answers_for_itself(tmp_path: Path) -> None:
    path = write(tmp_path, NETWORK, "sinusoid")
    own = '[network]\nkind = "own.py:Halved"\n'
    (tmp_path / "halved.toml").write_text(Path(path).read_text().replace("[network]\n", own))
    halved = str(tmp_path / "halved.toml")
    assert backend_for(load(halved)) is None  # the kernels would answer as a perceptron does
    assert not np.allclose(fitness(halved), fitness(path))


@pytest.mark.parametrize("rule", ["score", "loss"])
@pytest.mark.slow
def test_a_task_derived_from_ours_is_scored_by_its_own_rule(rule: str, tmp_path: Path) -> None:
    """`squared_errors` of the linear task speaks of that task's rules, not of those that a class below it has."""
    own = f'''
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.tasks.linear import Linear


class Absolute(Linear):
    """Linear maps whose errors are not squared."""

    def {rule}(self, answers, targets):
        return {"-" if rule == "score" else ""}jnp.mean(jnp.abs(answers - targets))
'''
    path = write(tmp_path, own, "own.py:Absolute", "[lifetime]\nsteps = 1\ninitial_rate = 0.1\n")
    text = Path(path).read_text().replace("hidden = [4]", "hidden = []\nbias = false")
    Path(path).write_text(text)
    found = fitness(path)
    np.testing.assert_allclose(found, fitness(path, "population.kernels=jax"), rtol=1e-5)
    Path(path).write_text(text.replace("own.py:Absolute", "linear"))
    assert not np.allclose(found, fitness(path), rtol=1e-3)


def test_whoever_fails_in_life_is_not_told_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The run has a copy of the file, and would fail again."""
    fails = "import sys\n        if 'late' in sys.modules:\n            raise OSError('late')\n        return 2.0 *"
    late = TASK.replace("return 2.0 *", fails)
    path = write(tmp_path, late)
    definition = load(path)

    from baldwin.cli.drive import drive
    from baldwin.store import RunWriter

    writer = RunWriter.create(tmp_path / "runs", definition, source=path, overrides=())
    sys.modules["late"] = sys
    try:
        with pytest.raises(Exception, match="late"):
            drive(writer, quiet=True, json=False)
    finally:
        del sys.modules["late"]
    assert "resume" not in capsys.readouterr().err


TELLING = '''
import sys
from baldwin.neural.tasks.bandit import Bandit

print("hello")
sys.stdout.write("there;")


class Telling(Bandit):
    """A bandit that says what it does."""

    def behaviour(self, instances, chances, trace):
        print("seen")
        return {told}
'''


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ('{"first": trace.actions[:, 0].mean(), "all": trace.rewards.mean(axis=0)}', ""),
        ("trace.rewards", "own.py: Telling.behaviour() returns ndarray. Return a dict."),
        ('{"first": "much"}', "could not convert string to float: 'much'. See baldwin.neural.contracts"),
        ("trace.reward", "own.py, line 14: AttributeError: 'Trace' object has no attribute 'reward'."),
        ("instances.nothing", "own.py, line 14: AttributeError: "),
    ],
)
def test_what_a_task_tells_of_lives_is_asked_at_check(
    told: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.py").write_text(TELLING.replace("{told}", told))
    (tmp_path / "own.toml").write_text(
        'name = "own"\n[population]\nsize = 4\n[task]\nkind = "own.py:Telling"\ntrials = 6\n'
        '[network]\nkind = "recurrent"\nunits = 3\n[lifetime]\nkind = "recurrent"\n'
    )
    assert run_command(["check", str(tmp_path / "own.toml"), "--json"]) == (2 if said else 0)
    out, err = capsys.readouterr()
    assert json.loads(out)["definition"]["name"] == "own"  # nothing else is on stdout
    assert said in err
    assert "hello\nthere;" in err
    assert "seen\n" in err


@pytest.mark.parametrize("words", ["import tools", "from tools.more import ANSWER", "import tools.more as more"])
@pytest.mark.parametrize("importable", [False, True])
def test_a_folder_of_helpers_is_refused_with_what_to_do(
    words: str, importable: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/__init__.py").touch()
    (tmp_path / "tools/more.py").write_text("ANSWER = 42\n")
    path = write(tmp_path, f"{words}\n{TASK}")
    if importable:
        monkeypatch.syspath_prepend(str(tmp_path))
    try:
        assert run_command(["check", path]) == 2
    finally:
        for name in [one for one in sys.modules if one.partition(".")[0] == "tools"]:
            del sys.modules[name]
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "own.py: imports tools, a folder of Python files, and runs keep single files." in err
