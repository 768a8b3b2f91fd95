"""What the spine must know of the neural wing; loads neither JAX nor evosax."""

from __future__ import annotations

import math

from baldwin.engine import Estimate, OwnKinds, Wing
from baldwin.neural.contracts import MetaGradient
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.keys import SCHEME
from baldwin.neural.kinds import kinds
from baldwin.neural.lives import block_size, selected
from baldwin.neural.own import files, model

__all__ = ["WING"]

COLUMNS = {
    "generation": "reproductions so far; 0 is the founders",
    "replicate": "which of the run's independent populations",
    "individuals": "individuals evaluated so far in the replicate",
    "lives": "lives lived so far in the replicate, one per individual and task instance",
    "lifetime_steps": "lifetime steps (learning steps) spent so far in the replicate",
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
    "learned_median": "median over held-out instances of the score at the end of life",
    "diverged_share": "share of held-out lives that diverged",
    "curve": "mean score at birth and after each lifetime step, on for assays.steps where lives are shorter",
    "drift": "mean over lives of |w_end - w_birth| / |w_birth|",
    "predictability": "|E d|^2 / E|d|^2 of the learned changes d: 1 if every life learns the same, about 0 if each "
    "learns something else",
    "following": "cosine between the centre's change since the last assay and what lives had learned there: does "
    "evolution follow learning?",
    "rates": "mean |learning rate| of each tensor of the centre, from input to output; NaN where it does not learn",
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
}


def _check(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return the rules across tables that a definition breaks."""
    task, network, lifetime = definition.task, definition.network, definition.lifetime
    problems: list[tuple[str, str]] = []
    interactive = hasattr(task, "horizon")
    if lifetime.interactive != interactive and lifetime.kind != "innate":
        fit = ", ".join(
            f'"{name}"'
            for name, kind in kinds("lifetime").items()
            if getattr(kind, "interactive", False) == interactive
        )
        what = "is acted in" if interactive else "is learned from examples"
        problems.append(("lifetime.kind", f"does not fit task {task.kind!r}, which {what}. Use {fit}"))
    if (rule := task.refuses(network)) is not None:
        problems.append(("network.hidden", rule))
    tensors = network.shapes(task.inputs, task.outputs)
    for table, field in (("lifetime", "plastic"), ("inheritance", "blocks")):
        unknown = [one for one in getattr(getattr(definition, table), field, ()) if one not in (*tensors, "head")]
        if unknown:
            problems.append((f"{table}.{field}", f"no tensor {unknown[0]!r}. This network has {', '.join(tensors)}"))
    genes = definition.encoding.size(network, task)
    if (rule := definition.strategy.refuses(definition.population.size, genes)) is not None:
        problems.append(("strategy.kind", rule))
    needed, rate = definition.strategy.needs_rate, getattr(definition.encoding, "rate", None)
    if needed is not None and rate != needed:
        name = definition.strategy.kind
        problems.append(("encoding.rate", f'strategy "{name}" learns other rates. Set encoding.rate = "{needed}"'))
    if getattr(definition.encoding, "momentum", False) and getattr(lifetime, "optimiser", "sgd") == "sgd":
        rule = 'no life of this kind reads the gene. Set lifetime.optimiser = "momentum", or encoding.momentum = false'
        problems.append(("encoding.momentum", rule))
    return problems + _check_comparator(definition) + _check_inheritance(definition)


def _check_comparator(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return what a comparator cannot make use of."""
    strategy, problems = definition.strategy, []
    if not isinstance(strategy, MetaGradient):
        return []
    follows = strategy.derivative == "displacement"
    if hasattr(definition.task, "horizon") and not follows:
        rule = "climbs a derivative through lives, and actions drawn by chance have none. "
        problems.append(("strategy.kind", rule + 'Use "reptile", or a strategy that reads fitness'))
    if definition.inheritance.kind == "lamarckian":
        rule = 'a comparator writes nothing back, it climbs. Use inheritance.kind = "baldwinian"'
        problems.append(("inheritance.kind", rule))
    if follows and (definition.inheritance.kind == "darwinian" or definition.lifetime.steps == 0):
        field = "lifetime.steps" if definition.lifetime.steps == 0 else "inheritance.kind"
        problems.append((field, "nothing is learned that Reptile could follow. Let lives learn, and selection read it"))
    return problems


def _check_inheritance(definition: NeuralDefinition) -> list[tuple[str, str]]:
    inheritance, problems = definition.inheritance, []
    if inheritance.kind == "lamarckian" and definition.lifetime.steps == 0:
        problems.append(
            (
                "inheritance.kind",
                'nothing is learned that could be written back. Use "baldwinian", or a life that learns',
            )
        )
    if inheritance.kind != "lamarckian" and inheritance.fraction != 1.0:
        problems.append(
            ("inheritance.fraction", 'only Lamarckian inheritance writes back. Set inheritance.kind = "lamarckian"')
        )
    if definition.fitness.reads == "birth" and inheritance.kind == "lamarckian":
        problems.append(("fitness.reads", 'what is learned must count for Lamarckian inheritance. Use "end" or "mean"'))
    return problems


def _estimate(definition: NeuralDefinition) -> Estimate:
    """Return memory from the arrays' shapes; seconds from rates measured on one core of a 2.6 GHz server."""
    population, fitness = definition.population, definition.fitness
    task, network = definition.task, definition.network
    shapes = network.shapes(task.inputs, task.outputs)
    weights = sum(math.prod(shape) for shape in shapes.values())
    genes = definition.encoding.size(network, task)
    individuals = definition.strategy.individuals(population.size)
    points = getattr(task, "shots", 1), getattr(task, "queries", 1)
    steps = int(selected(definition).lifetime.steps)
    genotypes = 4 * genes * population.size
    lives = individuals * population.replicates * (population.generations + 1) * fitness.lives
    in_flight = 4 * weights * fitness.lives * block_size(definition)
    memory = population.replicates * 2 * genotypes + 6 * genotypes + 16 * in_flight
    memory += definition.assays.instances * weights * 4 * 6 + 150_000_000  # the compiled programs themselves
    flops = 2.0 * weights * (points[1] + 3 * points[0] * steps) + 4.0 * weights * steps
    if hasattr(task, "horizon"):
        flops = 2.0 * weights * task.horizon * 60 * (steps + 1)
    seconds = lives * (flops / 25e9 + 2e-7) + 8e-9 * individuals * genes * population.generations
    return Estimate(memory=memory, lives=lives, trials=lives * steps, seconds=seconds)


WING = Wing(
    name="neural",
    tasks=tuple(kinds("task")),
    definition=NeuralDefinition,
    check=_check,
    estimate=_estimate,
    engine="baldwin.neural.engine:NeuralEngine",
    columns=COLUMNS,
    scheme=SCHEME,
    benches={"gradient": "baldwin.neural.bench"},
    own=OwnKinds(model, files),
)
