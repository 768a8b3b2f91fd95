"""A probe: what evolved lives again, in settings of your choice, and something is read from those lives."""

from typing import Annotated

from pydantic import Field

from baldwin.probes import Probe, ProbeResult, ResultColumn


class MyThing(Probe):
    """What a short life is worth to a genotype, beside a whole one, and how much chance there is in either."""

    # The fields that `--set` sets: a type, a range, a meaning and a default.
    trials: Annotated[int, Field(ge=1, le=1_000_000, description="trials of a short life")] = 20

    def find(self, lives):
        """Return a table: a row for each setting and replicate.

        `lives.replay()` has every array of every life, (replicates, lives, ..); `measure` sums a life up, and `only`
        says what is wanted. The same life has the same place in every replay.
        """
        settings = {"whole": (), "short": {"lifetime.trials": self.trials}}
        scores = {name: lives.replay(one, only=("measure",))["measure"] for name, one in settings.items()}
        rows = [(name, replicate) for name in scores for replicate in range(lives.replicates)]
        unit = lives.measure.text
        return ProbeResult(
            title="short lives and whole ones",
            columns={
                "life": ResultColumn([name for name, _ in rows], "how long the lives are"),
                "replicate": ResultColumn([number for _, number in rows], "which of the run's populations"),
                "score": ResultColumn([float(scores[name][n].mean()) for name, n in rows], "mean over lives", unit),
                "sd": ResultColumn([float(scores[name][n].std()) for name, n in rows], "over lives", unit),
            },
        )

    @classmethod
    def tiny(cls):
        """Return an instance small enough for a test."""
        return cls(trials=2)
