"""A ladder of one's own: the mean fitness of Hinton and Nowlan's founders, from a run and from theory."""

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import mean_of
from baldwin.claims.ladder import Ladder
from baldwin.claims.populations import Setting
from baldwin.claims.quantity import close
from baldwin.claims.sources import theory
from baldwin.haystack.theory import binomial_weights, expected_fitness

FEW = Setting("hinton-nowlan", ("population.generations=0", "population.replicates=200"), ("fitness_mean",))
EXPECTED = 1.0 + float(binomial_weights(20, 0.5, 0.25) @ (np.asarray(expected_fitness(range(21), 1000)) - 1.0))


def _founders(run):
    return {"mean": mean_of(run["fitness_mean"][:, 0])}


LADDER = Ladder(
    name="my-founders",
    title="Founders earn what theory says",
    references=("Hinton & Nowlan (1987), Complex Systems 1, 495-502",),
    claims=(
        Claim(
            id="MY1",
            text="The mean fitness of founders is that of theory",
            settings=(FEW,),
            quantities=(close("mean fitness of founders", EXPECTED, theory("their fitness, summed"), of="mean"),),
            measure=_founders,
            null=Null("success is worth nothing", ("fitness.bonus=0.0",)),
        ),
    ),
)
