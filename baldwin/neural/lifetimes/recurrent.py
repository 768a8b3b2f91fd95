"""Learning by memory: weights stay as they were born, the state keeps what happened (Wang et al. 2016, Duan 2016)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import TRACED, Environment, Network, Record, State, Stepped, Task
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._trial_steps import Chance, Learner, StepInput
from baldwin.neural.lifetimes._trials import TrialLife, sequential

__all__ = ["RecurrentLife"]


class RecurrentLife(TrialLife):
    """Learning is remembering: no weight changes in life, the state of a recurrent network does."""

    unrolled: ClassVar[int] = 8  # of a step that is no choice nothing is then computed that none needs
    changes_weights: ClassVar[bool] = False
    misled_by: ClassVar[str] = "the rewards that are sensed are, step by step, those of a life in another instance"

    kind: Literal["recurrent"] = "recurrent"

    until: Annotated[
        float | None,
        TRACED,
        Field(ge=0.0, le=1e9, description="trial after which the state stays as it is then; omit for none (a control)"),
    ] = None

    def learning(self, network: Network, tensors: tuple[str, ...]) -> tuple[str, ...]:
        """Return (): no weight changes."""
        del network, tensors
        return ()

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return problems: a network without memory, or masked senses that it does not have."""
        if self.memory and not network.remembers:
            rule = 'lives by memory need a network that remembers. Use "recurrent", or lifetime.memory = false'
            return [("network.kind", rule)]
        if self.until is not None and not self.memory:
            return [("lifetime.until", "no state is remembered that could stay. Leave it out")]
        return super().refuses(network, task)

    def clamped(self, last: int) -> Self | None:
        """Return the same life, whose state stays as it is after trial `last`; None of one that remembers nothing."""
        return self.model_copy(update={"until": float(last)}) if self.memory else None

    def remembered(self, learner: Learner, stepped: Stepped, world: Environment, moment: StepInput) -> State:
        """Return the state after a step, or before it once the state stays."""
        after = super().remembered(learner, stepped, world, moment)
        if self.until is None:
            return after
        moving = 1 + moment.number // len(sequential(world.task).deciding) <= self.until
        return jax.tree.map(lambda new, old: jnp.where(moving, new, old), after, learner.memory)

    def misled(self, chance: Chance, other: Chance, record: Record) -> Chance:
        """Return the chance of a life that feels, step by step, the rewards that another had in its own instance."""
        del other
        return chance._replace(felt=record["rewards"])

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
