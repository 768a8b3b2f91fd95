"""JAX is held to the gradient life in plain NumPy, over drawn shapes and settings, in 64 and in 32 bits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, get_args

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baldwin.neural.contracts import Batch, Environment, Newborn, SupervisedTask
from baldwin.neural.contracts.living import live as live_in_jax
from baldwin.neural.lifetimes.gradient import Gradient
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.reference import ACTIVATIONS, Examples, Life, live
from baldwin.neural.tasks.linear import Linear
from baldwin.neural.tasks.sinusoid import Sinusoid


class Given(Sinusoid):
    """A task whose examples are handed over: support and query are the instance."""

    def support(self, key: Any, instance: Any) -> Batch:
        return Batch(*instance[0])

    def query(self, key: Any, instance: Any) -> Batch:
        return Batch(*instance[1])


class HalfGiven(Linear):
    """The same, of a task whose loss is half its error."""

    support = Given.support
    query = Given.query


@contextmanager
def bits(count: int) -> Iterator[None]:
    with jax.enable_x64(count == 64):
        yield


@st.composite
def cases(draw: Any) -> dict[str, Any]:
    """Draw a network, a lifetime, a newborn with its genes, and examples."""
    widths = draw(st.lists(st.integers(1, 5), max_size=3))
    network = Perceptron(
        hidden=tuple(widths),
        activation=draw(st.sampled_from(sorted(ACTIVATIONS))),
        bias=draw(st.booleans()),
        output_scale=draw(st.booleans()),
    )
    inputs, outputs = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shapes = network.shapes(inputs, outputs)
    weights = {name: random.normal(size=shape) / np.sqrt(shape[0]) for name, shape in shapes.items()}
    if network.output_scale:
        weights["gain"] = np.asarray(np.exp(0.3 * random.normal()))
    inherited: dict[str, dict[str, tuple[int, ...]]] = {
        "fixed": {},
        "global": {"rate": ()},
        "tensor": {f"rate.{name}": () for name in shapes},
        "parameter": {f"rate.{name}": shape for name, shape in shapes.items()},
    }
    rate = draw(st.sampled_from(sorted(inherited)))
    genes = {name: np.asarray(random.uniform(0.0, 0.1, shape)) for name, shape in inherited[rate].items()}
    evolves = tuple(name for name in ("momentum", "steps") if draw(st.booleans()))
    genes |= {name: np.asarray(random.uniform()) for name in evolves}
    lifetime = Gradient(
        steps=draw(st.integers(0, Gradient.unrolled + 2)),
        optimiser=draw(st.sampled_from(get_args(Gradient.model_fields["optimiser"].annotation))),
        momentum=draw(st.sampled_from([0.0, 0.5, 0.9])),
        plastic=draw(st.sampled_from([(), ("head",), ("w1",), tuple(shapes)[-1:]])),
        clip=draw(st.sampled_from([None, 0.2, 10.0])),
        rate=rate,  # type: ignore[arg-type]
        initial_rate=2.0**-6,  # the same in 32 bits
        evolves=evolves,  # type: ignore[arg-type]
    )
    examples = [
        (random.normal(size=(count, inputs)), random.normal(size=(count, outputs)))
        for count in draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    ]
    return {
        "network": network,
        "lifetime": lifetime,
        "weights": weights,
        "genes": genes,
        "examples": examples,
        "half": draw(st.booleans()),
    }


def by_hand(case: dict[str, Any]) -> Life:
    support, query = (Examples(*one) for one in case["examples"])
    share = 0.5 if case["half"] else 1.0
    return live(case["weights"], case["genes"], case["network"], case["lifetime"], support, query, share)


def by_jax(case: dict[str, Any], count: int) -> Any:
    task: SupervisedTask = HalfGiven() if case["half"] else Given()
    with bits(count):
        newborn, examples = jax.tree.map(
            lambda leaf: jnp.asarray(leaf, float), (Newborn(case["weights"], case["genes"]), case["examples"])
        )

        def run(newborn: Newborn, examples: Any) -> Any:
            chance = case["lifetime"].chance(jax.random.key(0), task, examples)
            return live_in_jax(case["lifetime"], newborn, Environment(case["network"], task, examples, chance))

        return jax.device_get(jax.jit(run)(newborn, examples))


def agree(found: Any, expected: Life, relative: float) -> None:
    np.testing.assert_allclose(found.scores, expected.scores, rtol=relative, atol=relative)
    assert set(found.learned) == set(expected.learned)
    for name, tensor in expected.learned.items():
        np.testing.assert_allclose(found.learned[name], tensor, rtol=relative, atol=relative, err_msg=name)
    assert bool(found.diverged) == expected.diverged


@settings(max_examples=25)
@given(case=cases())
@pytest.mark.slow
def test_the_twin_in_64_bits(case: dict[str, Any]) -> None:
    """The same arithmetic: nothing but rounding may differ, so a formula that is nearly right fails."""
    agree(by_jax(case, 64), by_hand(case), 1e-9)


@settings(max_examples=12)
@given(case=cases())
def test_the_twin_in_32_bits(case: dict[str, Any]) -> None:
    """As evolutions compute; Adam's first steps are left out, which divide rounding errors by their own size."""
    if case["lifetime"].optimiser == "adam":
        case["lifetime"] = case["lifetime"].model_copy(update={"optimiser": "momentum"})
    agree(by_jax(case, 32), by_hand(case), 1e-5)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_every_activation_is_that_of_jax(activation: str) -> None:
    from baldwin.neural.networks._activations import activate

    u = np.linspace(-6.0, 6.0, 101)
    function, slope = ACTIVATIONS[activation]
    with bits(64):
        value, push = jax.jvp(lambda x: activate(activation, x), (jnp.asarray(u),), (jnp.ones_like(u),))
        np.testing.assert_allclose(np.asarray(value), function(u), atol=1e-12)
        np.testing.assert_allclose(np.asarray(push)[u != 0.0], slope(u)[u != 0.0], atol=1e-12)


def test_every_activation_of_a_definition_has_a_twin() -> None:
    assert set(get_args(Perceptron.model_fields["activation"].annotation)) == set(ACTIVATIONS)


@pytest.mark.parametrize("rate", [1.5, 1e30])
def test_divergence_is_the_twins(rate: float) -> None:
    """A rate that makes errors grow past the lowest score, or past the numbers."""
    random = np.random.default_rng(3)
    network = Perceptron(hidden=(), bias=False)
    case = {
        "network": network,
        "lifetime": Gradient(steps=3, diverged_score=-50.0),
        "weights": {"w1": random.normal(size=(2, 1))},
        "genes": {"rate.w1": np.asarray(rate)},
        "examples": [(3.0 * random.normal(size=(4, 2)), random.normal(size=(4, 1))) for _ in range(2)],
        "half": False,
    }
    with np.errstate(over="ignore", invalid="ignore"):
        expected = by_hand(case)
    found = by_jax(case, 32)
    assert bool(found.diverged)
    assert expected.diverged
    np.testing.assert_allclose(found.scores, expected.scores, rtol=1e-5)
    assert found.scores[-1] == -50.0
