"""Kinds in Python files of the user's own: loaded from beside the definition, checked and explained like the others."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from baldwin.definition import from_toml, load, schema, to_toml, wing_of
from baldwin.definition.base import Definition
from baldwin.definition.kinds import names_file
from baldwin.definition.plugins import files, load_own
from baldwin.errors import DefinitionError
from baldwin.neural.definition import NeuralDefinition

TASK = '''
from typing import Annotated

from pydantic import Field, model_validator

from baldwin.neural.contracts import SupervisedTask
from baldwin.neural.tasks.sinusoid import Sinusoid


class MyTask(SupervisedTask):
    """Parabolas through the origin."""

    width: float = 2
    shots: Annotated[int, Field(ge=1, le=50, description="examples")] = 5

    inputs = property(lambda self: 1)
    outputs = property(lambda self: 1)

    def sample(self, key): ...
    def support(self, key, instance): ...
    def query(self, key, instance): ...

    @model_validator(mode="after")
    def _narrow(self):
        if self.width > 100.0:
            raise ValueError("width: too wide.\\nSet it to 100 or less")
        return self

    @classmethod
    def tiny(cls):
        return cls(shots=2)


class Wider(MyTask):
    """Wide parabolas."""

    height: float = 1.0
    tags: list[str] = []


class Unfinished(SupervisedTask):
    """Has no examples."""


class Stranger:
    """No task."""
'''

TEXT = 'name = "mine"\n\n[task]\nkind = "my_task.py:MyTask"\nshots = 7\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "my_task.py").write_text(TASK)
    (tmp_path / "mine.toml").write_text(TEXT)
    return tmp_path


def loaded(folder: Path, *overrides: str) -> Any:
    return load(folder / "mine.toml", overrides)


def problems(folder: Path, *overrides: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        loaded(folder, *overrides)
    assert all(problem.splitlines() == [problem] for problem in caught.value.problems)
    return [problem.replace(f"{folder}{os.sep}", "") for problem in caught.value.problems]


def test_the_file_is_found_beside_the_definition(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    definition = loaded(folder)
    assert isinstance(definition, Definition)
    assert definition.task.shots == 7  # type: ignore[attr-defined]
    assert wing_of(definition).name == "neural"
    assert not any(str(folder) in value for value in (to_toml(definition), repr(definition)))


def test_loading_it_loads_no_compiler(folder: Path) -> None:
    code = (
        "import sys; from baldwin.definition import load; load('mine.toml'); print({'jax', 'numba'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_same_files_give_the_same_definition_and_canonical_form(folder: Path) -> None:
    definition = loaded(folder)
    canonical = to_toml(definition)
    assert loaded(folder) == definition
    assert from_toml(canonical, "canonical", folder=folder) == definition
    assert to_toml(from_toml(canonical, "canonical", folder=folder)) == canonical
    task = tomllib.loads(canonical)["task"]
    assert task == {"kind": "my_task.py:MyTask", "width": 2.0, "shots": 7}
    assert next(iter(task)) == "kind"


def test_defaults_are_held_to_the_rules_of_their_fields(folder: Path) -> None:
    assert type(loaded(folder).task.width) is float  # compiled code must see what a run read back would give it
    (folder / "my_task.py").write_text(TASK.replace("= 5", "= 51"))
    (folder / "mine.toml").write_text(TEXT.replace("shots = 7\n", ""))
    assert problems(folder) == ["mine.toml:3: [task] shots: must be an integer from 1 to 50 (examples)."]


def test_a_changed_file_is_another_kind(folder: Path) -> None:
    before = loaded(folder)
    (folder / "my_task.py").write_text(TASK.replace("width: float = 2", "width: float = 3"))
    after = loaded(folder)
    assert (before.task.width, after.task.width) == (2.0, 3.0)
    assert before != after


def test_two_tables_may_name_one_file_and_any_table_may(folder: Path) -> None:
    (folder / "my_task.py").write_text(
        TASK + "\nfrom baldwin.neural.lifetimes.gradient import Gradient\n"
        "class Slow(Gradient):\n    'Slow learning.'\n    pause: int = 1\n"
        "from baldwin.neural.encodings.direct import Direct\nclass Bold(Direct):\n    'Bold.'\n"
        "from baldwin.neural.strategies.open_es import OpenES\nclass Odd(OpenES):\n    'Odd.'\n"
    )
    kinds = {"lifetime": "Slow", "encoding": "Bold", "strategy": "Odd"}
    definition = loaded(folder, "lifetime.pause=4", *(f"{t}.kind=my_task.py:{name}" for t, name in kinds.items()))
    for table, name in kinds.items():
        assert getattr(definition, table).kind == f"my_task.py:{name}"
    assert list(files(definition)) == ["my_task.py"]


def test_overrides_find_the_file_beside_the_definition_or_for_a_preset_in_the_working_directory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    definition: Any = load("sinusoid", ["task.kind=my_task.py:MyTask", "task.shots=3"])
    assert (definition.task.kind, definition.task.shots) == ("my_task.py:MyTask", 3)
    monkeypatch.chdir("/")
    (folder / "mine.toml").write_text('name = "mine"\n')
    assert loaded(folder, "task.kind=my_task.py:MyTask").task.kind == "my_task.py:MyTask"


def test_overriding_the_kind_drops_what_only_the_old_kind_has(folder: Path) -> None:
    (folder / "mine.toml").write_text(TEXT.replace("MyTask", "Wider") + "height = 2.0\n")
    assert loaded(folder, "task.kind=my_task.py:MyTask").task.shots == 7
    assert loaded(folder, "task.kind=sinusoid").task.shots == 7
    assert problems(folder, "task.kind=sinusoid", "task.height=1.0")[0].startswith(
        "--set: [task] height = 1.0: no such field."
    )


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        (
            "kind=your_task.py:MyTask",
            'kind = "your_task.py:MyTask": no file your_task.py beside the definition. '
            'Did you mean "my_task.py"? Allowed: "my_task.py".',
        ),
        (
            "kind=my_task.py:MyTusk",
            'kind = "my_task.py:MyTusk": my_task.py has no MyTusk. Did you mean "MyTask"? '
            'Allowed: "MyTask", "Wider", "Unfinished".',
        ),
        (
            "kind=my_task.py:Stranger",
            'kind = "my_task.py:Stranger": Stranger is no task. Derive it from baldwin.neural.contracts.Task, or from '
            "a class derived from that.",
        ),
        (
            "kind=my_task.py:Sinusoid",
            'kind = "my_task.py:Sinusoid": my_task.py only imports Sinusoid. Derive a class from it there, and name '
            "that.",
        ),
        (
            "kind=my_task.py:Unfinished",
            'kind = "my_task.py:Unfinished": Unfinished lacks inputs, outputs, query, sample, support, tiny. '
            "See baldwin.neural.contracts.",
        ),
        *(
            (
                f"kind={kind}",
                f'kind = "{kind}": must be "file.py:Class", the file in the same folder as the definition.',
            )
            for kind in ("my_task.py", "my_task.py:", "/etc/my_task.py:A", "../my_task.py:A", "a/b.py:A", "b.py:A.B")
        ),
        (
            "kind='''a\n.py:A'''",
            'kind = "a\\n.py:A": must be "file.py:Class", the file in the same folder as the definition.',
        ),
        ("shots=0", "shots = 0: must be an integer from 1 to 50 (examples)."),
        ("shotz=1", "shotz = 1: no such field. Did you mean shots? Allowed: kind, width, shots."),
        ("width=101", "width: too wide. Set it to 100 or less."),
    ],
)
def test_message(folder: Path, override: str, problem: str) -> None:
    assert problems(folder, f"task.{override}") == [f"--set: [task] {problem}"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("x = 1\n1 / 0\n", "my_task.py, line 2: ZeroDivisionError: division by zero"),
        ("x = 1\n\nclass (:\n", "my_task.py, line 3: SyntaxError: invalid syntax (my_task.py, line 3)"),
        ("import no_such_module\n", "my_task.py, line 1: ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise ValueError('one\\ntwo')\n", "my_task.py, line 1: ValueError: one"),
        ("import sys\nsys.exit()\n", "my_task.py, line 2: SystemExit: no reason given"),
        ("def f():\n    raise KeyError\n\nf()\n", "my_task.py, line 2: KeyError: no reason given"),
        ("x = '\0'\n", "source code string cannot contain null bytes"),
    ],
)
def test_a_file_that_fails_is_one_line(folder: Path, content: str, reason: str) -> None:
    (folder / "my_task.py").write_text(content)
    for _ in range(2):  # a file that failed is no module that could be found again
        (found,) = problems(folder)
        assert found.startswith('mine.toml:4: [task] kind = "my_task.py:MyTask": my_task.py')
        assert reason in found
        assert found.endswith(". Correct the file.")


def test_a_file_that_is_none_is_not_read(folder: Path) -> None:
    (folder / "my_task.py").unlink()
    os.mkfifo(folder / "my_task.py")
    assert "no file my_task.py beside the definition" in problems(folder)[0]
    (folder / "my_task.py").unlink()
    (folder / "my_task.py").write_bytes(b"#" * 1_000_001)
    assert "my_task.py is larger than 1000000 bytes" in problems(folder)[0]


def test_all_errors_come_at_once(folder: Path) -> None:
    found = problems(
        folder, "task.kind=my_task.py:None_", "lifetime.kind=no.py:Life", "population.size=0", "encoding.kind=dirct"
    )
    assert [" ".join(problem.split()[:3]) for problem in found] == [
        "--set: [task] kind",
        "--set: [lifetime] kind",
        "--set: [population] size",
        "--set: [encoding] kind",
    ]
    assert 'no such encoding. Did you mean "direct"? Allowed: "cosine", "direct", ' in found[3]


def test_another_wings_tables_take_no_files(folder: Path) -> None:
    (found,) = problems(folder, "task={kind = 'needle'}", "lifetime.kind=my_task.py:MyTask")
    assert found.startswith('--set: [lifetime] kind = "my_task.py:MyTask": no such lifetime.')


def test_the_schema_allows_files_where_they_may_be_named(folder: Path) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    assert validator.is_valid(tomllib.loads(TEXT))
    assert validator.is_valid(tomllib.loads(to_toml(loaded(folder))))
    for table in ("encoding", "lifetime", "strategy"):
        document = {"name": "x", "task": {"kind": "sinusoid"}, table: {"kind": "mine.py:Mine", "field": 1}}
        assert validator.is_valid(document)
    assert not validator.is_valid({"name": "x", "task": {"kind": "sinusoid"}, "fitness": {"kind": "mine.py:Mine"}})


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("a.py:B", True), ("a.py", True), ("a/b.py:C", True), ("needle", False), ("happy", False), (3, False)],
)
def test_what_names_a_file(kind: object, expected: bool) -> None:
    assert names_file(kind) is expected


RULE = '''
import baldwin.neural.contracts
from baldwin.neural.plasticity.oja import Oja


class MyRule(Oja):
    """Oja's rule, limited."""

    limit: baldwin.neural.contracts.Number = 1.0
'''


@pytest.mark.parametrize("table", ["lifetime", "lifetime.inner"])
def test_a_kind_of_ones_own_within_a_kind(tmp_path: Path, table: str) -> None:
    """However deep: every table within is validated with the user's classes too."""
    (tmp_path / "my_rule.py").write_text(RULE)
    document: dict[str, Any] = {"rule": {"kind": "my_rule.py:MyRule", "limit": 2.0}, "kind": "plastic"}
    tables = {"lifetime": document if table == "lifetime" else {"kind": "nested", "inner": document}}
    own, problems = load_own(NeuralDefinition, tables, tmp_path)
    assert problems == []
    lifetime: Any = NeuralDefinition.model_validate({"name": "own", **tables}, context=own).lifetime
    rule = (lifetime if table == "lifetime" else lifetime.inner).rule
    assert type(rule).__name__ == "MyRule"
    assert rule.limit == 2.0


def test_what_no_rule_explains_is_said_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baldwin.definition.loading._explained", lambda model, merged: [])
    with pytest.raises(DefinitionError, match=r"a\.toml:2: \[task\] trials = 0"):
        from_toml('task.kind = "bandit"\ntask.trials = 0\n', "a.toml")
