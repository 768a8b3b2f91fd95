"""Compressed genomes: how many genes, which newborns, whose scale founders have, and what can be written back."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import baldwin
from baldwin.cli.check import check
from baldwin.errors import DefinitionError
from baldwin.neural.assays import compression
from baldwin.neural.checks.memory import arrays
from baldwin.neural.contracts import Blueprint, Encoding, Gene
from baldwin.neural.encodings.cosine import Cosine
from baldwin.neural.encodings.direct import Direct
from baldwin.neural.encodings.g_network import GNetwork
from baldwin.neural.encodings.low_rank import LowRank
from baldwin.neural.encodings.shared import Shared
from baldwin.neural.encodings.xox import ExpressionRules
from baldwin.neural.evolution.lives import block_size
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.registry import kinds

KEY = jax.random.key(3)
DEEP = ("encoding.kind=g_network", "assays.every=0")
ALL = ("matrices", "vectors")


def blueprint(*hidden: int, inputs: int = 1, genes: tuple[Gene, ...] = ()) -> Blueprint:
    """Return what a perceptron needs, one of whose laws draws biases too."""
    network = Perceptron(hidden=hidden, initial="spread")
    shapes = network.shapes(inputs, 1)
    fan_in = {name: network.fan_in(name, inputs, 1) for name in shapes}
    axes = {name: network.axes(name) for name in shapes}
    return Blueprint(shapes, fan_in, (), genes, lambda key: network.draw(key, inputs, 1), axes)


def rates(plan: Blueprint) -> Blueprint:
    """Return the same with a learning rate per weight."""
    return plan._replace(
        genes=tuple(Gene(f"rate.{name}", shape, 0.1, 2.0, "log") for name, shape in plan.shapes.items())
    )


SMALL = blueprint(6, 5, inputs=3)


@pytest.mark.parametrize("kind", kinds("encoding"))
@pytest.mark.parametrize("plan", [SMALL, rates(SMALL)], ids=["weights", "rates"])
def test_every_encoding_makes_all_that_is_asked_for(kind: str, plan: Blueprint) -> None:
    encoding: Any = kinds("encoding")[kind].tiny()
    founder = encoding.founder(KEY, plan)
    assert founder.shape == (encoding.size(plan),)
    newborn = encoding.develop(founder, plan)
    assert {name: value.shape for name, value in newborn.weights.items()} == dict(plan.shapes)
    assert {name: value.shape for name, value in newborn.genes.items()} == {g.name: g.shape for g in plan.genes}
    for rate in newborn.genes.values():
        np.testing.assert_allclose(rate, 0.1, rtol=1e-6)
    assert all(np.isfinite(value).all() for value in newborn.weights.values())


BIASES = 40 + 40 + 1
COUNTS: list[tuple[Encoding, int]] = [
    (Direct(), 1761),
    (LowRank(rank=2), 2 * 80 + 40 + 40 + BIASES),
    (ExpressionRules(factors=4, encodes=ALL), 2 * 40 * 4 + 4 * 4 + 4 + 4 + 4 + 4 + 1),
    (ExpressionRules(factors=40, encodes=ALL), 1761),  # whose rules name each neuron
    (ExpressionRules(factors=4, profiles="tensor"), 80 * 4 + 4 * 4 + 80 + BIASES),
    (GNetwork(hidden=8), (12 + 1) * 8 + 8 + 1 + 80 + BIASES),
    (GNetwork(hidden=4, encodes=ALL), (12 + 1) * 4 + 4 + 1 + 4 * ((6 + 1) * 4 + 4 + 1) + 1),
    (Cosine(waves=8, encodes=ALL), 64 + 4 * 8 + 1),
    (Shared(groups=30, encodes=ALL), 5 * 30 + 1),
]


@pytest.mark.parametrize(("encoding", "genes"), COUNTS, ids=lambda one: getattr(one, "kind", ""))
def test_genes_are_as_many_as_the_formula_says(encoding: Encoding, genes: int) -> None:
    """Of the 1-40-40-1 network; whatever would take as many genes as it has numbers has a gene for each."""
    assert encoding.size(blueprint(40, 40)) == genes


@pytest.mark.parametrize("kind", kinds("encoding"))
def test_founders_have_the_scale_of_the_network_s_own_law(kind: str) -> None:
    encoding: Any = kinds("encoding")[kind].tiny()
    keys = jax.random.split(KEY, 4)
    born = [encoding.develop(encoding.founder(key, SMALL), SMALL).weights for key in keys]
    drawn = [SMALL.draw(jax.random.split(key)[0] if kind != "direct" else key) for key in keys]
    for name in SMALL.shapes:
        size = [[float(jnp.mean(one[name] ** 2)) for one in group] for group in (born, drawn)]
        np.testing.assert_allclose(size[0], size[1], rtol=1e-4, err_msg=name)


def test_a_g_network_s_matrix_has_no_mean() -> None:
    """ReLU units are never negative; the bias of the output makes up for it."""
    plan = blueprint(40, 40)
    encoding = GNetwork(hidden=4)
    w2 = encoding.develop(encoding.founder(KEY, plan), plan).weights["w2"]
    assert abs(float(w2.mean())) < 1e-6 < float(w2.std())


def random_genotype(encoding: Encoding, plan: Blueprint) -> Any:
    return np.random.default_rng(1).normal(size=encoding.size(plan)).astype(np.float32)


def test_low_rank_and_expression_by_hand() -> None:
    """w2 is 6 x 5, in units of 1 / sqrt(6); the neurons of a layer lend their factors to both of its sides."""
    genotype = random_genotype(LowRank(rank=2), SMALL)
    first = 3 * 6 + 6  # w1 would not be shorter: 2 (3 + 6) = 18
    left, right = genotype[first : first + 12].reshape(6, 2), genotype[first + 12 : first + 22].reshape(2, 5)
    found = LowRank(rank=2).develop(genotype, SMALL).weights
    np.testing.assert_allclose(found["w2"], left @ right / math.sqrt(2) / math.sqrt(6), rtol=1e-5)
    np.testing.assert_array_equal(found["w1"], genotype[:18].reshape(3, 6) * np.float32(1 / math.sqrt(3)))

    genotype = random_genotype(ExpressionRules(factors=2), SMALL)
    cuts = np.cumsum([6, 12, 4, 6, 10, 4, 5])  # X of 3 inputs, X of 6 units, O1; b1; X of 5 units, O2; b2
    inputs, units, rules1, _, others, rules2, _, _ = np.split(genotype, cuts)
    inputs, units, others = (part.reshape(-1, 2) for part in (inputs, units, others))
    found = ExpressionRules(factors=2).develop(genotype, SMALL).weights
    np.testing.assert_allclose(found["w1"], inputs @ rules1.reshape(2, 2) @ units.T / 2 / math.sqrt(3), rtol=1e-4)
    np.testing.assert_allclose(found["w2"], units @ rules2.reshape(2, 2) @ others.T / 2 / math.sqrt(6), rtol=1e-4)


def test_expression_with_factors_for_each_tensor_by_hand() -> None:
    """w2 alone is made of fewer numbers: 6 x 2 and 5 x 2 factors, and 2 x 2 rules."""
    encoding = ExpressionRules(factors=2, profiles="tensor")
    genotype = random_genotype(encoding, SMALL)
    before, after, rules, _ = np.split(genotype[24:], np.cumsum([12, 10, 4]))
    expected = before.reshape(6, 2) @ rules.reshape(2, 2) @ after.reshape(5, 2).T / 2 / math.sqrt(6)
    np.testing.assert_allclose(encoding.develop(genotype, SMALL).weights["w2"], expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("labels", "activation"), [("gray", "relu"), ("binary", "tanh"), ("waves", "sin")])
def test_a_g_network_by_hand(labels: Any, activation: Any) -> None:
    """Synapse by synapse: labels of three bits each, as -1 and 1, least bit first; or three cosines."""
    encoding = GNetwork(hidden=2, labels=labels, activation=activation)
    unit: Any = {"relu": lambda x: np.maximum(x, 0.0), "tanh": np.tanh, "sin": np.sin}[activation]
    genotype = random_genotype(encoding, SMALL)
    first = 3 * 6 + 6  # w1: (2 + 3 + 1) 2 + 3 = 15 genes would do
    first = 15 + 6
    hidden, output = genotype[first : first + 14].reshape(7, 2), genotype[first + 14 : first + 17]
    found = np.zeros((6, 5))
    for before in range(6):
        for after in range(5):
            label: list[float] = []
            for number, count in ((before, 6), (after, 5)):
                if labels == "waves":
                    label += [math.sqrt(2) * math.cos(math.pi * w * (number + 0.5) / count) for w in (1, 2, 3)]
                    continue
                written = format(number ^ number >> 1 if labels == "gray" else number, "03b")
                label += [2.0 * int(bit) - 1.0 for bit in reversed(written)]
            units = unit(([*label, 1.0] @ hidden) / math.sqrt(7))
            found[before, after] = (units @ output[:2] / math.sqrt(2) + output[2]) / math.sqrt(6)
    np.testing.assert_allclose(encoding.develop(genotype, SMALL).weights["w2"], found, rtol=1e-4, atol=1e-6)


def test_the_units_of_a_g_network_count_as_memory() -> None:
    """64 for each of 40 x 40 pairs, in every newborn of a block, before and after."""
    made: Any = [baldwin.load("sinusoid", [f"encoding.hidden={h}", *DEEP]) for h in (63, 64)]
    assert GNetwork(hidden=64).inner(blueprint(40, 40)) == 2 * 64 * 1600
    assert GNetwork(hidden=400).inner(blueprint(40, 40)) == 0  # which would take more genes than there are weights
    more = arrays(made[1]) - arrays(made[0])
    assert more > 4 * block_size(made[0]) * 2 * 1600


def test_gray_neighbours_differ_in_one_bit() -> None:
    labels = GNetwork()._labels(40)
    assert (np.abs(np.diff(labels, axis=0)).sum(axis=1) == 2.0).all()
    assert len({tuple(one) for one in labels}) == 40


def test_cosines_vary_slowly_along_a_layer() -> None:
    """One coefficient at a time: cos of its frequency at the middle of each place."""
    encoding, plan = Cosine(waves=3, encodes=ALL), blueprint(8)
    for wave in range(3):
        genotype = np.zeros(encoding.size(plan), np.float32)
        genotype[wave] = 1.0
        w1 = np.asarray(encoding.develop(genotype, plan).weights["w1"])[0]
        expected = np.cos(np.pi * wave * (np.arange(8) + 0.5) / 8) * (math.sqrt(2 / 3) if wave else math.sqrt(1 / 3))
        np.testing.assert_allclose(w1, expected, atol=1e-6)


@pytest.mark.parametrize("encoding", [Cosine(waves=3, encodes=ALL), Shared(groups=4)], ids=lambda one: one.kind)
def test_what_is_written_back_is_the_least_squares_solution(encoding: Encoding) -> None:
    """Found again from the newborns of genotypes that have one gene each."""
    genes = encoding.size(SMALL)

    def flat(weights: Any) -> Any:
        return np.concatenate([np.ravel(weights[name]) for name in SMALL.shapes])

    columns = np.stack([flat(encoding.develop(one, SMALL).weights) for one in np.eye(genes, dtype=np.float32)], axis=1)
    born = encoding.develop(encoding.founder(KEY, SMALL), SMALL)
    learned = {name: value + jax.random.normal(KEY, value.shape) for name, value in born.weights.items()}
    wanted = np.linalg.lstsq(columns, flat(learned) - flat(born.weights), rcond=None)[0]
    np.testing.assert_allclose(encoding.inherit(born, learned, (), SMALL), wanted, atol=1e-5)
    only = encoding.inherit(born, learned, ("w2",), SMALL)
    touched = encoding.develop(encoding.founder(KEY, SMALL) + only, SMALL).weights
    assert [name for name in SMALL.shapes if not np.allclose(touched[name], born.weights[name])] == ["w2"]


def test_synapses_can_share_their_rules_and_keep_weights_of_their_own() -> None:
    encoding, plan = Shared(groups=4, encodes=("genes",)), rates(SMALL)
    assert encoding.size(plan) == encoding.size(SMALL) + 5 * 4 + 1
    assert encoding.size(SMALL) == Direct().size(SMALL)
    newborn = encoding.develop(random_genotype(encoding, plan), plan)
    found, counts = np.unique(np.asarray(newborn.genes["rate.w2"]), return_counts=True)
    assert sorted(counts) == [7, 7, 8, 8]
    assert (found > 0.0).all()
    other = Shared(groups=4, assignment=1).group_of(Gene("rate.w2", (6, 5)))
    for one in (other, encoding.group_of(Gene("rate.w3", (6, 5)))):
        assert (one != encoding.group_of(Gene("rate.w2", (6, 5)))).any()


@pytest.mark.guards("genes", "compression")
def test_compression_counts_the_numbers_of_a_newborn_over_genes(capsys: pytest.CaptureFixture[str]) -> None:
    """6 learning rates beside 1,761 weights, of which a matrix of rank 2 leaves 321."""
    made: Any = baldwin.load("sinusoid-all-layers", ["encoding.kind=low_rank"])
    row = compression.row(made, {}, None)  # type: ignore[arg-type]
    assert row == {"genes": 327, "compression": 1767 / 327}
    assert compression.applies(made)
    assert not compression.applies(made.model_copy(update={"encoding": Direct()}))
    check("sinusoid-all-layers", set_=["encoding.kind=low_rank"])
    assert "# genes   327 for the 1,767 numbers of a newborn, compressed 5.4 times\n" in capsys.readouterr().out


def test_a_tensor_can_be_kept_out_of_it() -> None:
    encoding = Cosine(waves=3, encodes=ALL, keeps=("w2",))
    assert encoding.size(SMALL) == 9 + 3 + 30 + 3 + 3 + 1
    genotype = random_genotype(encoding, SMALL)
    w2 = encoding.develop(genotype, SMALL).weights["w2"]
    np.testing.assert_allclose(w2.ravel(), genotype[12:42] / math.sqrt(6), rtol=1e-6)
    with pytest.raises(DefinitionError, match=r'keeps = .*: no tensor "head". This network has w1, b1,'):
        baldwin.load("sinusoid", ["encoding.kind=cosine", 'encoding.keeps=["head"]'])


@pytest.mark.parametrize(
    ("overrides", "remedy"),
    [
        (("encoding.kind=xox", "inheritance.kind=lamarckian"), 'inheritance.kind = "baldwinian"'),
        (("encoding.kind=g_network", "inheritance.kind=lamarckian"), 'Use "cosine" or "direct" or "shared"'),
        (("encoding.kind=low_rank", "strategy.kind=reptile", "population.size=1"), 'another strategy than "reptile"'),
    ],
)
def test_what_cannot_be_written_into_genes_is_refused(overrides: tuple[str, ...], remedy: str) -> None:
    with pytest.raises(DefinitionError, match="does not tell which genes would make what is learned inborn") as caught:
        baldwin.load("sinusoid", overrides)
    assert remedy in str(caught.value)
    baldwin.load("sinusoid", ["encoding.kind=shared", "inheritance.kind=lamarckian"])
