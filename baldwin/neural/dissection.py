"""Takes apart what evolved: whose weights and whose rule of learning, and what of the learning.

Implements `baldwin.dissecting.Dissecting`. A newborn is weights and genes, by whatever encoding: the weights are the
start of a life, the genes that its way of life declares are its rule. Exchanged are those of the genotype that stands
for the last generation and those of the founders of its own replicate.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.dissecting import (
    ANCESTRAL,
    EVOLVED_RULE,
    EVOLVED_START,
    LEARNING_OFF,
    WHOLE,
    Clamped,
    Condition,
    Dissected,
)
from baldwin.neural.assays.subject import held_out
from baldwin.neural.contracts import Array, Environment, Key, LifeHistory, Newborn, Record, SequentialTask, Weights
from baldwin.neural.contracts.living import live, live_fully
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.generation import Program
from baldwin.neural.evolution.lives import Environments
from baldwin.neural.founding import given_founders
from baldwin.neural.jax_setup import devices, pinned, shape_of
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.random_keys import replicate_key, seed_key
from baldwin.neural.traced import numbers_of, with_numbers

__all__ = ["Lived", "Lives", "dissect", "lived"]

Floats = npt.NDArray[np.float64]

MODULATION_OFF = "modulation off"
NAMES = {"modulator": MODULATION_OFF, "state": "memory off"}  # of what `Lifetime.held_still` names, as conditions
WHOLES = ("learning", "weights")  # parts that are learning as a whole
SENSE = "input "  # with which the name of a part begins that is a sense: those are the probe `frozen`'s
HELD = "learned before, learning off"
SCRAMBLED = "learning scrambled"
CLAMPED = "learning clamped"
BROUGHT = "lived with the weights that {} had at its end, which change no more"


class Lived(NamedTuple):
    """What is kept of the lives of each replicate: (replicates, lives, ..)."""

    ability: Floats
    scores: Floats
    learned: list[Weights]  # of each replicate, at the end


class Lives:
    """Lives of a run's genotypes in one world, of newborns that are put together for them."""

    def __init__(self, founding: NeuralDefinition, world: NeuralDefinition, genotypes: Any, instances: int) -> None:
        """Prepare lives of genotypes (replicates, G) in a world; `founding` is what their founders are drawn by."""
        self.founding, self.world, self.instances = founding, world, instances
        self.genotypes = np.asarray(genotypes, np.float32)
        self.key = replicate_key(seed_key(founding.population.seed), -1)
        self._compiled: dict[str, Any] = {}

    @cached_property
    def founders(self) -> list[Array]:
        """Founders (n, G) of each replicate: those that its recorded `founders_innate` is of."""
        founding, seed = self.founding, seed_key(self.founding.population.seed)
        program, given = Program(founding), given_founders(founding)
        generations = np.float32(founding.population.generations)
        found = []
        for number in range(len(self.genotypes)):
            own = [given[number % len(given)]] if given else []
            _, drawn = program.begin(replicate_key(seed, number), generations, program.numbers, *own)
            found.append(jax.device_get(drawn))
        return found

    @property
    def sharing(self) -> int:
        """How many founders the lives of a replicate are begun with, in turn."""
        return min(self.instances, len(self.founders[0]))

    @cached_property
    def evolved(self) -> list[Newborn]:
        """A newborn for each life (lives, ..) of each replicate, all alike."""
        return [self._born(np.repeat(one[None], self.instances, axis=0)) for one in self.genotypes]

    @cached_property
    def ancestral(self) -> list[Newborn]:
        """Newborns of founders, in turn."""
        turn = np.arange(self.instances) % self.sharing
        return [self._born(one[turn]) for one in self.founders]

    @cached_property
    def _born(self) -> Any:
        world = self.world
        return jax.jit(jax.vmap(lambda genotype: world.encoding.develop(genotype, world.blueprint)))

    def live(self, newborns: list[Newborn], lifetime: Any = None, *, misled: bool = False) -> Lived:
        """Return the lives of newborns, in another way of life if one is given."""
        setting = self.world if lifetime is None else self.world.model_copy(update={"lifetime": lifetime})
        name = f"{shape_of(setting)} {misled}"
        if name not in self._compiled:
            self._compiled[name] = jax.jit(lambda *given: lived(setting, self.instances, misled, *given))
        numbers = numbers_of(setting)
        found = [jax.device_get(self._compiled[name](self.key, one, numbers)) for one in newborns]
        ability, scores = (np.stack([np.asarray(one[part], np.float64) for one in found]) for part in (0, 1))
        return Lived(ability, scores, [one[2] for one in found])


def lived(
    setting: NeuralDefinition, instances: int, misled: bool, key: Key, newborns: Newborn, numbers: Any
) -> tuple[Array, Array, Weights]:
    """Return ability (T,) at the end, scores (T, n), and the weights then, of a newborn in each held-out instance."""
    d = with_numbers(setting, numbers)
    worlds = held_out(d, key, instances)

    def one(newborn: Newborn, here: Environments) -> LifeHistory:
        return live(d.lifetime, newborn, Environment(d.network, d.task, *here))

    def whole(newborn: Newborn, here: Environments) -> Record:
        return live_fully(d.lifetime, newborn, Environment(d.network, d.task, *here))[1]

    if misled:
        happened = jax.vmap(whole)(newborns, worlds)
        others = jax.tree.map(_next, (worlds.chances, happened))
        worlds = worlds._replace(chances=jax.vmap(d.lifetime.misled)(worlds.chances, *others))
    lives: LifeHistory = jax.vmap(one)(newborns, worlds)
    return d.lifetime.ability(lives.scores, d.task), lives.scores, lives.learned


