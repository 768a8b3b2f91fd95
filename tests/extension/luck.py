"""Luck: how much of the differences between lives is chance, and not the genotype."""

from typing import Literal

from baldwin.probes.probe import Probe, ProbeResult, ResultColumn


class Luck(Probe):
    """How far the lives of one genotype lie apart, in standard deviations of their measure."""

    kind: Literal["luck"] = "luck"

    def find(self, lives):
        spread = lives.replay(only=("measure",))["measure"].std(axis=1)
        columns = {
            "spread": ResultColumn([float(one) for one in spread], "standard deviation over lives", lives.measure.text)
        }
        return ProbeResult(title="luck", columns=columns)

    @classmethod
    def tiny(cls):
        return cls()
