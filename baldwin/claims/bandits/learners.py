"""Regrets of evolved networks, in the world where each evolved and in others (Wang et al. 2016, exp. 1 and 2)."""

from __future__ import annotations

from baldwin.claims.bandits.settings import (
    DEPENDENT,
    EASY,
    HARD,
    INDEPENDENT,
    LAWS,
    MEDIUM,
    NETS,
    OPTIMUM,
    UNIFORM,
)
from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.measures import Floats, excess, least, means, most, of_seeds, totals
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurements, Quantity, above, below, close, no_less
from baldwin.claims.sources import THEORY, THIS_PROGRAM

__all__ = ["CLAIMS"]

LIVES = 30_000  # the standard error of a regret is then some 0.02
GRID_LIVES = 10_000
BEST, MIRRORED_BEST = OPTIMUM["independent"], OPTIMUM["uniform"]
# Exact: the first two where arms are independent, the last where they mirror each other.
THOMPSON, UCB, GITTINS = 2.786, 2.970, 1.532
# Evolved regrets of 100 trials and their standard errors, over six seeds where arms are independent, else over three.
OWN = {
    "independent": (1.92, 0.02),
    "uniform": (1.27, 0.014),
    "easy": (0.630, 0.004),
    "medium": (1.016, 0.009),
    "hard": (2.41, 0.025),
}


def _regrets(run: Networks, law: str | None = None, lives: int = LIVES) -> Floats:
    """Return the regrets of held-out lives (replicates, lives), under another law of the arms if one is named."""
    return -totals(run, *([] if law is None else [f"task.law={law}"]), lives=lives)


def _own(run: Networks) -> Measurements:
    found = _regrets(run)
    return {"regret": of_seeds(found), "least": least(means(found)), "most": most(means(found))}


def _in_order(*runs: Networks) -> Measurements:
    found = {law: _regrets(run) for law, run in zip(("easy", "medium", "hard"), runs, strict=True)}
    return {
        **{law: of_seeds(values) for law, values in found.items()},
        **{f"{law}, least": least(means(values)) for law, values in found.items()},
        "medium less easy": excess(found["medium"], found["easy"]),
        "hard less medium": excess(found["hard"], found["medium"]),
    }


def _elsewhere(*runs: Networks) -> Measurements:
    nets = dict(zip(LAWS, runs, strict=True))
    abroad = {law: _regrets(nets[law], "independent", GRID_LIVES) for law in LAWS}
    mirrored = [_regrets(nets[law], "uniform", GRID_LIVES) for law in ("independent", "uniform")]
    costs = {law: excess(abroad[law], abroad["independent"]) for law in DEPENDENT}
    return {"abroad": of_seeds(abroad["uniform"]), **costs, "mirrored": excess(*mirrored)}


def _evolved(name: str, law: str, of: str) -> Quantity:
    expected, error = OWN[law]
    return close(name, expected, THIS_PROGRAM, expected_error=error, of=of)


def _ordered(law: str) -> tuple[Quantity, ...]:
    return (
        _evolved(f"{law}, regret of 100 trials, mean over seeds", law, law),
        no_less(f"{law}, regret of the best seed: nobody beats the optimum", OPTIMUM[law], of=f"{law}, least"),
    )


CLAIMS = (
    Claim(
        id="W05",
        text="Where arms are independent, frozen weights explore and exploit better than textbook rules",
        settings=(INDEPENDENT,),
        quantities=(
            below("regret of 100 trials, the worst seed, less than Thompson's", THOMPSON, 1.94, of="most"),
            below("the same, less than UCB's, with its smaller bonus", UCB, 1.94, of="most"),
            no_less("the same, the best seed: nobody beats the optimum", BEST, of="least"),
            _evolved("the same, mean over seeds", "independent", "regret"),
        ),
        measure=_own,
        null=UNTRAINED,
        remark="Exact: the optimum 1.748, Thompson's rule 2.786, UCB's 2.970. Choices are drawn, and score what they "
        "are worth on average, in selection and here. Six seeds ended at 1.84, 1.90, 1.92, 1.93, 1.94 and 2.00, 5 to "
        "15 % above the optimum: that distribution is what is expected, three of them are lived here.",
    ),
    Claim(
        id="W06",
        text="Where arms mirror each other evolution finds the structure: frozen weights then beat Gittins indices",
        settings=(UNIFORM,),
        quantities=(
            below("regret of 100 trials, the worst seed, less than that of Gittins indices", GITTINS, 1.28, of="most"),
            no_less("the same, the best seed: nobody beats the optimum", MIRRORED_BEST, of="least"),
            _evolved("the same, mean over seeds", "uniform", "regret"),
        ),
        measure=_own,
        null=UNTRAINED,
        remark="Exact: the optimum 1.221; Gittins indices, which take the arms for independent, 1.532.",
    ),
    Claim(
        id="W07",
        text="The smaller the gap between the arms, the larger the regret: easy < medium < hard",
        settings=(EASY, MEDIUM, HARD),
        quantities=(
            *(quantity for law in ("easy", "medium", "hard") for quantity in _ordered(law)),
            above("medium less easy", 0.0, 0.386, of="medium less easy"),
            above("hard less medium", 0.0, 1.395, of="hard less medium"),
        ),
        measure=_in_order,
        null=UNTRAINED,
        remark="Optima tend to 1 / (2 gap). Chance has it the other way round: the gap is what a wrong pull costs. "
        "Seeds: 3.",
    ),
    Claim(
        id="W08",
        text="What was inherited from one world costs in another: structure is paid for where there is none",
        settings=NETS,
        quantities=(
            no_less("evolved uniform, regret where arms are independent", BEST, of="abroad"),
            *(
                above(f"evolved {law} less evolved independent, where arms are independent", 0.0, 1.051, THEORY, of=law)
                for law in DEPENDENT
            ),
            above(
                "evolved independent less evolved uniform, where arms mirror each other",
                0.0,
                0.319,
                THEORY,
                of="mirrored",
            ),
        ),
        measure=_elsewhere,
        null=UNTRAINED,
        remark="Expected: net evidence against the optimum for independent arms, and the other way round. Whatever "
        "mirrored law it was, the optimum is the same; nets that differ are imperfect. Means of 3 seeds.",
    ),
)
