"""Genes of plasticity rules block by block, and the critical period, against numbers worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.definition.loading import from_toml
from baldwin.neural.assays import plasticity_blocks
from baldwin.neural.assays.subject import Before
from baldwin.neural.contracts import Newborn

TOML = """
schema = 1
name = "plastic"
[task]
kind = "associative_memory"
stimuli = 3
actions = 2
[network]
hidden = []
bias = false
[lifetime]
{lifetime}
[fitness]
reads = "life"
"""
PLASTIC = (
    'kind = "plastic"\nmodulator = "reward"\nperiod = "evolved"\nrule = {{kind = "hebb", terms = ["A", "C"]{more}}}'
)


def definition(lifetime: str) -> Any:
    return from_toml(TOML.format(lifetime=lifetime), "here")


def rows(d: Any, genes: dict[str, Any]) -> dict[str, Any]:
    subject: Any = SimpleNamespace(
        definition=d, newborn=Newborn({}, {name: jnp.asarray(v) for name, v in genes.items()})
    )
    found = jax.device_get(plasticity_blocks.measure(subject))
    return plasticity_blocks.row(d, found, Before(0.0, None, None))


@pytest.mark.guards(
    "period_opening", "period_closing", "period_strength", "gene_size", "gene_spread", "gene_silent", "gene_gini"
)
def test_blocks_are_summarised_in_their_order() -> None:
    """A: 0, .005, -.02, .035, 0, 0, of which four are near 0; C: alike; a baseline of one number."""
    d = definition(PLASTIC.format(more=""))
    a = [[0.0, 0.005], [-0.02, 0.035], [0.0, 0.0]]
    period = {"period.opening": -20.5, "period.closing": 43.0, "period.strength": 1.5}
    found = rows(d, {"A.w1": a, "C.w1": np.full((3, 2), -2.0), "modulator.baseline": 0.25, **period})
    assert d.lifetime.rule_blocks(d.network, d.task) == ("A.w1", "C.w1", "modulator.baseline")
    assert plasticity_blocks.applies(d)
    assert (found["period_opening"], found["period_closing"], found["period_strength"]) == (20.5, 43.0, 1.5)
    np.testing.assert_allclose(found["gene_size"], [0.06 / 6, 2.0, 0.25], rtol=1e-6)
    mean = 0.02 / 6
    spread = np.sqrt((0.005**2 + 0.02**2 + 0.035**2) / 6 - mean**2)
    np.testing.assert_allclose(found["gene_spread"], [spread, 0.0, 0.0], rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(found["gene_silent"], [4 / 6, 0.0, 0.0])
    # Gini of 0, 0, 0, 5, 20, 35: (2 (4 5 + 5 20 + 6 35) / (6 60)) - 7 / 6
    np.testing.assert_allclose(found["gene_gini"], [2 * 330 / 360 - 7 / 6, 0.0, 0.0], rtol=1e-5, atol=1e-6)


def test_a_shared_gene_is_a_block_of_one_number_and_without_a_rule_there_is_none() -> None:
    d = definition(PLASTIC.format(more=', shared = "all"').replace('"evolved"', '"always"'))
    found = rows(d, {"A": 0.5, "C": 0.0, "modulator.baseline": 1.0})
    assert set(found) == {"gene_size", "gene_spread", "gene_silent", "gene_gini"}
    np.testing.assert_allclose(found["gene_size"], [0.5, 0.0, 1.0])
    np.testing.assert_allclose(found["gene_silent"], [0.0, 1.0, 0.0])
    assert np.isnan(found["gene_gini"][1])  # nothing to be shared
    other = from_toml('schema = 1\nname = "sines"\n[task]\nkind = "sinusoid"\n', "here")
    assert not plasticity_blocks.applies(other)
