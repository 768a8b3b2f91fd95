"""Causal graphs to be found out in life, then asked about (after Dasgupta et al. 2019)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from baldwin.neural.contracts import TRACED, Array, Column, Key, Number, Outcome, StructuredTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.tasks._causal_columns import COLUMNS
from baldwin.neural.theory.causal import ASKED, FORCED, SD, Means
from baldwin.neural.theory.causal_classes import withheld
from baldwin.neural.theory.reference_policy import ReferencePolicy

if TYPE_CHECKING:
    from baldwin.knowing import Episode, Structure

__all__ = ["CausalGraph", "Chance", "Graph", "Place"]

WAYS = {"once": "each node once"}  # of `nodes_chosen`, in words
PENALTY = -10.0  # for an action out of its phase (Dasgupta et al. 2019)


class Graph(NamedTuple):
    """A graph: `edges` (N, N), of cause j in node i at [i, j], the hidden node first; places (n,) of the others."""

    edges: Array
    places: Array  # in which place, from 0, each observable node is shown


class Chance(NamedTuple):
    """What chance decides at a step: the noise (N,) of all nodes, sd 1, and a place () from 0: held, or asked about."""

    noise: Array
    place: Array


class Place(NamedTuple):
    """Where one is: the step () of the trial, what the last experience showed, and the noise it had."""

    step: Array
    values: Array  # (n,) by place; 0 before any
    held: Array  # (n,) one-hot of the place that was held; 0 where none was
    noise: Array  # (N,)
    met: Any = ()  # (n,) 1 for places held so far, where `shaping` scores new ones


class CausalGraph(StructuredTask):
    """Nodes cause each other, one of them unseen: find out how in a few experiences, then choose what will be highest.

    A graph: weights -1, 0 or 1 of causes in their effects, normal noise of sd 0.1 around a mean made of the causes.
    Experiences show the values of all nodes but the hidden one: samples of the joint law (`observational`, as many as
    nodes less one; `long_observational`, four lives of five steps less the quiz), given that a node is 5
    (`conditional`), or where it is held at 5, whatever causes it (`interventional`). In the quiz a node is held at -5,
    and the value of the node chosen is earned; in `counterfactual` lives, which learn by interventions, with the noise
    of the last experience. A choice scores that value without noise, or in counterfactual lives with it.

    The node of an experience is one's own choice (`active`), drawn anew each time (`random`), or each node's in turn,
    in random order (`once`). Seen is, by node, the value (`raw`; `scaled`: value / 5 and asinh(10 value) / 4.6),
    whether it was held or given, and whether the quiz asks about it; at the quiz that alone is seen. With `illegal` =
    "penalised" actions are twice as many, those of the quiz last: one out of its phase brings -10 and has no effect.
    Nodes come in the order of causes, which a network may know from birth, unless they are `permuted`.

    A curriculum is a schedule of these fields (`[[schedule]]`), and `shaping` scores nodes held for the first time;
    there is neither unless it is asked for. Whole isomorphism classes of graphs, of all nodes alike, are held out: one
    learns to learn in the others, and is examined in these. One trial is one life. Departures: averaged means are
    inferred from figures of the original, whose text has sums; the last values and the quiz are two steps; more classes
    than its twelve are held out.
    """

    score_name: ClassVar[str] = "value of the node chosen"
    columns: ClassVar[dict[str, Column]] = COLUMNS

    kind: Literal["causal_graph"] = "causal_graph"
    nodes: Annotated[int, Field(ge=4, le=6, description="nodes of a graph, the hidden one included (N)")] = 5
    means: Annotated[
        Means,
        Field(description="what a node's causes make of its mean: their average, their sum, or averages of x + x^2"),
    ] = "average"
    edge: Annotated[Number, Field(ge=0.05, le=0.95, description="chance that a node causes a later one")] = 2 / 3
    negative: Annotated[Number, Field(ge=0.0, le=1.0, description="share of edges whose weight is -1, not 1")] = 0.5
    condition: Annotated[
        Literal["observational", "long_observational", "conditional", "interventional", "counterfactual"],
        Field(description="what experiences are, and the quiz"),
    ] = "interventional"
    nodes_chosen: Annotated[
        Literal["active", "random", "once"],
        Field(description="whose node an experience is: one's own choice, drawn anew, or each once in random order"),
    ] = "random"
    illegal: Annotated[
        Literal["masked", "penalised"],
        Field(description="actions out of their phase: there are none, or they bring -10 and have no effect"),
    ] = "masked"
    permuted: Annotated[bool, Field(description="nodes are shown in a random order, the same throughout a life")] = (
        False
    )
    seen: Annotated[Literal["raw", "scaled"], Field(description="values as they are, or in two scales")] = "scaled"
    shaping: Annotated[
        float | None,
        TRACED,
        Field(
            ge=-100.0,
            le=100.0,
            description="added to the score for each node that an experience holds, or gives, for the first time: it "
            "leads to where choices pay, and counts as ability too; omit for none",
        ),
    ] = None
    withheld: Annotated[
        float, Field(ge=0.0, le=0.5, description="share of isomorphism classes that are for examinations; 0: none are")
    ] = 0.1

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.condition == "conditional" and self.means == "nonlinear":
            raise ValueError(
                "condition = conditional cannot be drawn exactly with means = nonlinear. Use interventional, or average"
            )
        if self.nodes_chosen != "random" and "observational" in self.condition:
            raise ValueError(
                f"nodes_chosen = {self.nodes_chosen} is of no use with condition = {self.condition}: no node is held. "
                "Leave it out"
            )
        return self

    @property  # one life is one trial
    def trials(self) -> int:
        """1."""
        return 1

    @property
    def experiences(self) -> int:
        """Experiences of a life: as many as there are observable nodes, or in `long_observational` 4 N - 1."""
        return 4 * self.nodes - 1 if self.condition == "long_observational" else self.nodes - 1

    @property
    def inputs(self) -> int:
        """Value (one number, or two), whether it was held, and whether it is asked about, of each observable node."""
        return (self.nodes - 1) * (4 if self.seen == "scaled" else 3)

    @property
    def outputs(self) -> int:
        """One per observable node; where actions may be illegal, one more each for the quiz."""
        return (self.nodes - 1) * (2 if self.illegal == "penalised" else 1)

    @property
    def deciding(self) -> tuple[bool, ...]:
        """Experiences (active: choices, and a last look), then the quiz."""
        looks = (True,) * self.experiences + (False,) if self.nodes_chosen == "active" else (False,) * self.experiences
        return (*looks, True)

    @property
    def questions(self) -> int:
        """Any observable node may be asked about."""
        return self.nodes - 1

    def asking(self, chance: Chance, question: Array) -> Chance:
        """Return the row of chance of the quiz, where it asks about the node in another place."""
        return chance._replace(place=jnp.asarray(question, jnp.int32))

    def sample(self, key: Key) -> Graph:
        """Draw a graph of a class that is not held out."""
        return self._drawn(key, examined=False)

    def held_out(self, key: Key, count: int) -> Graph:
        """Draw graphs of classes that are held out."""
        found: Graph = jax.vmap(lambda one: self._drawn(one, examined=True))(jax.random.split(key, count))
        return found

    def _drawn(self, key: Key, *, examined: bool) -> Graph:
        """Draw a graph, again and again until it is of the right classes."""
        graph, order = jax.random.split(key)
        n = self.nodes - 1
        places = jax.random.permutation(order, n) if self.permuted else jnp.arange(n)
        if self.withheld == 0.0:
            return Graph(self._edges(graph), places)

        def again(drawn: tuple[Key, Array, Array]) -> tuple[Key, Array, Array]:
            following, own = jax.random.split(drawn[0])
            edges = self._edges(own)
            return following, edges, withheld(edges, self.withheld) == examined

        nothing = jnp.zeros((self.nodes, self.nodes), jnp.int32)
        _, edges, _ = jax.lax.while_loop(lambda drawn: ~drawn[2], again, (graph, nothing, jnp.zeros((), bool)))
        return Graph(edges, places)

    def _edges(self, key: Key) -> Array:
        """Draw the weights (N, N) of all edges."""
        drawn = jax.random.uniform(key, (self.nodes, self.nodes))
        weights = jnp.where(drawn < self.edge * self.negative, -1, jnp.where(drawn < self.edge, 1, 0))
        return jnp.tril(weights.astype(jnp.int32), -1)

    def chance(self, key: Key, instance: Graph) -> Chance:
        """Draw the noise of all steps, and the nodes that are held and asked about."""
        del instance
        noisy, drawn, turns = jax.random.split(key, 3)
        steps, n = len(self.deciding), self.nodes - 1
        place = (jax.random.uniform(drawn, (steps,)) * n).astype(jnp.int32)
        if self.nodes_chosen == "once":
            place = place.at[:-1].set(jax.random.permutation(turns, n))
        return Chance(jax.random.normal(noisy, (steps, self.nodes)), place)

    def begin(self, instance: Graph) -> Place:
        """Return the first step, before any experience."""
        del instance
        n = self.nodes - 1
        met = () if self.shaping is None else jnp.zeros(n)
        return Place(jnp.zeros((), jnp.int32), jnp.zeros(n), jnp.zeros(n), jnp.zeros(self.nodes), met)

    def observe(self, state: Place, chance: Chance, instance: Graph) -> Array:
        """Return what the experience shows; at the quiz, only which node is held."""
        n = self.nodes - 1
        quiz = state.step == len(self.deciding) - 1
        shown = state if self.nodes_chosen == "active" else self._experienced(state, chance, chance.place, instance)
        values, held = (jnp.where(quiz, 0.0, part) for part in (shown.values, shown.held))
        seen = [values] if self.seen == "raw" else [values / FORCED, jnp.arcsinh(10.0 * values) / 4.6]
        return jnp.concatenate([*seen, held, quiz * jax.nn.one_hot(chance.place, n)])

    def act(self, state: Place, chance: Chance, action: Array, instance: Graph) -> Outcome:
        """Return what the experience was, and nothing earned; at the quiz, the value of the node chosen."""
        n = self.nodes - 1
        active = self.nodes_chosen == "active"
        quiz = state.step == len(self.deciding) - 1
        place = action % n
        after = self._experienced(state, chance, place if active else chance.place, instance)
        illegal = jnp.zeros((), bool)
        if self.illegal == "penalised":
            illegal = (action >= n) != quiz
            if active:
                nothing = state._replace(values=jnp.zeros(n), held=jnp.zeros(n))
                after = jax.tree.map(lambda old, new: jnp.where(illegal, old, new), nothing, after)
        choosing = quiz
        if active:
            look = state.step == self.experiences
            after = jax.tree.map(lambda old, new: jnp.where(look, old, new), state, after)
            choosing = ~look
        elif self.illegal == "penalised":
            illegal &= quiz
        counterfactual = self.condition == "counterfactual"
        noise = state.noise if counterfactual else SD * chance.noise
        both = jnp.stack([noise, jnp.zeros(self.nodes)])
        noisy, plain = jax.vmap(lambda one: self._held(one, chance.place, ASKED, instance)[place])(both)
        score = noisy if counterfactual else plain
        illegal = illegal & choosing
        reward, worth = (jnp.where(illegal, PENALTY, jnp.where(quiz, value, 0.0)) for value in (noisy, score))
        if self.shaping is not None:
            new = jnp.where(quiz, 0.0, after.held * (1.0 - state.met))
            after, worth = after._replace(met=state.met + new), worth + self.shaping * new.sum()
        return Outcome(after._replace(step=state.step + 1), reward, worth)

    def _experienced(self, state: Place, chance: Chance, place: Array, instance: Graph) -> Place:
        """Return what follows where the node in a place is held, or given, or nothing is."""
        noise = SD * chance.noise
        if "observational" in self.condition:
            values = self._held(noise, jnp.int32(-1), 0.0, instance)
            return state._replace(values=values, held=0.0 * state.held, noise=noise)
        if self.condition == "conditional":
            values = self._given(noise, place, instance)
        else:
            values = self._held(noise, place, FORCED, instance)
        return state._replace(values=values, held=jax.nn.one_hot(place, self.nodes - 1), noise=noise)

    def _held(self, noise: Array, place: Array, value: float, instance: Graph) -> Array:
        """Return the values (n,), by place, where the node in `place` is held at `value`; in none if that is -1."""
        weights = instance.edges.astype(jnp.float32)
        if self.means != "sum":
            weights = weights / jnp.maximum(jnp.abs(weights).sum(axis=1, keepdims=True), 1.0)
        holding = jnp.append(False, instance.places == place)
        found = jnp.zeros(self.nodes)
        for _ in range(self.nodes):  # causes come first: each round settles one more node, for good
            felt = found + found**2 if self.means == "nonlinear" else found
            found = jnp.where(holding, value, weights @ felt + noise)
        return jnp.zeros(self.nodes - 1).at[instance.places].set(found[1:])

    def _given(self, noise: Array, place: Array, instance: Graph) -> Array:
        """Return a sample (n,), by place, of the joint law given that the node in `place` is 5 (means are linear)."""
        nothing = jnp.int32(-1)
        made = jax.vmap(lambda one: self._held(one, nothing, 0.0, instance))(jnp.eye(self.nodes))  # (N, n)
        sample, covariance = noise @ made, made.T @ made
        return sample + covariance[place] / covariance[place, place] * (FORCED - sample[place])

    def behaviour(self, instances: Graph, chances: Chance, trace: Trace) -> dict[str, Any]:
        """Return ratios to the optimal cause-effect, in all lives and in those that tell causes; see `columns`."""
        from baldwin.neural.tasks._causal_behaviour import behaviour

        return behaviour(self, instances, chances, trace)

    def structure(self, instances: Graph, chances: Chance, actions: Any, observations: Any) -> Structure:
        """Return the edges of the graphs and the number of causes of each node, as nodes are shown."""
        from baldwin.neural.tasks._causal_behaviour import structure

        return structure(self, instances, chances, actions, observations)

    def retold(self, instances: Graph, chances: Chance, actions: Any, observations: Any, life: int | None) -> Episode:
        """Return one life: its graph, what was held, and the quiz; by default one in which association misleads."""
        from baldwin.neural.tasks._causal_behaviour import retold

        return retold(self, instances, chances, actions, observations, life)

    @property
    def contrasts(self) -> Mapping[str, CausalGraph]:
        """This choice of nodes, and others: drawn anew each time, and where none is chosen, each once."""
        if "observational" in self.condition:
            return {"observed": self}
        others = {"active": ("random",), "random": ("once",), "once": ("random",)}[self.nodes_chosen]
        ways = (self.nodes_chosen, *others)
        return {WAYS.get(one, one): self.model_copy(update={"nodes_chosen": one}) for one in ways}

    def _law(self) -> Any:
        from baldwin.neural.theory.causal_references import Law

        named = {name: getattr(self, name) for name in Law._fields}
        return Law(**named)

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return the columns of the optimal choices and of chance, exactly, and of Bayes' rule in simulated lives."""
        from baldwin.neural.theory.causal_references import ideals_of

        return ideals_of(self._law())

    def innate_bound(self) -> ReferencePolicy | None:
        """Return the score of the best fixed answers in the graphs held out; None for six nodes."""
        from baldwin.neural.theory.causal_references import innate

        return innate(self._law())

    def oracle_bound(self) -> ReferencePolicy | None:
        """Return the score of one who knows the graph; in counterfactual lives also the noise."""
        from baldwin.neural.theory.causal_references import knowing

        return knowing(self._law())

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the optimal cause-effect and associative choices, Bayes' rule, avoiding the node held, and chance."""
        from baldwin.neural.theory.causal_references import policies

        return policies(self._law())

    @classmethod
    def tiny(cls) -> Self:
        """Return four nodes, of which a fifth is held out."""
        return cls(nodes=4, withheld=0.2)
