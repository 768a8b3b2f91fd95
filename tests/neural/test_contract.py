"""Every task and lifetime, found by scanning: what the page of contracts asks of them, run on their `tiny()`.

Tasks of trials, and lives that learn by memory there, have a file of their own: `test_trials_contract.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Encoding, InteractiveTask, Lifetime, SupervisedTask, Task
from baldwin.neural.encodings.direct import Direct
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.registry import kinds
from baldwin.neural.traced import numbers_of, with_numbers

TASKS: dict[str, Any] = {name: kind for name, kind in kinds("task").items() if kind.manner != "trials"}
LIFETIMES: dict[str, Any] = {name: kind for name, kind in kinds("lifetime").items() if kind.manners != ("trials",)}
KEY = jax.random.key(7)


def interactive(task: str) -> bool:
    return issubclass(TASKS[task], InteractiveTask)


PAIRS = [
    (lifetime, task) for lifetime in LIFETIMES for task in TASKS if TASKS[task].manner in LIFETIMES[lifetime].manners
]
# A pair takes seconds to compile: the finer points are tried in the first task that fits.
LEARNERS = [next(pair for pair in PAIRS if pair[0] == lifetime) for lifetime in LIFETIMES if lifetime != "innate"]


def network_for(task: Task) -> Perceptron:
    small = Perceptron(hidden=(4,), activation="tanh", initial="glorot")
    return Perceptron(hidden=(), bias=False, initial="normal") if task.refuses(small) else small


def newborn_for(task: Task, rate: float = 0.005, **genes: Any) -> Any:
    encoding: Encoding = Direct(initial_rate=rate, **genes)
    network = network_for(task)
    return encoding.develop(encoding.founder(jax.random.key(3), network, task), network, task)


@cache
def compiled(lifetime: str, task: str) -> tuple[Any, Any, Any, Any]:
    """Return task, lifetime, compiled live(key, newborn, instance) and examine(key, weights, instance)."""
    a_task, a_life = TASKS[task].tiny(), LIFETIMES[lifetime].tiny()
    network = network_for(a_task)
    live = jax.jit(lambda key, newborn, instance: a_life.live(key, newborn, network, a_task, instance))
    examine = jax.jit(lambda key, weights, instance: a_life.examine(key, weights, network, a_task, instance))
    return a_task, a_life, live, examine


def near(first: Any, second: Any) -> None:
    """Compiled and not, results differ by rounding."""
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6), first, second)


def same(first: Any, second: Any) -> None:
    jax.tree.map(np.testing.assert_array_equal, first, second)


@pytest.mark.parametrize("kind", TASKS)
def test_tasks_have_the_shapes_that_they_say(kind: str) -> None:
    task = TASKS[kind].tiny()
    instance = jax.jit(task.sample)(KEY)
    near(instance, task.sample(KEY))
    for draw in (task.sample_many, task.held_out):
        many = draw(KEY, 5)
        same(many, draw(KEY, 5))
        for one, five in zip(jax.tree.leaves(instance), jax.tree.leaves(many), strict=True):
            assert five.shape == (5, *one.shape)
            assert five.dtype == one.dtype
            assert np.isfinite(np.asarray(five)).all()
    assert task.score_name
    if isinstance(task, SupervisedTask):
        for examples in (task.support, task.query):
            x, y = jax.jit(examples)(KEY, instance)
            assert x.ndim == y.ndim == 2
            assert x.shape == (y.shape[0], task.inputs)
            assert y.shape[1] == task.outputs
            assert x.dtype == y.dtype == jnp.float32
            near((x, y), tuple(examples(KEY, instance)))
        assert task.loss(y, y + 0.1).shape == task.score(y, y + 0.1).shape == ()
        assert task.loss(y, y) < task.loss(y, y + 0.1)
        assert task.score(y, y) > task.score(y, y + 0.1)
        stacked = jax.vmap(task.support)(jax.random.split(KEY, 5), task.sample_many(KEY, 5))
        assert stacked.x.shape[0] == 5
    else:
        assert isinstance(task, InteractiveTask)
        state, observation = task.reset(KEY, instance)
        step = jax.jit(task.step)(KEY, state, jnp.full(task.outputs, 0.05), instance)
        assert observation.shape == step.observation.shape == (task.inputs,)
        assert step.reward.shape == step.done.shape == ()
        assert step.done.dtype == bool
        assert step.reward.dtype == step.observation.dtype == jnp.float32
        described = jax.tree.map(lambda leaf: (leaf.shape, leaf.dtype), state)
        assert jax.tree.map(lambda leaf: (leaf.shape, leaf.dtype), step.state) == described
        assert task.horizon >= 1


@pytest.mark.parametrize("kind", TASKS)
def test_knowing_is_no_worse_than_being_born(kind: str) -> None:
    for task in (TASKS[kind](), TASKS[kind].tiny()):
        ceiling, oracle = task.innate_ceiling(), task.oracle()
        assert ceiling is None or oracle is None or ceiling <= oracle


@pytest.mark.parametrize("kind", [*TASKS, *LIFETIMES])
def test_numbers_may_be_traced(kind: str) -> None:
    """No float of a kind decides what is compiled, but those that it names as untraced."""
    cls = TASKS.get(kind) or LIFETIMES[kind]
    table = cls.tiny()
    family = ("innate", kind) if kind in TASKS else next(pair for pair in PAIRS if pair[0] == kind)
    lifetime, task = (LIFETIMES[family[0]].tiny(), TASKS[family[1]].tiny())
    network, newborn = network_for(task), newborn_for(task)

    def live(numbers: Any) -> Any:
        traced = with_numbers(table, numbers)
        a_task, a_life = (traced, lifetime) if kind in TASKS else (task, traced)
        return a_life.live(KEY, newborn, network, a_task, a_task.sample(KEY)).scores

    assert np.isfinite(np.asarray(jax.jit(live)(numbers_of(table)))).all()


@pytest.mark.parametrize(("lifetime", "task"), PAIRS)
def test_lives_have_histories(lifetime: str, task: str) -> None:
    a_task, life, live, examine = compiled(lifetime, task)
    newborn, instance = newborn_for(a_task), a_task.sample(KEY)
    history = live(KEY, newborn, instance)
    assert history.scores.shape == (life.steps + 1,)
    assert history.scores.dtype == jnp.float32
    assert history.diverged.shape == ()
    assert history.diverged.dtype == bool
    assert not history.diverged
    assert np.isfinite(np.asarray(history.scores)).all()
    assert {name: value.shape for name, value in history.learned.items()} == {
        name: value.shape for name, value in newborn.weights.items()
    }
    same(live(KEY, newborn, instance), history)  # the same key, the same life
    # scores are what `examine` finds: at birth of the newborn, at the end of what was learned
    np.testing.assert_allclose(history.scores[0], examine(KEY, newborn.weights, instance), rtol=1e-5)
    np.testing.assert_allclose(history.scores[-1], examine(KEY, history.learned, instance), rtol=1e-4)
    learning = life.learning(network_for(a_task), newborn.weights)
    assert set(learning) <= set(newborn.weights)
    for name, value in newborn.weights.items():
        if name not in learning:
            np.testing.assert_array_equal(history.learned[name], value, err_msg=name)
    if life.steps:
        assert any((np.asarray(history.learned[name]) != np.asarray(newborn.weights[name])).any() for name in learning)


@pytest.mark.parametrize(("lifetime", "task"), LEARNERS)
def test_lives_in_a_crowd_are_the_lives_alone(lifetime: str, task: str) -> None:
    """Vectorised over instances and keys, each life is what it is by itself, to rounding."""
    a_task, _, live, _ = compiled(lifetime, task)
    newborn, instances, keys = newborn_for(a_task), a_task.sample_many(KEY, 3), jax.random.split(KEY, 3)
    crowd = jax.vmap(lambda key, instance: live(key, newborn, instance))(keys, instances)
    for i in range(3):
        alone = live(keys[i], newborn, jax.tree.map(lambda leaf, i=i: leaf[i], instances))
        np.testing.assert_allclose(crowd.scores[i], alone.scores, rtol=1e-3, atol=1e-5)
        for name, value in alone.learned.items():
            np.testing.assert_allclose(crowd.learned[name][i], value, rtol=1e-2, atol=1e-4, err_msg=name)


@pytest.mark.parametrize(("lifetime", "task"), LEARNERS)
def test_experience_is_the_keys_not_the_newborns(lifetime: str, task: str) -> None:
    """The order in which a newborn's tensors are listed changes nothing: its dicts may have been through JAX."""
    a_task, life, live, _ = compiled(lifetime, task)
    network, newborn, instance = network_for(a_task), newborn_for(a_task), a_task.sample(KEY)
    turned = newborn._replace(
        weights=dict(reversed(newborn.weights.items())),
        plasticity={"rate": dict(reversed(newborn.plasticity["rate"].items()))},
    )

    # Closed over, so that its dicts do not pass through JAX, which would sort them.
    found = jax.jit(lambda: life.live(KEY, turned, network, a_task, instance).scores)()
    np.testing.assert_allclose(found, live(KEY, newborn, instance).scores, rtol=1e-4)


