"""What the spine must know of the neural wing; loads neither JAX nor evosax."""

from __future__ import annotations

from baldwin.engine import OwnKinds, Wing
from baldwin.neural.checks.compatibility import broken, rehearsed
from baldwin.neural.checks.memory import estimate
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.plugins import files, model
from baldwin.neural.random_keys import SCHEME
from baldwin.neural.registry import kinds

__all__ = ["WING"]

COLUMNS = {
    "generation": "reproductions so far; 0 is the founders",
    "replicate": "which of the run's independent populations",
    "individuals": "individuals evaluated so far in the replicate",
    "lives": "lives lived so far in the replicate, one per individual and task instance",
    "lifetime_steps": "lifetime steps (learning steps) offered so far in the replicate: lifetime.steps for each life, "
    "also where fewer evolve",
    "fitness_mean": "mean fitness, as selection reads it",
    "fitness_sd": "standard deviation of fitness over the population (divisor N)",
    "fitness_max": "largest fitness of the generation; with few lives each, the luckiest",
    "diverged": "lives of this generation that diverged (scored lifetime.diverged_score)",
    "not_finite": "individuals of this generation whose fitness is no finite number; they never win",
    "innate": "score at birth of the population's centre, mean over held-out instances",
    "learned": "score of the same newborns at the end of life, same instances and examples",
    "learning_gain": "learned - innate",
    "innate_share": "(innate - founders' innate) / (learned - founders' innate), clipped to 0..1; "
    "NaN where learned is no higher",
    "lifetime_mean": "mean over a life of the score after each experience, same instances",
    "gap_closed": "(learned - innate) / (oracle - innate): share of what could be learned that is learned",
    "learned_median": "median over held-out instances of the score at the end of life",
    "innate_sd": "standard deviation over held-out instances of the score at birth",
    "learned_sd": "standard deviation over held-out instances of the score at the end of life",
    "specificity": "learned less the score of what lives learned in the instance of another: what is of use here alone",
    "innate_canalisation": "what a mutation (assays.mutation on each gene) costs at birth: 0 is robust",
    "learned_canalisation": "what the same mutations cost at the end of life",
    "steps_to_criterion": "median lifetime step at which lives reach fitness.criterion; NaN if most never do",
    "diverged_share": "share of held-out lives that diverged",
    "curve": "mean score at birth and after each lifetime step, on for assays.steps where lives are shorter",
    "drift": "mean over lives of |w_end - w_birth| / |w_birth|",
    "drift_by_tensor": "the same for each tensor: w1, b1, w2, ..",
    "predictability": "|E d|^2 / E|d|^2 of the learned changes d: 1 if every life learns the same, about 0 if each "
    "learns something else",
    "following": "cosine between the centre's change since the last assay and what lives had learned there: does "
    "evolution follow learning?",
    "rates": "mean |learning rate| of each tensor of the centre, from input to output; NaN where it does not learn",
    "rates_gini": "Gini coefficient of each tensor's |learning rates|: 0 if all synapses learn alike, near 1 if few do",
    "rates_silent": "share of each tensor's |learning rates| below 1e-4",
    "momentum": "evolved momentum of the centre",
    "active_steps": "evolved number of learning steps of the centre",
    "hiding_index": "1 - Cov(learned, innate) / Var(innate) over individuals: > 0 where learning masks genetic "
    "differences, < 0 where it reveals them",
    "individuals_innate": "score at birth of individuals of the population",
    "individuals_learned": "score at the end of life of the same individuals",
    "example_steps": "lifetime steps after which the examples show the centre's newborn (n of them)",
    "example_x": "inputs across their range, the same for all examples",
    "example_target": "what is to be learned there, for each of the first 3 held-out instances",
    "example_support_x": "inputs of the examples learned from (50 at most), for each of the 3 instances",
    "example_support_y": "their targets",
    "example_guess": "what the centre's newborn answers at example_x, for each of 3 instances and n steps",
    "example_path": "positions x, y of the centre's newborn in an episode, for each of 3 instances and n steps; empty "
    "once the episode ended",
    "example_places": "x, y of the goal, for each of the 3 instances",
    "example_choices": "first choice in each trial (100 at most) of a life by memory, from 0, for each of 3 instances",
    "example_rewards": "what was felt in these trials, summed over their steps",
    "example_scores": "score of these trials",
}


def _behaviours() -> dict[str, str]:
    """Return the columns in which tasks tell what lives did; a name that several use has the meanings of all."""
    found: dict[str, list[str]] = {}
    for task in kinds("task").values():
        for name, meaning in getattr(task, "columns", {}).items():
            found.setdefault(name, []).append(meaning)
    return {name: "; or: ".join(dict.fromkeys(meanings)) for name, meanings in found.items()}


WING = Wing(
    name="neural",
    tasks=tuple(kinds("task")),
    definition=NeuralDefinition,
    check=broken,
    rehearse=rehearsed,
    estimate=estimate,
    engine="baldwin.neural.engine:NeuralEngine",
    columns=COLUMNS | _behaviours(),
    scheme=SCHEME,
    benches={"gradient": "baldwin.neural.bench", "recurrent": "baldwin.neural.bench.recurrent"},
    own=OwnKinds(model, files),
    replaying="baldwin.neural.replay",
    distributed="baldwin.neural.distributed",
)
