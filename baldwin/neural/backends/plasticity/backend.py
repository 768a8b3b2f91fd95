"""Which plastic lives the kernel can step, and how JAX's programs hand lives over to it.

The world, the senses, the choice and the modulator are those of the lifetime, in JAX; the network and its weights are
the kernel's. Every assay and replay lives in JAX alone.
"""

from __future__ import annotations

import math
import struct
from typing import Any

from baldwin.neural.backends.plasticity.layout import ACTIVATIONS
from baldwin.neural.contracts import Array, LifeHistory, Newborn, SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._trial_steps import StepInput
from baldwin.neural.lifetimes.plastic import Plastic
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.networks.recurrent import Recurrent
from baldwin.neural.plasticity.hebb import Hebb

__all__ = ["fits", "is_compiled", "live", "surroundings"]

# With fewer, a step is so short that the call takes longer than what the kernel saves (measured).
FEWEST_WEIGHTS, FEWEST_LIVES = 100, 8


def fits(definition: NeuralDefinition) -> bool:
    """Return whether the kernel can live the lives of `definition`, on the machine at hand."""
    lifetime = definition.lifetime
    return (
        isinstance(definition.task, SequentialTask)
        and type(lifetime) is Plastic  # one that is derived from it may live otherwise
        and lifetime.period != "never"
        and lifetime.memory
        and lifetime.quizzes == "one"
        and _can_change(definition, lifetime)
        and _can_step(definition)
        and sum(map(math.prod, definition.shapes.values())) >= FEWEST_WEIGHTS
        and definition.sampling.lives >= FEWEST_LIVES
        and definition.fitness.change_cost is None  # changes are not counted
        and definition.inheritance.kind != "lamarckian"  # what was learned is not returned
        and struct.calcsize("P") == 8
        and jax.default_backend() == "cpu"
    )


def _can_change(definition: NeuralDefinition, lifetime: Plastic) -> bool:
    """Return whether the kernel knows the rule."""
    rule = lifetime.rule
    if type(rule) is not Hebb or rule.eligibility or rule.bound != "none":
        return False
    tensors = definition.network.shapes(definition.task.inputs, definition.task.outputs)
    return not rule.decay or len(lifetime.plastic_shapes(definition.network, definition.task)) == len(tensors)


def _can_step(definition: NeuralDefinition) -> bool:
    """Return whether the kernel knows the network."""
    network = definition.network
    if type(network) is Perceptron:
        return network.activation in ACTIVATIONS and not network.output_scale
    return (
        type(network) is Recurrent
        and network.cell == "rnn"
        and network.initial_state == "zero"
        and not network.skip
        and not network.value
    )


def is_compiled() -> bool:
    """Return whether the kernel is on this machine's disk, compiled."""
    from baldwin.numba_cache import are_compiled

    return are_compiled(["_step"])


def surroundings() -> dict[str, object]:
    """Return which processor the kernel is compiled for: some multiply and add in one step, rounding once.

    Raises:    UsageError: it is another than this machine's.
    """
    from baldwin.numba_cache import processor

    return {"numba_processor": processor()}


def live(definition: NeuralDefinition, newborns: Newborn, worlds: Any, *, own: bool, learned: bool) -> LifeHistory:
    """Return the lives of some individuals; see `baldwin.neural.backends.Backend`."""
    from baldwin.neural.backends.plasticity.lives import Lives
    from baldwin.neural.backends.plasticity.packing import Kernel

    del learned  # nobody reads it, or `fits` is false
    lives = Lives(definition, newborns, worlds.instances, worlds.chances, own)
    learners = lives.born()
    kernel = Kernel.of(lives, learners)

    def step(carry: Any, moment: StepInput) -> tuple[Any, Array]:
        within, state, shown, gates = carry
        seen = lives.seen(within, moment)
        state, answers, feeding = kernel.step(moment.number, state, seen, shown, gates)
        within, shown, gates, scores = lives.done(within, moment, answers, feeding)
        return (within, state, shown, gates), scores

    shown = jnp.zeros((*lives.counts, definition.task.outputs))
    gates = jnp.broadcast_to(jnp.array([0.0, 1.0], jnp.float32), (*lives.counts, 2))
    begun = (lives.within(learners), kernel.begin, shown, gates)
    (within, *_), scores = jax.lax.scan(step, begun, lives.moments())
    return lives.histories(learners._replace(answer=within.answer), jnp.moveaxis(scores, 0, -1))