@pytest.mark.parametrize(("lifetime", "task"), LEARNERS)
def test_a_life_without_steps_ends_as_it_began(lifetime: str, task: str) -> None:
    """Without steps nothing is learned, and the score is that of a longer life at birth; nor with rates of 0."""
    a_task, life, live, _ = compiled(lifetime, task)
    newborn, instance = newborn_for(a_task), a_task.sample(KEY)
    still = life.model_copy(update={"steps": 0})
    history = still.live(KEY, newborn, network_for(a_task), a_task, instance)
    assert history.scores.shape == (1,)
    same(history.learned, newborn.weights)
    np.testing.assert_allclose(history.scores[0], live(KEY, newborn, instance).scores[0], rtol=1e-5)
    rigid = newborn._replace(plasticity={"rate": jax.tree.map(jnp.zeros_like, newborn.plasticity["rate"])})
    same(live(KEY, rigid, instance).learned, newborn.weights)


@pytest.mark.parametrize(("lifetime", "task"), LEARNERS)
def test_the_number_of_steps_may_evolve(lifetime: str, task: str) -> None:
    """A newborn whose gene stands for one step learns from its first experience alone."""
    a_task, life, live, examine = compiled(lifetime, task)
    newborn, instance = newborn_for(a_task), a_task.sample(KEY)
    brief = newborn._replace(plasticity={**newborn.plasticity, "steps": jnp.float32(1.0 / life.steps)})
    whole, short = live(KEY, newborn, instance), live(KEY, brief, instance)
    np.testing.assert_allclose(short.scores[:2], whole.scores[:2], rtol=1e-4)
    np.testing.assert_allclose(short.scores[2:], np.full(life.steps - 1, short.scores[1]), rtol=1e-4)
    np.testing.assert_allclose(examine(KEY, short.learned, instance), short.scores[1], rtol=1e-4)
    assert life.steps >= 2
    if task == "corners" and lifetime == "policy_gradient":
        return  # no goal is felt in four steps: all episodes are alike, and nothing is learned from them
    assert any((np.asarray(whole.learned[n]) != np.asarray(short.learned[n])).any() for n in whole.learned)


