"""Dry run: a generation traced in shapes, which shows mistakes in a user's own classes before a run begins."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from baldwin.definition.plugins import OWN_MODULES, place_in_own_file
from baldwin.errors import DefinitionError, UndeclaredFileError
from baldwin.neural.assays import behaviour
from baldwin.neural.checks.numbers import without_numbers
from baldwin.neural.contracts import (
    Batch,
    InteractiveTask,
    Kind,
    Newborn,
    Outcome,
    SequentialTask,
    Stepped,
    Strategy,
    Transition,
)
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import Environments, live_one_fully
from baldwin.neural.facts import record
from baldwin.neural.jax_setup import pinned
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.registry import FAMILIES

__all__ = ["rehearse"]

LIVES = 3  # of a rehearsal, unlike any other number there


class _FaultError(Exception):
    """What a class of the user's returns cannot be used: where, and what it should be."""


@pinned()
def rehearse(definition: NeuralDefinition) -> list[str]:
    """Return a line for each of the user's own classes, or strategy built by name, that cannot take part.

    Only shapes are worked out, and of a task a few draws, whose numbers must be finite. What a class returns is held to
    `baldwin.neural.contracts`, since arrays of other shapes may add up to something all the same.
    """
    acts: dict[str, Callable[[NeuralDefinition], None]] = {
        "task": _task,
        "network": _network,
        "encoding": _encoding,
        "lifetime": _life,
        "strategy": _strategy,
    }
    for table in FAMILIES:
        kind = getattr(definition, table)
        if kind.own_code is None and not (isinstance(kind, Strategy) and kind.built_by_name):
            continue
        try:
            with contextlib.redirect_stdout(sys.stderr):  # stdout is the command's
                acts[table](definition)
                if kind.own_code is not None:  # what a run will record of it when it begins
                    record(definition)
        except UndeclaredFileError as error:
            return [str(error)]
        except DefinitionError as error:
            return [f"{definition.name}: {problem}" for problem in error.problems]
        except _FaultError as error:
            return [f"{_name(kind)}{error}"]
        except Exception as error:  # whatever a user's code, or JAX at its hands, may raise
            return [_explained(error, kind)]
    return []


def _name(kind: Kind) -> str:
    file = kind.own_code.name if kind.own_code is not None else kind.kind
    return f"{file}: {type(kind).__name__}."


def _explained(error: Exception, kind: Kind) -> str:
    """Return one line on an error that arose in, or because of, a user's class."""
    summary = " ".join(f"{type(error).__name__}: {error}".split())
    summary = summary if len(summary) <= 240 else f"{summary[:240]}..."
    if kind.own_code is None:
        return f'[strategy] kind = "{kind.kind}": cannot evolve this: {summary.rstrip(".")}. Use another name.'
    place = place_in_own_file(error) or f"{kind.own_code.name}, {type(kind).__name__}"
    return f"{place}: {summary.rstrip('.')}. See baldwin.neural.contracts; BALDWIN_DEBUG=1 shows how it came to this."


def _shapes(where: str, act: Callable[..., Any], *arguments: Any) -> Any:
    """Return the shapes of what `act` would return."""
    try:
        return jax.eval_shape(act, *arguments)
    except TypeError as error:
        if "not a valid JAX type" not in str(error):
            raise
        raise _FaultError(f"{where} returns something other than arrays. Return arrays of jax.numpy.") from error


def _array(shape: tuple[int, ...], dtype: Any = None) -> Any:
    """Return an array of which there is only the shape; of single precision unless said otherwise."""
    structure: Any = jax.ShapeDtypeStruct
    return structure(shape, dtype or jnp.float32)


def _expect(where: str, what: str, found: Any, shape: tuple[int | None, ...], named: str) -> None:
    """Raise unless an array has this shape; None is any width."""
    got = getattr(found, "shape", None)
    if got is None:
        raise _FaultError(f"{where}: {what} is no array, but {type(found).__name__}. Return an array of shape {named}.")
    if len(got) != len(shape) or any(b is not None and a != b for a, b in zip(got, shape, strict=True)):
        raise _FaultError(f"{where}: {what} has shape {got}, not {named} = {_shown(shape)}.")


def _shown(shape: tuple[int | None, ...]) -> str:
    widths = ["K" if one is None else str(one) for one in shape]
    return f"({', '.join(widths)}{',' if len(widths) == 1 else ''})"


def _expect_type(where: str, found: Any, wanted: type) -> None:
    if not isinstance(found, wanted):
        raise _FaultError(f"{where} returns {type(found).__name__}. Return a {wanted.__name__}.")