def _next(leaf: Any) -> Any:
    """Return what belongs to lives (T, ..) such that each has what was its neighbour's."""
    return jnp.roll(leaf, 1, axis=0)


@pinned()
def dissect(
    definition: NeuralDefinition, world: NeuralDefinition, genotypes: npt.NDArray[Any], instances: int, points: int
) -> Dissected:
    """Return how held-out lives end under each condition that applies: `ability` as assays record it."""
    devices()
    lives = Lives(definition, world, genotypes, instances)
    whole = lives.live(lives.evolved)
    conditions = {WHOLE: Condition("as they evolved", whole.ability)}
    left_out: dict[str, str] = {}
    conditions |= _parted(lives, left_out)
    for name, (meaning, still) in _still(world).items():
        conditions[name] = Condition(meaning, lives.live(lives.evolved, still).ability)
    if LEARNING_OFF not in conditions:
        left_out[LEARNING_OFF] = "these lives do not learn"
    if MODULATION_OFF not in conditions:
        left_out[MODULATION_OFF] = "no modulator gates what is learned here"
    conditions |= _scrambled(lives, whole, left_out)
    unit = world.task.error_name or world.task.score_name
    clamped = _clamped(lives, whole, points, left_out)
    error = world.task.error_name is not None
    return Dissected(conditions, unit, error, left_out, clamped, _remark(world))


def _parted(lives: Lives, left_out: dict[str, str]) -> dict[str, Condition]:
    """Return lives of which start or rule, or both, are those of founders."""
    world, evolved, ancestral = lives.world, lives.evolved, lives.ancestral
    blueprint, count = world.blueprint, lives.sharing
    found = {ANCESTRAL: ("founders, start and rule", ancestral)}
    if blueprint.genes:
        first = [Newborn(one.weights, other.genes) for one, other in zip(evolved, ancestral, strict=True)]
        found[EVOLVED_START] = ("weights at birth as they evolved, rule of the founders", first)
        second = [Newborn(other.weights, one.genes) for one, other in zip(evolved, ancestral, strict=True)]
        found[EVOLVED_RULE] = ("weights at birth of founders, rule as it evolved", second)
    else:
        why = "no gene of the rule evolves"
        if not world.lifetime.changes_weights:
            why = "nothing but weights is inherited, which are start and rule in one"
        left_out[f"{EVOLVED_START}; {EVOLVED_RULE}"] = why
    return {name: Condition(meaning, lives.live(born).ability, count) for name, (meaning, born) in found.items()}


def _still(world: NeuralDefinition) -> dict[str, tuple[str, Any]]:
    """Return name -> (what is held still, the life so): learning as a whole, then what is a part of it, but senses."""
    lifetime = world.lifetime
    if not _learns(world):
        return {}
    found = {LEARNING_OFF: ("the same life without learning, from the evolved start", lifetime.still())}
    parts = lifetime.held_still(world.network)
    for name, (meaning, still) in parts.items():
        if name not in WHOLES and not name.startswith(SENSE) and still != lifetime.still():
            found[NAMES.get(name, f"{name} off")] = (meaning, still)
    return found


def _learns(world: NeuralDefinition) -> bool:
    return world.lifetime.still() != world.lifetime


def _scrambled(lives: Lives, whole: Lived, left_out: dict[str, str]) -> dict[str, Condition]:
    """Return lives with what was learned in the instance of another; and with their own, where that is no such life."""
    lifetime = lives.world.lifetime
    if not _learns(lives.world):
        left_out[SCRAMBLED] = "these lives do not learn"
        return {}
    if lifetime.misled_by:
        ability = lives.live(lives.evolved, misled=True).ability
        return {SCRAMBLED: Condition(lifetime.misled_by, ability)}
    if not lifetime.learning(lives.world.network, tuple(lives.world.shapes)):
        left_out[SCRAMBLED] = "this way of life does not say what of its learning another could have had"
        return {}
    found, settled = {}, lifetime.settled()
    pairs = list(zip(whole.learned, lives.evolved, strict=True))
    if not lifetime.shows_birth:
        own = [Newborn(learned, born.genes) for learned, born in pairs]
        found[HELD] = Condition(BROUGHT.format("the same life"), lives.live(own, settled).ability)
    others = [Newborn(jax.tree.map(_next, learned), born.genes) for learned, born in pairs]
    meaning = BROUGHT.format("a life in another instance")
    found[SCRAMBLED] = Condition(meaning, lives.live(others, settled).ability)
    return found


def _clamped(lives: Lives, whole: Lived, points: int, left_out: dict[str, str]) -> Clamped | None:
    """Return scores of lives that learn nothing after some moment, at most `points` of them and birth."""
    lifetime, task = lives.world.lifetime, lives.world.task
    last = lifetime.num_scores(task) - lifetime.shows_birth
    if not points:
        return None
    if not _learns(lives.world):
        left_out[CLAMPED] = "these lives do not learn"
        return None
    if not lifetime.shows_birth and lifetime.clamped(0) is None:
        left_out[CLAMPED] = "this way of life cannot stop learning in the middle"
        return None
    moments = np.unique(np.linspace(0, last, points + 1).round().astype(np.int64))
    if lifetime.shows_birth:
        return Clamped("step", moments, np.moveaxis(whole.scores, -1, 0)[moments])
    found = [lives.live(lives.evolved, lifetime.clamped(int(moment))).ability for moment in moments]
    moment = lifetime.counted or ("trial" if isinstance(task, SequentialTask) else "episode")
    return Clamped(moment, moments, np.stack(found))


def _remark(world: NeuralDefinition) -> str:
    if world.lifetime.inherits_weights:
        return ""
    return "Weights are drawn at every birth and cost no genes: the rule carries whatever skill there is."