@pytest.mark.parametrize(("lifetime", "task"), LEARNERS)
def test_lives_that_leave_the_numbers_are_counted(lifetime: str, task: str) -> None:
    """From where a life leaves the numbers it scores the lowest score; who keeps only what is better never does."""
    a_task, life, live, _ = compiled(lifetime, task)
    instance = a_task.sample(KEY)
    newborn = newborn_for(a_task)
    wild = newborn._replace(
        plasticity={"rate": jax.tree.map(lambda r: jnp.full_like(r, 1e30), newborn.plasticity["rate"])}
    )
    history = live(KEY, wild, instance)
    assert np.isfinite(np.asarray(history.scores)).all()
    assert (np.asarray(history.scores) >= life.diverged_score).all()
    if not interactive(task):  # an action without bounds is only the longest step
        assert history.diverged
        assert history.scores[-1] == life.diverged_score
    lost = newborn._replace(weights=jax.tree.map(lambda w: jnp.full_like(w, jnp.nan), newborn.weights))
    history = live(KEY, lost, instance)
    assert history.diverged
    assert (np.asarray(history.scores) == life.diverged_score).all()


def test_every_lifetime_meets_a_task() -> None:
    assert {lifetime for lifetime, _ in PAIRS} == set(LIFETIMES)
    assert all(issubclass(kind, Lifetime) for kind in LIFETIMES.values())
    assert all(issubclass(kind, Task) for kind in TASKS.values())