def _same_tree(where: str, before: Any, after: Any) -> None:
    """Raise unless a state has kept its arrays, their shapes and their types."""
    kept: list[Any] = [
        [(leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(state)] + [str(jax.tree.structure(state))]
        for state in (before, after)
    ]
    if kept[0] != kept[1]:
        raise _FaultError(f"{where}: the state changes its shape or type. Return arrays like those it was given.")


def _task(definition: NeuralDefinition) -> None:
    task: Any = definition.task
    key = jax.random.key(0)
    instance = _shapes("sample()", task.sample, key)
    many = _shapes("sample_many()", lambda k: task.sample_many(k, LIVES), key)
    for leaf in jax.tree.leaves(many):
        _expect("sample_many()", "an instance", leaf, (LIVES, *leaf.shape[1:]), "(count, ..)")
    if isinstance(task, SequentialTask):
        _trials(task, key, instance)
    elif isinstance(task, InteractiveTask):
        _episode(task, key, instance)
    else:
        _examples(task, key, instance)
    if (fault := without_numbers(task)) is not None:
        raise _FaultError(f"{fault}.")
    own = [one for one in type(task).__mro__ if one.__module__.startswith(OWN_MODULES)]
    if behaviour.applies(definition) and any("behaviour" in vars(one) for one in own):
        _behaviour(definition)


def _examples(task: Any, key: Any, instance: Any) -> None:
    for name in ("support", "query"):
        batch = _shapes(f"{name}()", getattr(task, name), key, instance)
        _expect_type(f"{name}()", batch, Batch)
        _expect(f"{name}()", "x", batch.x, (None, task.inputs), "(K, inputs)")
        _expect(f"{name}()", "y", batch.y, (batch.x.shape[0], task.outputs), "(K, outputs)")
        answers = _array((batch.x.shape[0], task.outputs))
        for rule in ("loss", "score"):
            value = _shapes(f"{rule}()", getattr(task, rule), answers, batch.y)
            _expect(f"{rule}()", "what it returns", value, (), "()")


def _episode(task: Any, key: Any, instance: Any) -> None:
    state, seen = _shapes("reset()", task.reset, key, instance)
    _expect("reset()", "the observation", seen, (task.inputs,), "(inputs,)")
    action = _array((task.outputs,))
    step = _shapes("step()", task.step, key, state, action, instance)
    _expect_type("step()", step, Transition)
    _expect("step()", "the observation", step.observation, (task.inputs,), "(inputs,)")
    _expect("step()", "the reward", step.reward, (), "()")
    _expect("step()", "done", step.done, (), "()")
    _same_tree("step()", state, step.state)


def _trials(task: Any, key: Any, instance: Any) -> None:
    steps = task.trials * len(task.deciding)
    drawn = _shapes("chance()", task.chance, key, instance)
    for leaf in jax.tree.leaves(drawn):
        _expect("chance()", "an array", leaf, (steps, *leaf.shape[1:]), "(S, ..), a row for each step")
    state = _shapes("begin()", task.begin, instance)
    chance = jax.tree.map(lambda leaf: _array(leaf.shape[1:], leaf.dtype), drawn)
    seen = _shapes("observe()", task.observe, state, chance, instance)
    _expect("observe()", "what is seen", seen, (task.inputs,), "(inputs,)")
    shape, kind = ((), jnp.int32) if task.chooses else ((task.outputs,), jnp.float32)
    outcome = _shapes("act()", task.act, state, chance, _array(shape, kind), instance)
    _expect_type("act()", outcome, Outcome)
    _expect("act()", "the reward", outcome.reward, (), "()")
    _expect("act()", "the score", outcome.score, (), "()")
    _same_tree("act()", state, outcome.state)


def _behaviour(definition: NeuralDefinition) -> None:
    """Ask the task what lives did that acted by chance, in instances of its own."""
    task: Any = definition.task

    def draw(key: Any) -> Any:
        instances = task.sample_many(key, LIVES)
        return instances, jax.vmap(task.chance)(jax.random.split(key, LIVES), instances)

    instances, chances = jax.device_get(jax.jit(draw)(jax.random.key(0)))
    _, shapes = _shapes("a life", _living(definition), jax.random.key(0))
    random = np.random.default_rng(0)
    lives = {
        name: random.integers(0, task.outputs, leaf.shape, leaf.dtype)
        if np.issubdtype(leaf.dtype, np.integer)
        else random.random(leaf.shape, np.float32)
        for name, leaf in shapes.items()
        if name in behaviour.NEEDED | {"hidden"}
    }
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of shares of nothing
        reported = task.behaviour(instances, chances, behaviour.trace_of(lives))
        _expect_type("behaviour()", reported, dict)
        behaviour.as_written(reported)


def _living(definition: NeuralDefinition) -> Callable[[Any], Any]:
    """Return what lives some lives of a founder and tells all that happened."""
    task, encoding, blueprint = definition.task, definition.encoding, definition.blueprint

    def live(key: Any) -> Any:
        newborn = encoding.develop(encoding.founder(key, blueprint), blueprint)
        worlds = Environments.of(definition, task.sample_many(key, LIVES), jax.random.split(key, LIVES))
        return live_one_fully(definition, newborn, worlds)

    return live


def _network(definition: NeuralDefinition) -> None:
    network, inputs, outputs = definition.network, definition.task.inputs, definition.outputs
    drawn = _shapes("draw()", lambda k: network.draw(k, inputs, outputs), jax.random.key(0))
    _tensors("draw()", drawn, definition)
    ready = _shapes("ready()", network.ready, drawn)
    state = _shapes("start()", network.start, drawn)
    width = network.width(inputs, outputs)
    stepped = _shapes("step()", network.step, ready, state, _array((width,)))
    _expect_type("step()", stepped, Stepped)
    _expect("step()", "the answer", stepped.answer, (outputs,), "(outputs,)")
    _expect("step()", "the value", stepped.value, (), "()")
    _same_tree("step()", state, stepped.state)
    answers = _shapes("answer()", network.answer, drawn, _array((LIVES, width)))
    _expect("answer()", "what it returns", answers, (LIVES, outputs), "(K, outputs)")


def _tensors(where: str, found: Any, definition: NeuralDefinition) -> None:
    """Raise unless these are the network's tensors, those that an encoding adds left aside."""
    for name, shape in definition.blueprint.shapes.items():
        if name not in found:
            raise _FaultError(f"{where} leaves out the tensor {name}. Return all that network.shapes() names.")
        _expect(where, name, found[name], shape, "its shape in network.shapes()")


def _encoding(definition: NeuralDefinition) -> None:
    encoding, blueprint = definition.encoding, definition.blueprint
    genes = encoding.size(blueprint)
    founder = _shapes("founder()", lambda k: encoding.founder(k, blueprint), jax.random.key(0))
    _expect("founder()", "the genotype", founder, (genes,), "(size(),)")
    newborn = _shapes("develop()", lambda genotype: encoding.develop(genotype, blueprint), founder)
    _expect_type("develop()", newborn, Newborn)
    _tensors("develop()", newborn.weights, definition)
    for gene in blueprint.genes:
        if gene.name not in newborn.genes:
            raise _FaultError(f"develop() leaves out the gene {gene.name}. Return all that blueprint.genes names.")
        _expect("develop()", gene.name, newborn.genes[gene.name], gene.shape, "its shape in blueprint.genes")
    if encoding.inverse == "none":
        return
    change = _shapes("inherit()", lambda born: encoding.inherit(born, dict(born.weights), (), blueprint), newborn)
    _expect("inherit()", "the change of genes", change, (genes,), "(size(),)")


def _life(definition: NeuralDefinition) -> None:
    lives, record = _shapes("a life", _living(definition), jax.random.key(0))
    scores = definition.lifetime.num_scores(definition.task)
    _expect("a life", "scores of all lives", lives.scores, (LIVES, scores), "(lives, num_scores())")
    _expect("a life", "diverged of all lives", lives.diverged, (LIVES,), "(lives,)")
    for name in record:
        if name not in definition.lifetime.records:
            raise _FaultError(f"experience() records {name}, which `records` does not name. Add it, with its meaning.")


def _strategy(definition: NeuralDefinition) -> None:
    strategy: Any = definition.strategy
    genes = definition.encoding.size(definition.blueprint)
    size = definition.population.size
    key, number = jax.random.key(0), _array((), jnp.int32)
    founders = _array((size, genes))
    length = _array(())
    state = _shapes("init()", strategy.init, key, founders, length)
    genotypes, after = _shapes("ask()", strategy.ask, key, state, number, number)
    count = strategy.individuals(size) // strategy.rounds(size)
    _expect("ask()", "the genotypes", genotypes, (count, genes), "(individuals() / rounds(), genes)")
    fitness = _array((count,))
    updated = _shapes("tell()", strategy.tell, key, after, genotypes, fitness)
    _same_tree("tell()", state, updated)
    _expect("centre()", "the genotype", _shapes("centre()", strategy.centre, updated), (genes,), "(genes,)")
