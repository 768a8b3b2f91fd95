"""What is compiled before it is called is compiled once, and an error in it is said where it is expected."""

from __future__ import annotations

from collections import Counter

import jax
import pytest

from baldwin.definition import load
from baldwin.evolve import load_engine
from baldwin.neural.ahead import compile_ahead

SMALL = ["population.size=8", "sampling.lives=2", "network.hidden=[6]", "assays.every=3", "assays.instances=8"]
COMPILED = "/jax/core/compile/backend_compile_duration"


@pytest.fixture
def compilations():
    """Return how often each program was compiled, by name."""
    found: Counter[str] = Counter()

    def note(event: str, seconds: float, **about: object) -> None:
        if event == COMPILED:
            found[str(about.get("fun_name")).removeprefix("jit(").removesuffix(")")] += 1

    jax.monitoring.register_event_duration_secs_listener(note)
    yield found
    jax.monitoring.unregister_event_duration_listener(note)


@pytest.mark.parametrize(("every", "measured"), [(3, 1), (0, 0)])
def test_each_program_is_compiled_once_and_the_first_generations_compile_none(every, measured, compilations):
    engine = load_engine(load("sinusoid", [*SMALL, f"assays.every={every}", "population.generations=4"]))
    state, _ = engine.found()
    engine.advance(state, 4)
    assert [compilations[name] for name in ("begin", "advance", "measure")] == [1, 1, measured]


def test_an_error_is_raised_by_the_call_and_not_before(monkeypatch):
    engine = load_engine(load("sinusoid", SMALL))
    monkeypatch.setattr(type(engine.definition.strategy), "ask", None)
    shared, keys = engine._keys
    compile_ahead(engine.program, engine.assay, shared, keys[0], [])
    with pytest.raises(TypeError, match="NoneType"):
        engine.found()
