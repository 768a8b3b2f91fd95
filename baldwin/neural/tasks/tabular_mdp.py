"""Random Markov decision problems (Duan et al. 2016, section 3.2)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Column, Dimension, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

__all__ = ["Luck", "Mdp", "Place", "TabularMdp"]

Positive = Annotated[Number, Field(ge=1e-3, le=1e3)]


class Mdp(NamedTuple):
    """Mean rewards (states, actions) and the next state's chances, summed up, (states, actions, states)."""

    means: Array
    sums: Array


class Luck(NamedTuple):
    """What chance decides at a step: which next state (uniform), and the reward's noise (normal, sd 1)."""

    turn: Array
    noise: Array


class Place(NamedTuple):
    """The state one is in, and the steps of this episode so far."""

    state: Array
    step: Array


class TabularMdp(SequentialTask):
    """Decision problems with unknown rewards and transitions, lived in for some episodes that start in state 0.

    Mean rewards are N(reward_mean, reward_sd^2) of each state and action, rewards N(mean, noise_sd^2), transitions
    Dirichlet(alpha) (Duan et al. 2016). The state is seen. A trial is an episode, a choice scores its mean reward.
    """

    score_name: ClassVar[str] = "expected reward per episode"
    columns: ClassVar[dict[str, Column]] = {
        "optimal_actions": Column(
            "share of choices that one who knows the problem would make, by episode",
            dimensions=(Dimension("episode of a life"),),
        ),
        "pairs_tried": Column("pairs of state and action tried at least once in a life, mean over lives"),
    }

    kind: Literal["tabular_mdp"] = "tabular_mdp"
    states: Annotated[int, Field(ge=1, le=100, description="states (|S|)")] = 10
    actions: Annotated[int, Field(ge=2, le=100, description="actions (|A|)")] = 5
    horizon: Annotated[int, Field(ge=1, le=1000, description="steps of an episode")] = 10
    episodes: Annotated[int, Field(ge=1, le=1000, description="episodes of a life (n)")] = 10
    reward_mean: Annotated[Number, Field(ge=-1e3, le=1e3, description="mean of mean rewards")] = 1.0
    reward_sd: Annotated[Positive, Field(description="sd of mean rewards")] = 1.0
    noise_sd: Annotated[Positive, Field(description="sd of rewards around their mean")] = 1.0
    alpha: Annotated[Positive, Field(description="each number of the Dirichlet law of transitions")] = 1.0

    @property
    def inputs(self) -> int:
        """One per state."""
        return self.states

    @property
    def outputs(self) -> int:
        """One per action."""
        return self.actions

    @property  # follows from a field of another name
    def trials(self) -> int:
        """Episodes of a life."""
        return self.episodes

    @property
    def deciding(self) -> tuple[bool, ...]:
        """All steps of an episode are choices."""
        return (True,) * self.horizon

    def sample(self, key: Key) -> Mdp:
        """Draw a problem."""
        rewards, moves = jax.random.split(key)
        pairs = (self.states, self.actions)
        means = self.reward_mean + self.reward_sd * jax.random.normal(rewards, pairs)
        chances = jax.random.dirichlet(moves, jnp.full(self.states, self.alpha), pairs)
        return Mdp(means, jnp.cumsum(chances, axis=-1))

    def chance(self, key: Key, instance: Mdp) -> Luck:
        """Draw the luck of every step."""
        del instance
        turn, noise = jax.random.split(key)
        steps = (self.episodes * self.horizon,)
        return Luck(jax.random.uniform(turn, steps), jax.random.normal(noise, steps))

    def begin(self, instance: Mdp) -> Place:
        """Return state 0."""
        del instance
        return Place(jnp.zeros((), jnp.int32), jnp.zeros((), jnp.int32))

    def observe(self, state: Place, chance: Luck, instance: Mdp) -> Array:
        """Return the one-hot of the state."""
        del chance, instance
        return jax.nn.one_hot(state.state, self.states)

    def act(self, state: Place, chance: Luck, action: Array, instance: Mdp) -> Outcome:
        """Return the next state (0 after the last step of an episode), the reward, and its mean."""
        mean = instance.means[state.state, action]
        after = jnp.sum(chance.turn > instance.sums[state.state, action])
        after = jnp.minimum(after, self.states - 1)  # the last sum may fall short of 1 by rounding
        step = (state.step + 1) % self.horizon
        following = Place(jnp.where(step == 0, 0, after).astype(jnp.int32), step)
        return Outcome(following, mean + self.noise_sd * chance.noise, mean)

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return how often choices are those of one who knows the problem, and how much is tried."""
        import numpy as np

        from baldwin.neural.theory.tabular_mdp import plan

        del chances
        sums = np.asarray(instances.sums, float)
        best, _ = plan(np.asarray(instances.means, float), np.diff(sums, prepend=0.0), self.horizon)
        places = np.asarray(trace.observations).argmax(axis=-1)
        actions = np.asarray(trace.actions)
        lives = np.arange(len(actions))[:, None]
        step = np.arange(actions.shape[1]) % self.horizon
        same = best[step, lives, places] == actions
        tried = np.zeros((len(actions), self.states * self.actions), bool)
        tried[lives, places * self.actions + actions] = True
        return {
            "optimal_actions": same.reshape(len(actions), self.episodes, -1).mean(axis=(0, 2)),
            "pairs_tried": float(tried.sum(axis=1).mean()),
        }

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return policies: the problem known, the posterior-mean planner, PSRL, an epsilon-greedy planner, chance."""
        from baldwin.neural.theory.tabular_mdp import mdp_reference_policies

        return mdp_reference_policies(self._law(), self.episodes)

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what acting at random gives."""
        return {"chance": {"optimal_actions": [1.0 / self.actions] * self.episodes}}

    def innate_bound(self) -> ReferencePolicy:
        """Return `reward_mean` for each step: before a life all actions are alike."""
        return constant(INNATE, self.horizon * self.reward_mean, self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return what an episode is worth to one who knows the problem: a mean over many problems, with its error."""
        from baldwin.neural.theory.tabular_mdp import knowing

        return knowing(ORACLE, self._law(), self.trials)

    def _law(self) -> Any:
        from baldwin.neural.theory.tabular_mdp import Law

        return Law(
            self.states,
            self.actions,
            self.horizon,
            self.reward_mean,
            self.reward_sd,
            self.noise_sd,
            self.alpha,
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return two episodes of three steps in three states."""
        return cls(states=3, actions=2, horizon=3, episodes=2)
