"""Every task and lifetime, found by scanning: what the page of contracts asks of them, run on their `tiny()`.

Tasks of trials, and lives that learn by memory there, have a file of their own: `test_trials_contract.py`.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, InteractiveTask, LifeHistory, Lifetime, Newborn, SupervisedTask, Task
from baldwin.neural.contracts.living import live
from baldwin.neural.lifetimes._rule import LearnsByRule
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.registry import kinds
from baldwin.neural.traced import numbers_of, with_numbers

TASKS: dict[str, Any] = {
    name: kind
    for name, kind in kinds("task").items()
    if kind.manner != "trials" and all(map(find_spec, kind.packages))  # type: ignore[attr-defined]
}
LIFETIMES: dict[str, Any] = {name: kind for name, kind in kinds("lifetime").items() if kind.manners != ("trials",)}
KEY = jax.random.key(7)


def interactive(task: str) -> bool:
    return issubclass(TASKS[task], InteractiveTask)


def fits(lifetime: str, task: str) -> bool:
    """Return whether a life can be lived in a task: of its manner, and of classes if that is what it remembers."""
    life, a_task = LIFETIMES[lifetime].tiny(), TASKS[task].tiny()
    return a_task.manner in life.manners and not life.refuses(Perceptron(), a_task)


PAIRS = [(lifetime, task) for lifetime in LIFETIMES for task in TASKS if fits(lifetime, task)]
COUNTED = {
    "cart_pole"
}  # tasks whose score counts steps: it is flat to small changes, and a tiny life may learn nothing
# A pair takes seconds to compile: the finer points are tried in the first task that fits.
# No goal is felt in the few steps of a tiny life in `corners`, and who learns from rewards learns nothing of that. A
# network with biases of 0 that begins at the origin stays there: nothing is before or after its synapses.
NOTHING_FELT = {("policy_gradient", "corners"), ("plastic_episodes", "corners"), ("plastic_episodes", "navigation")}


def _learns(pair: tuple[str, str]) -> bool:
    return pair not in NOTHING_FELT and pair[1] not in COUNTED


LEARNERS = [
    sorted((pair for pair in PAIRS if pair[0] == lifetime), key=lambda pair: not _learns(pair))[0]
    for lifetime in LIFETIMES
    if lifetime != "innate"
]
RATED = [pair for pair in LEARNERS if "initial_rate" in LIFETIMES[pair[0]].model_fields]


def network_for(task: Task) -> Perceptron:
    small = Perceptron(hidden=(4,), activation="tanh", initial="glorot")
    return Perceptron(hidden=(), bias=False, initial="normal") if task.refuses(small) else small


def newborn_for(life: Lifetime, task: Task) -> Newborn:
    """Return a newborn with all genes of its life at the values of founders, but coefficients of rules, which are 0."""
    network = network_for(task)
    genes = {gene.name: jnp.full(gene.shape, gene.initial, jnp.float32) for gene in life.genes(network, task)}
    if isinstance(life, LearnsByRule):
        genes = {name: jnp.where(value == 0.0, 0.1, value) for name, value in genes.items()}
    return Newborn(network.draw(jax.random.key(3), task.inputs, life.outputs(network, task)), genes)


def slow(life: Any) -> Any:
    """Return a life whose learning rates are low, if it has any."""
    return life.model_copy(update={"initial_rate": 0.005}) if hasattr(life, "initial_rate") else life


def lived(key: Any, life: Lifetime, newborn: Newborn, task: Task, instance: Any) -> LifeHistory:
    return live(life, newborn, Environment(network_for(task), task, instance, life.chance(key, task, instance)))


@cache
def compiled(lifetime: str, task: str, evolves: tuple[str, ...] = ()) -> tuple[Any, Any, Any, Any]:
    """Return task, lifetime, compiled (key, newborn, instance) -> history and (key, weights, instance) -> score."""
    a_task, a_life = TASKS[task].tiny(), slow(LIFETIMES[lifetime].tiny())
    if evolves:
        a_life = a_life.model_copy(update={"evolves": evolves})
    network = network_for(a_task)

    def score(key: Any, weights: Any, instance: Any) -> Any:
        return a_life.score(weights, Environment(network, a_task, instance, a_life.chance(key, a_task, instance)))

    live_one = jax.jit(lambda key, newborn, instance: lived(key, a_life, newborn, a_task, instance))
    return a_task, a_life, live_one, jax.jit(score)


def with_rates(newborn: Newborn, value: float) -> Newborn:
    """Return the newborn with this learning rate everywhere."""
    assert any(name.startswith("rate") for name in newborn.genes)
    changed = {n: jnp.full_like(gene, value) if n.startswith("rate") else gene for n, gene in newborn.genes.items()}
    return newborn._replace(genes=changed)


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
    """No number of a kind that is declared as traced decides what is compiled."""
    cls = TASKS.get(kind) or LIFETIMES[kind]
    table = cls.tiny()
    family = ("innate", kind) if kind in TASKS else next(pair for pair in PAIRS if pair[0] == kind)
    lifetime, task = (LIFETIMES[family[0]].tiny(), TASKS[family[1]].tiny())

    def scores(numbers: Any) -> Any:
        traced = with_numbers(table, numbers)
        a_task, a_life = (traced, lifetime) if kind in TASKS else (task, traced)
        return lived(KEY, a_life, newborn_for(a_life, a_task), a_task, a_task.sample(KEY)).scores

    found = jax.eval_shape(scores, numbers_of(table))  # traced, and not compiled: values are those of other tests
    life, its_task = (lifetime, table) if kind in TASKS else (table, task)
    assert found.shape == (life.num_scores(its_task),)


@pytest.mark.parametrize(("lifetime", "task"), PAIRS)
def test_lives_have_histories(lifetime: str, task: str) -> None:
    a_task, life, live, score = compiled(lifetime, task)
    newborn, instance = newborn_for(life, a_task), a_task.sample(KEY)
    history = live(KEY, newborn, instance)
    assert history.scores.shape == (life.num_scores(a_task),)
    assert history.scores.dtype == jnp.float32
    assert history.diverged.shape == ()
    assert history.diverged.dtype == bool
    assert not history.diverged
    assert np.isfinite(np.asarray(history.scores)).all()
    assert {name: value.shape for name, value in history.learned.items()} == {
        name: value.shape for name, value in newborn.weights.items()
    }
    same(live(KEY, newborn, instance), history)  # the same key, the same life
    # scores are what `score` finds: at birth of the newborn, at the end of what was learned
    if life.shows_birth:  # elsewhere each score is of another episode, in which learning goes on
        np.testing.assert_allclose(history.scores[0], score(KEY, newborn.weights, instance), rtol=1e-5)
    if life.shows_birth and life.changes_weights:
        np.testing.assert_allclose(history.scores[-1], score(KEY, history.learned, instance), rtol=1e-4)
    learning = life.learning(network_for(a_task), tuple(newborn.weights))
    assert set(learning) <= set(newborn.weights)
    for name, value in newborn.weights.items():
        if name not in learning:
            np.testing.assert_array_equal(history.learned[name], value, err_msg=name)
    assert bool(learning) == (life.changes_weights and life.experiences(a_task) > 0)
    if learning and task not in COUNTED and (lifetime, task) not in NOTHING_FELT:
        assert any((np.asarray(history.learned[name]) != np.asarray(newborn.weights[name])).any() for name in learning)


@pytest.mark.parametrize(("lifetime", "task"), LEARNERS)
def test_lives_in_a_crowd_are_the_lives_alone(lifetime: str, task: str) -> None:
    """Vectorised over instances and keys, each life is what it is by itself, to rounding."""
    a_task, life, live, _ = compiled(lifetime, task)
    newborn, instances, keys = newborn_for(life, a_task), a_task.sample_many(KEY, 3), jax.random.split(KEY, 3)
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
    newborn, instance = newborn_for(life, a_task), a_task.sample(KEY)
    turned = Newborn(dict(reversed(newborn.weights.items())), dict(reversed(newborn.genes.items())))

    # Closed over, so that its dicts do not pass through JAX, which would sort them.
    found = jax.jit(lambda: lived(KEY, life, turned, a_task, instance).scores)()
    np.testing.assert_allclose(found, live(KEY, newborn, instance).scores, rtol=1e-4)


@pytest.mark.parametrize(("lifetime", "task"), LEARNERS)
def test_a_life_without_steps_ends_as_it_began(lifetime: str, task: str) -> None:
    """Without steps nothing is learned, and the score is that of a longer life at birth; nor with rates of 0."""
    a_task, life, live, _ = compiled(lifetime, task)
    newborn, instance = newborn_for(life, a_task), a_task.sample(KEY)
    history = lived(KEY, life.still(), newborn, a_task, instance)
    assert history.scores.shape == (life.still().num_scores(a_task),)
    same(history.learned, newborn.weights)
    if life.shows_birth:
        np.testing.assert_allclose(history.scores[0], live(KEY, newborn, instance).scores[0], rtol=1e-5)
    if (lifetime, task) in RATED:
        same(live(KEY, with_rates(newborn, 0.0), instance).learned, newborn.weights)


@pytest.mark.parametrize(("lifetime", "task"), RATED)
def test_the_number_of_steps_may_evolve(lifetime: str, task: str) -> None:
    """A newborn whose gene stands for one step learns from its first experience alone."""
    a_task, life, live, score = compiled(lifetime, task, ("steps",))
    newborn, instance = newborn_for(life, a_task), a_task.sample(KEY)
    _, fixed, live_whole, _ = compiled(lifetime, task)
    whole, short = (
        live(KEY, newborn._replace(genes={**newborn.genes, "steps": jnp.float32(share)}), instance)
        for share in (1.0, 1.0 / life.steps)
    )
    np.testing.assert_allclose(live_whole(KEY, newborn_for(fixed, a_task), instance).scores, whole.scores, rtol=1e-4)
    np.testing.assert_allclose(short.scores[:2], whole.scores[:2], rtol=1e-4)
    np.testing.assert_allclose(short.scores[2:], np.full(life.steps - 1, short.scores[1]), rtol=1e-4)
    np.testing.assert_allclose(score(KEY, short.learned, instance), short.scores[1], rtol=1e-4)
    assert life.steps >= 2
    assert any((np.asarray(whole.learned[n]) != np.asarray(short.learned[n])).any() for n in whole.learned)


@pytest.mark.parametrize(("lifetime", "task"), RATED)
def test_lives_that_leave_the_numbers_are_counted(lifetime: str, task: str) -> None:
    """From where a life leaves the numbers it scores the lowest score; who keeps only what is better never does."""
    a_task, life, live, _ = compiled(lifetime, task)
    instance = a_task.sample(KEY)
    newborn = newborn_for(life, a_task)
    history = live(KEY, with_rates(newborn, 1e30), instance)
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
    """No lifetime is left untried here for want of a task of its manner."""
    assert {lifetime for lifetime, _ in PAIRS} == set(LIFETIMES)
