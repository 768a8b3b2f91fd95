"""Lives of individuals, all at once and step by step: everything but the network and its weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from baldwin.neural.contracts import Array, Environment, LifeHistory, Newborn, Synapses
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._trial_steps import Learner, StepInput
from baldwin.neural.lifetimes._trials import sequential
from baldwin.neural.lifetimes.plastic import Plastic
from baldwin.neural.plasticity.hebb import Hebb

__all__ = ["Lives", "life_of", "rule_of"]

# The axis of lives in what a step is given; None of what is the same in all lives.
STEPS_ALIKE: Any = StepInput(chance=0, noise=0, number=None, decides=None, clock=None, felt=0)  # type: ignore[arg-type]


class Lives(NamedTuple):
    """Lives of n individuals, T of each. Arrays of lives are (n, T, ..)."""

    definition: NeuralDefinition
    newborns: Newborn  # (n, ..)
    instances: Any  # (T, ..), or (n, T, ..) where worlds are their own
    chances: Any
    own: bool

    @property
    def counts(self) -> tuple[int, int]:
        """How many individuals there are, and lives of each."""
        people: Array = jax.tree.leaves(self.newborns)[0]
        here: Array = jax.tree.leaves(self.chances)[0]
        return people.shape[0], here.shape[1 if self.own else 0]

    def born(self) -> Learner:
        """Return all learners before their first step."""

        def one(newborn: Newborn, instance: Any, chance: Any) -> Learner:
            return life_of(self.definition).begin(newborn, self._world(instance, chance))

        here = 0 if self.own else None
        lives = jax.vmap(one, in_axes=(None, 0, 0))
        found: Learner = jax.vmap(lives, in_axes=(0, here, here))(self.newborns, self.instances, self.chances)
        return found

    def within(self, learners: Learner) -> Learner:
        """Return learners without what they weigh and remember, and without the genes of their rule."""
        lifetime, network, task = life_of(self.definition), self.definition.network, self.definition.task
        of_rule = {gene.name for gene in lifetime.rule.genes(network, lifetime.plastic_shapes(network, task))}
        genes = {name: value for name, value in learners.newborn.genes.items() if name not in of_rule}
        traces = learners.traces._replace(born={}, synapses={})
        return learners._replace(newborn=Newborn({}, genes), traces=traces, memory=())

    def moments(self) -> StepInput:
        """Return what each step is given, (S, ..), or (S, T, ..) and (S, n, T, ..) of what lives differ in."""
        moments = life_of(self.definition).moments(self._world(self.instances, self.chances))
        steps = 2 if self.own else 1  # the axis of steps

        def first(differs: int | None, part: Any) -> Any:
            return part if differs is None else jax.tree.map(lambda leaf: jnp.moveaxis(leaf, steps, 0), part)

        return StepInput(*map(first, STEPS_ALIKE, moments))

    def seen(self, learners: Learner, moment: StepInput) -> Array:
        """Return what each network is given in a step, (n, T, width)."""

        def one(learner: Learner, instance: Any, moment: StepInput) -> Array:
            return life_of(self.definition).perceive(learner, self._world(instance), moment)[1]

        found: Array = self._each(one, learners, moment)
        return found

    def done(
        self, learners: Learner, moment: StepInput, answers: Array, feeding: Array
    ) -> tuple[Learner, Array, Array, Array]:
        """Return what comes of a step in which networks answer (n, T, outputs), and `feeding` fed their last layers.

        Returns:    learners after it; what the last layer's synapses see behind them, (n, T, outputs); what changes are
                    multiplied by, and the share of a weight that is kept, (n, T, 2); and scores (n, T).
        """
        lifetime, rule = life_of(self.definition), rule_of(self.definition)
        network, task = self.definition.network, sequential(self.definition.task)
        shows_action = lifetime.sees == "action" and task.chooses

        def one(
            learner: Learner, instance: Any, moment: StepInput, decay: Array, answer: Array, feeding: Array
        ) -> tuple[Learner, Array, Array, Array]:
            world = self._world(instance)
            action, outcome, score = lifetime.do(learner, answer, world, moment)
            after = lifetime.after(learner, answer, action, outcome, world, moment)
            activity = {network.head[0]: Synapses(feeding, answer)} if lifetime.modulator == "unit" else {}
            modulator, kept, open_ = lifetime.gate(after, activity, world, moment)
            share = jnp.ones(()) if open_ is None else open_
            gates = jnp.stack([share * modulator, 1.0 - share * decay]).astype(jnp.float32)
            return after._replace(traces=kept), after.action if shows_action else answer, gates, score

        decays = jax.vmap(rule.loss)(self.newborns.genes)
        decays = jnp.broadcast_to(decays[:, None], self.counts)
        found: tuple[Learner, Array, Array, Array] = self._each(one, learners, moment, decays, answers, feeding)
        return found

    def histories(self, learners: Learner, scores: Array) -> LifeHistory:
        """Return the histories of lives that ended so, given the scores of their steps (n, T, S)."""

        def one(learner: Learner, scores: Array) -> LifeHistory:
            return life_of(self.definition).history(learner, [scores], self._world())._replace(changed=None)

        found: LifeHistory = jax.vmap(jax.vmap(one))(learners, scores)
        return found

    def _world(self, instance: Any = None, chance: Any = None) -> Environment:
        return Environment(self.definition.network, self.definition.task, instance, chance)

    def _each(self, function: Callable[..., Any], learners: Learner, moment: StepInput, *others: Array) -> Any:
        """Return `function` (learner, instance, moment, *others) of all lives."""
        own = 0 if self.own else None
        here: Any = StepInput._make(None if differs is None else own for differs in STEPS_ALIKE)
        rest = [0] * len(others)
        lives = jax.vmap(function, in_axes=(0, 0, STEPS_ALIKE, *rest))
        return jax.vmap(lives, in_axes=(0, own, here, *rest))(learners, self.instances, moment, *others)


def life_of(definition: NeuralDefinition) -> Plastic:
    """Return the lifetime, as the one that the kernel knows."""
    lifetime = definition.lifetime
    assert isinstance(lifetime, Plastic)  # `fits` has seen to it
    return lifetime


def rule_of(definition: NeuralDefinition) -> Hebb:
    """Return the rule, as the one that the kernel knows."""
    rule = life_of(definition).rule
    assert isinstance(rule, Hebb)  # `fits` has seen to it
    return rule
