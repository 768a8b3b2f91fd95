"""What is common to lives that learn by a plasticity rule, in trials, in episodes and from examples."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import (
    TRACED,
    Activity,
    Array,
    Gene,
    Key,
    Network,
    Newborn,
    Number,
    PlasticityRule,
    State,
    Task,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._period import HasPeriod
from baldwin.neural.plasticity.hebb import Hebb
from baldwin.neural.registry import RULES

__all__ = ["LearnsByRule", "Plasticity"]


class Plasticity(NamedTuple):
    """What plasticity keeps beside the weights."""

    born: Weights  # plastic tensors as they were at birth
    synapses: State  # of the rule
    changed: Array  # () sum over steps of the mean |change| of a plastic weight
    expected: Array  # () mean of the rewards so far, the last ones counting most


class LearnsByRule(HasPeriod):
    """A life that steps a network, and changes its weights by a local rule after each step.

    It begins with `weights_at_birth` and `plasticity_at_birth`. After each step of the network, `signal` works out the
    modulator, `updated` applies the rule, and `weights_now` are those of the next step; `with_noise` tells a rule that
    explores what it tried. A modulator of one's own is a life derived from one of these, with a `signal` and its
    `modulator_genes`.

    With `initial_weights` = "random", weights are drawn anew at every birth by the network's law, and the genome holds
    genes of plasticity alone (Najarro & Risi 2020).
    """

    rule: Annotated[PlasticityRule, RULES] = Hebb()
    plastic: Annotated[
        tuple[str, ...],
        Field(strict=False, description='tensors that change, such as ["w1"], or "head", the last layer; [] is all'),
    ] = ()
    initial_weights: Annotated[
        Literal["inherited", "random"],
        Field(description="weights at birth: genes, or drawn at every birth by the network's law"),
    ] = "inherited"
    modulator: Annotated[
        Literal["none", "reward", "surprise", "unit"],
        Field(
            description="what gates all changes: `none` (1), `reward` (the reward less an evolved baseline), "
            "`surprise` (the reward less its running mean), `unit` (a modulatory unit: tanh of evolved weights times "
            "the values that feed the head, and the reward)"
        ),
    ] = "none"
    initial_baseline: Annotated[
        Number, Field(ge=-1e6, le=1e6, description='the reward that changes nothing, in founders, for "reward"')
    ] = 0.0
    expectation: Annotated[
        Number,
        Field(gt=0.0, le=1.0, description='share by which the running mean follows each reward, for "surprise"'),
    ] = 0.1
    modulated: Annotated[
        bool, Field(description="false: the modulator counts as 1, and its genes stay unread (a control)")
    ] = True

    until: Annotated[
        float | None,
        TRACED,
        Field(
            ge=0.0,
            le=1e9,
            description="moment of life after which nothing is plastic, whatever the genes; omit for no such moment",
        ),
    ] = None

    @property
    def inherits_weights(self) -> bool:
        """Whether weights at birth are genes."""
        return self.initial_weights == "inherited"

    def learning(self, network: Network, tensors: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the tensors that change."""
        wanted = network.tensors(self.plastic)
        able = super().learning(network, tensors)
        synapses = [name for name in able if name not in network.starts]
        return tuple(name for name in synapses if not wanted or name in wanted)

    def plastic_shapes(self, network: Network, task: Task) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the tensors that change."""
        shapes = network.shapes(task.inputs, task.outputs)
        return {name: shapes[name] for name in self.learning(network, tuple(shapes))}

    def rule_genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return the genes of the rule, then those of the modulator."""
        return (*self.rule.genes(network, self.plastic_shapes(network, task)), *self.modulator_genes(network, task))

    def modulator_genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return what `signal` reads beside the reward and what the network does."""
        if self.modulator == "reward":
            return (Gene("modulator.baseline", (), self.initial_baseline, meaning="reward that changes nothing"),)
        if self.modulator != "unit":
            return ()
        feeding = network.shapes(task.inputs, task.outputs)[network.head[0]][0]
        return (
            Gene("modulator.weights", (feeding,), meaning="of the modulatory unit, for values that feed the head"),
            Gene("modulator.reward", (), meaning="of the modulatory unit, for the reward"),
            Gene("modulator.bias", (), meaning="of the modulatory unit"),
        )

    def rule_blocks(self, network: Network, task: Task) -> tuple[str, ...]:
        """Return the names of the genes of rule and modulator."""
        return tuple(gene.name for gene in self.rule_genes(network, task))

    def rates(self, newborn: Newborn, network: Network) -> Weights:
        """Return how strongly each tensor is plastic."""
        learning = self.learning(network, tuple(newborn.weights))
        shapes = {name: tuple(newborn.weights[name].shape) for name in learning}
        return self.rule.strength(newborn.genes, shapes) if shapes else {}

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return synapses that no local rule can change, or a modulatory unit that nothing feeds."""
        if not network.local:
            rule = 'many places share its synapses, and no local rule has one value to go by. Use "perceptron"'
            return [("network.kind", rule)]
        if self.rule.explores and not any(map(network.bias_of, self.plastic_shapes(network, task))):
            rule = "adds noise to biases, and plastic synapses lead to none. Set network.bias = true, or another rule"
            return [("lifetime.rule.kind", rule)]
        if self.modulator == "unit" and not network.head:
            return [("lifetime.modulator", 'this network has no last layer for the unit to read. Use "reward"')]
        return super().refuses(network, task)

    def settled(self) -> Self:
        """Return the same life of weights that are brought along and change no more; senses and state are as before."""
        return self.model_copy(update={"period": "never", "initial_weights": "inherited"})

    def clamped(self, last: int) -> Self | None:
        """Return the same life, in which no weight changes after moment `last`."""
        return None if self.shows_birth else self.model_copy(update={"until": float(last)})

    def held_still(self, network: Network) -> dict[str, tuple[str, Self]]:
        """Return also the life without its modulator."""
        found = super().held_still(network)
        if self.period != "never" and self.modulator != "none" and self.modulated:
            found["modulator"] = ("the modulator is 1 in every step", self.model_copy(update={"modulated": False}))
        return found

    def openness(self, newborn: Newborn, moment: Array) -> Array:
        """Return by which factor changes in a moment are multiplied: 0 outside the period, and after `until`."""
        always = super().openness(newborn, moment)
        return always if self.until is None else jnp.where(moment <= self.until, always, 0.0)

    @property
    def always_open(self) -> bool:
        """Whether each change counts whole, in every moment of every life."""
        return self.period == "always" and self.until is None

    def weights_at_birth(self, newborn: Newborn, network: Network, task: Task, key: Key) -> Weights:
        """Return the weights at birth: inherited, or drawn."""
        if self.inherits_weights:
            return newborn.weights
        return {**newborn.weights, **network.draw(key, task.inputs, task.outputs)}

    def plasticity_at_birth(self, newborn: Newborn, weights: Weights, network: Network) -> Plasticity:
        """Return what plasticity keeps at birth."""
        born = {name: weights[name] for name in self.learning(network, tuple(weights))}
        return Plasticity(born, self.rule.begin(newborn.genes, born), jnp.zeros(()), jnp.zeros(()))

    def noise(self, network: Network, task: Task, key: Key) -> dict[str, Array]:
        """Draw what is tried in one step, of the units that plastic synapses lead to."""
        shapes = network.shapes(task.inputs, task.outputs)
        units = [network.bias_of(name) for name in self.plastic_shapes(network, task)]
        return self.rule.noise(key, {name: shapes[name] for name in units if name is not None})

    def with_noise(self, activity: Activity, network: Network, noise: dict[str, Array]) -> Activity:
        """Return activity with the noise that its units were given."""
        if not noise:
            return activity
        where = {name: network.bias_of(name) for name in activity}
        return {
            name: seen._replace(tried=noise[bias]) if (bias := where[name]) in noise else seen
            for name, seen in activity.items()
        }

    def signal(
        self, newborn: Newborn, network: Network, kept: Plasticity, activity: Activity, reward: Array, due: Any
    ) -> tuple[Array, Plasticity]:
        """Return the modulator () of a step, in which a reward may be `due`, and what is kept after it."""
        if self.modulator == "none" or not self.modulated:
            return jnp.ones(()), kept
        genes = newborn.genes
        if self.modulator == "reward":
            return reward - jnp.where(due, genes["modulator.baseline"], 0.0), kept
        if self.modulator == "surprise":
            surprise = jnp.where(due, reward - kept.expected, reward)
            follows = kept.expected + self.expectation * (reward - kept.expected)
            return surprise, kept._replace(expected=jnp.where(due, follows, kept.expected))
        feeding = activity[network.head[0]].before
        total = feeding @ genes["modulator.weights"] + reward * genes["modulator.reward"] + genes["modulator.bias"]
        return jnp.tanh(total), kept

    def weights_now(self, newborn: Newborn, kept: Plasticity) -> Weights:
        """Return the weights now of a `newborn` with the weights of its birth.

        They are worked out from what the synapses keep, which most rules keep as weights: to carry weights beside it
        from step to step would take a second write to each, and memory is what limits lives whose weights change.
        """
        return {**newborn.weights, **self.rule.weights(newborn.genes, kept.born, kept.synapses)}

    def updated(
        self, newborn: Newborn, kept: Plasticity, activity: Activity, modulator: Array, open_: Array | None
    ) -> Plasticity:
        """Return what plasticity keeps after a step whose changes are multiplied by `open_`; None is 1."""
        if self.period == "never":
            return kept
        genes = newborn.genes
        synapses = self.rule.update(genes, kept.synapses, activity, modulator)
        if open_ is not None:
            synapses = _between(kept.synapses, synapses, open_)
        before, after = (self.rule.weights(genes, kept.born, values) for values in (kept.synapses, synapses))
        count = sum(value.size for value in after.values())
        moved = sum((jnp.abs(value - before[name]).sum() for name, value in after.items()), start=jnp.zeros(()))
        return kept._replace(synapses=synapses, changed=kept.changed + moved / max(count, 1))


def chosen(activity: Activity, network: Network, action: Array) -> Activity:
    """Return activity in which the head's synapses see what was done (outputs,) in the place of the answer."""
    seen = {name: activity[name]._replace(after=action) for name in network.head}
    return {**activity, **seen}


def _between(before: State, after: State, share: Array) -> State:
    return jax.tree.map(lambda old, new: old + share * (new - old), before, after)
