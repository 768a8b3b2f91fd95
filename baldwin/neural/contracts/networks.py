"""Networks: named tensors, and what one step through them does."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from baldwin.neural.contracts.genes import Gene
from baldwin.neural.contracts.kind import Array, Key, Kind, State, Weights
from baldwin.neural.lazy_jax import jnp

__all__ = ["SENSES", "Activity", "Network", "Sense", "Stepped", "Synapses", "bias"]

Sense = Literal["action", "reward", "reward_action", "trial", "termination"]
SENSES: tuple[Sense, ...] = ("action", "reward", "reward_action", "trial", "termination")


class Synapses(NamedTuple):
    """What a local rule may see at the synapses of one tensor (a, b), or at the biases (b,) of a layer."""

    before: Array  # (a,) presynaptic values; () 1 of a bias
    after: Array  # (b,) postsynaptic values
    tried: Any = 0.0  # (b,) noise that was added to the inputs of the units after them, where a rule explores


Activity = dict[str, Synapses]  # tensor name -> values at its synapses in this step


class Stepped(NamedTuple):
    """The result of one step through a network. Arrays that are not read are compiled away."""

    state: State
    answer: Array  # (outputs,)
    value: Array  # () reward that its value head predicts; 0 without one
    activity: Activity


class Network(Kind):
    """What is born: named tensors, how they are drawn, and what one step through them does."""

    @abstractmethod
    def shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """Return tensor name -> shape, from the input to the output."""

    @abstractmethod
    def fan_in(self, tensor: str, inputs: int, outputs: int) -> int:
        """Return how many numbers flow into each unit that this tensor leads to."""

    @abstractmethod
    def draw(self, key: Key, inputs: int, outputs: int) -> Weights:
        """Draw the tensors of one founder."""

    @abstractmethod
    def start(self, weights: Weights) -> State:
        """Return the state before the first step; () if nothing is carried from step to step."""

    @abstractmethod
    def step(self, weights: Weights, state: State, x: Array) -> Stepped:
        """Return what one step makes of the input `x` (width,); `weights` as `ready` or `ready_once` returned them."""

    def axes(self, tensor: str) -> tuple[str, ...]:
        """Return what the axes of a tensor count, for those who read it without this program; () if nothing is said."""
        del tensor
        return ()

    def ready(self, weights: Weights) -> Weights:
        """Return the weights in the form that `step` takes: worked out once for as long as they stay the same."""
        return weights

    def answer(self, weights: Weights, x: Array) -> Array:
        """Return the answers (.., outputs) to inputs (.., width) that have nothing to do with each other."""
        ready = self.ready(weights)
        start = self.start(weights)
        each: Any = jnp.vectorize(lambda one: self.step(ready, start, one).answer, signature="(i)->(o)")
        found: Array = each(x)
        return found

    def ready_once(self, weights: Weights) -> Weights:
        """Return the weights in a form that `step` takes, for one step alone: worked out anew before each."""
        return self.ready(weights)

    @property
    def head(self) -> tuple[str, ...]:
        """Tensors of the last layer, which a definition calls "head"; () if there is no such layer."""
        return ()

    def refuses(self, inputs: int, outputs: int) -> list[tuple[str, str]]:
        """Return why it cannot answer inputs of this width by so many outputs, and the remedy: (table.field, rule)."""
        del inputs, outputs
        return []

    def answer_width(self, inputs: int) -> int | None:
        """Return how wide an answer to inputs of this width is, where `outputs` cannot choose it; else None."""
        del inputs
        return None

    def inner(self, inputs: int) -> int:
        """Return how many numbers are computed between an input and its answer, which a life must hold in memory."""
        del inputs
        return 0

    def gains(self) -> tuple[Gene, ...]:
        """Return genes that are born among the weights and never learn, such as a gain of the output."""
        return ()

    def tensors(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the tensors that a definition's `names` mean: "head" is the last layer."""
        return tuple(dict.fromkeys(one for name in names for one in (self.head if name == "head" else (name,))))

    def sensed(self) -> tuple[Sense, ...]:
        """Return what is sensed beside the observation, in the order in which it follows there."""
        return ()

    def felt(self, reward: Array) -> Array:
        """Return a reward () as the network senses it."""
        return reward

    @property
    def expects(self) -> bool:
        """Whether it has a value head, which predicts reward."""
        return False

    @property
    def remembers(self) -> bool:
        """Whether a step depends on those before it."""
        return True

    def memory(self, state: State) -> dict[str, Array]:
        """Return by name what it remembers after a step; {} if nothing."""
        del state
        return {}

    @property
    def starts(self) -> tuple[str, ...]:
        """Tensors that are no synapses: the state before the first step, where it is inherited."""
        return ()

    @property
    def local(self) -> bool:
        """Whether `activity` shows all synapses: those that many places share have no one value before and after."""
        return True

    def bias_of(self, tensor: str) -> str | None:
        """Return the tensor of the biases that are added where the synapses of `tensor` end; None without one."""
        del tensor
        return None

    def pushed(self, ready: Weights, noise: dict[str, Array]) -> Weights:
        """Return weights as `ready` returned them, with noise added to biases: name of their tensor -> its shape."""
        return {name: value + noise[name] if name in noise else value for name, value in ready.items()}

    def width(self, inputs: int, outputs: int) -> int:
        """Return how many numbers it is given at a step: the observation, and what is sensed beside it."""
        each = {"action": outputs, "reward_action": outputs}
        return inputs + sum(each.get(sense, 1) for sense in self.sensed())


def bias(values: Array) -> Synapses:
    """Return what a local rule sees at the biases of units that have these values."""
    return Synapses(jnp.ones(()), values)
