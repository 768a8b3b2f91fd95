"""What the spine must know of the neural wing; loads neither JAX nor evosax."""

from __future__ import annotations

from typing import Any

from baldwin.engine import OwnKinds, Wing
from baldwin.neural.contracts import Lifetime, MetaGradient
from baldwin.neural.definition import Inheritance, NeuralDefinition
from baldwin.neural.estimate import estimate
from baldwin.neural.keys import SCHEME
from baldwin.neural.kinds import kinds
from baldwin.neural.own import files, model

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
}


MET: dict[str, str] = {
    "examples": "is learned from examples",
    "episodes": "is acted in",
    "trials": "is met in trials",
}  # manner of a task, in words


def _behaviours() -> dict[str, str]:
    """Return the columns in which tasks tell what lives did; a name that several use has the meanings of all."""
    found: dict[str, list[str]] = {}
    for task in kinds("task").values():
        for name, meaning in getattr(task, "columns", {}).items():
            found.setdefault(name, []).append(meaning)
    return {name: "; or: ".join(dict.fromkeys(meanings)) for name, meanings in found.items()}


def _lifetimes() -> dict[str, type[Lifetime]]:
    found: dict[str, Any] = kinds("lifetime")
    return found


def _check(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return the rules across tables that a definition breaks."""
    task, network, lifetime = definition.task, definition.network, definition.lifetime
    problems: list[tuple[str, str]] = []
    if task.manner not in lifetime.manners:
        fit = " or ".join(f'"{name}"' for name, kind in _lifetimes().items() if task.manner in kind.manners)
        problems.append(("lifetime.kind", f"does not fit task {task.kind!r}, which {MET[task.manner]}. Use {fit}"))
    if network.kind not in lifetime.networks:
        fit = " or ".join(f'"{name}"' for name in lifetime.networks)
        problems.append(("network.kind", f"no life of kind {lifetime.kind!r} is lived with it. Use {fit}"))
        return problems
    if (rule := task.refuses(network)) is not None:
        problems.append(("task.law" if task.manner == "trials" else "network.hidden", rule))
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
    unread = getattr(lifetime, "optimiser", "sgd") == "sgd" and task.manner != "trials"
    if getattr(definition.encoding, "momentum", False) and unread:
        rule = 'no life of this kind reads the gene. Set lifetime.optimiser = "momentum", or encoding.momentum = false'
        problems.append(("encoding.momentum", rule))
    problems += _check_comparator(definition)
    problems += _check_trials(definition) if task.manner == "trials" else _check_unread(definition)
    return problems + _check_inheritance(definition) + _check_lived_twice(definition)


def _check_comparator(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return what a comparator cannot make use of."""
    strategy = definition.strategy
    problems: list[tuple[str, str]] = []
    if not isinstance(strategy, MetaGradient):
        return []
    follows, manner = strategy.derivative == "displacement", definition.task.manner
    if manner == "trials" or strategy.derivative == "actor_critic":
        return problems + _check_reinforced(definition)
    if manner == "episodes" and not follows:
        rule = "climbs a derivative through lives, and actions drawn by chance have none. "
        problems.append(("strategy.kind", rule + 'Use "reptile", or a strategy that reads fitness'))
    if definition.inheritance.kind == "lamarckian":
        rule = 'a comparator writes nothing back, it climbs. Use inheritance.kind = "baldwinian"'
        problems.append(("inheritance.kind", rule))
    if follows and (definition.inheritance.kind == "darwinian" or definition.experiences == 0):
        field = "lifetime.steps" if definition.experiences == 0 else "inheritance.kind"
        problems.append((field, "nothing is learned that Reptile could follow. Let lives learn, and selection read it"))
    return problems + _check_climbed(definition, strategy.derivative)


def _check_reinforced(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return what the comparators of lives in trials cannot make use of: A2C of choices, MAML of predictions."""
    strategy, task = definition.strategy, definition.task
    problems: list[tuple[str, str]] = []
    reinforces = getattr(strategy, "derivative", "") == "actor_critic"
    if task.manner != "trials":
        return [("strategy.kind", 'reinforces choices, which only tasks of trials have. Use "maml"')]
    if getattr(task, "chooses", True):
        if not reinforces:
            problems.append(("strategy.kind", 'actions drawn by chance have no derivative. Use "a2c"'))
        elif not getattr(definition.network, "value", True):
            problems.append(("network.value", 'strategy "a2c" needs the reward that is expected. Set it to true'))
        if reinforces and getattr(definition.lifetime, "choice", "sample") != "sample":
            problems.append(("lifetime.choice", 'strategy "a2c" learns from drawn actions. Set it to "sample"'))
    elif getattr(strategy, "derivative", "") != "second":
        problems.append(("strategy.kind", 'predictions are climbed by their derivative. Use "maml"'))
    elif definition.fitness.statistic == "success":
        problems.append(("fitness.statistic", 'a share of successes has no derivative to climb. Use "mean"'))
    if not definition.fitness.common:
        problems.append(("fitness.common", "there is one genome, and nobody to differ from. Set it to true"))
    return problems


def _check_trials(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return what lives that learn by memory cannot make use of."""
    encoding, task = definition.encoding, definition.task
    problems: list[tuple[str, str]] = []
    if getattr(encoding, "rate", "fixed") != "fixed":
        problems.append(("encoding.rate", 'no weight learns in life, and nothing reads the gene. Set it to "fixed"'))
    for gene in ("steps", "momentum", "output_scale"):
        if getattr(encoding, gene, False):
            problems.append((f"encoding.{gene}", "no life that learns by memory reads the gene. Set it to false"))
    if definition.inheritance.kind == "lamarckian":
        rule = 'what a life remembers cannot be written into genes. Use "baldwinian"'
        problems.append(("inheritance.kind", rule))
    if definition.fitness.plasticity_cost or definition.fitness.step_cost:
        name = "plasticity_cost" if definition.fitness.plasticity_cost else "step_cost"
        problems.append((f"fitness.{name}", "all lives in trials pay the same. Set it to 0.0"))
    listed = getattr(definition.network, "senses", ())
    senses = set(listed)
    if len(senses) < len(listed):
        problems.append(("network.senses", "a sense is listed twice. Leave it out once"))
    silent = [one for one in getattr(definition.lifetime, "mask", ()) if one not in senses]
    if silent:
        problems.append(("lifetime.mask", f'the network has no sense "{silent[0]}". Leave it out'))
    if not getattr(task, "chooses", True):
        past = sorted(senses & {"action", "reward", "reward_action"})
        if past:
            problems.append(("network.senses", f'predictions bring nothing to sense: leave out "{past[0]}"'))
    return problems


def _check_climbed(definition: NeuralDefinition, derivative: str) -> list[tuple[str, str]]:
    """Return what is asked of fitness or genes that this derivative does not follow; see `baldwin.neural.meta`."""
    fitness, encoding, problems = definition.fitness, definition.encoding, []
    name, through = definition.strategy.kind, derivative == "second"
    if fitness.statistic == "success":
        problems.append(("fitness.statistic", 'a share of successes has no derivative to climb. Use "mean"'))
    elif fitness.statistic != "mean" and not through:
        problems.append(("fitness.statistic", f'"{name}" climbs the mean over lives. Use "mean", or strategy "maml"'))
    unread = ("mean",) if derivative == "birth" else ("mean", "birth")
    if fitness.reads in unread and not through:
        what = "the score at birth" if derivative == "birth" else "the end of life"
        problems.append(("fitness.reads", f'"{name}" follows {what} alone. Use "end", or strategy "maml"'))
    if fitness.plasticity_cost and not through:
        problems.append(("fitness.plasticity_cost", f'"{name}" follows scores alone. Set 0.0, or use strategy "maml"'))
    if not fitness.common:
        problems.append(("fitness.common", "there is one genome, and nobody to differ from. Set it to true"))
    if getattr(encoding, "steps", False):
        problems.append(("encoding.steps", "a whole number has no derivative to climb. Set it to false"))
    for gene, followed in (("momentum", ("second",)), ("output_scale", ("second", "first", "birth"))):
        if getattr(encoding, gene, False) and derivative not in followed:
            problems.append((f"encoding.{gene}", f'"{name}" never changes the gene. Set it to false'))
    return problems


def _check_inheritance(definition: NeuralDefinition) -> list[tuple[str, str]]:
    inheritance, problems = definition.inheritance, []
    if inheritance.kind == "lamarckian" and definition.experiences == 0:
        problems.append(
            (
                "inheritance.kind",
                'nothing is learned that could be written back. Use "baldwinian", or a life that learns',
            )
        )
    if inheritance.kind != "lamarckian":
        rule = 'only Lamarckian inheritance writes back. Set inheritance.kind = "lamarckian"'
        if definition.task.manner == "trials":
            rule = "what a life remembers is never written back. Leave it out"
        problems += [
            (f"inheritance.{name}", rule)
            for name in ("fraction", "blocks", "clip")
            if getattr(inheritance, name) != getattr(Inheritance(), name)
        ]
    if definition.fitness.reads == "birth" and inheritance.kind == "lamarckian":
        problems.append(("fitness.reads", 'what is learned must count for Lamarckian inheritance. Use "end" or "mean"'))
    return problems


def _check_unread(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return genes that no life reads, and costs that all pay alike."""
    encoding, fitness, problems = definition.encoding, definition.fitness, []
    if getattr(encoding, "steps", False) and definition.experiences == 0:
        rule = "lives have no steps, and nothing reads the gene. Set lifetime.steps to 1 or more, or this to false"
        problems.append(("encoding.steps", rule))
    if fitness.step_cost and getattr(encoding, "steps", None) is False:
        rule = "all lives are equally long, and all pay the same. Set encoding.steps = true, or this to 0.0"
        problems.append(("fitness.step_cost", rule))
    if fitness.plasticity_cost and getattr(encoding, "rate", None) == "fixed":
        rule = 'all learn at the same rate, and all pay the same. Set encoding.rate = "tensor", or this to 0.0'
        problems.append(("fitness.plasticity_cost", rule))
    elif fitness.plasticity_cost and definition.experiences == 0:
        problems.append(("fitness.plasticity_cost", "nobody learns, and nobody pays. Set it to 0.0"))
    return problems


def _check_lived_twice(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return the rule against lives that are lived twice over."""
    fitness = definition.fitness
    if not getattr(definition.strategy, "reevaluate", False) or not fitness.common or fitness.redraw:
        return []
    rule = "the winner would live the same lives again. Set it to false, or fitness.redraw = true"
    return [("strategy.reevaluate", rule)]


WING = Wing(
    name="neural",
    tasks=tuple(kinds("task")),
    definition=NeuralDefinition,
    check=_check,
    estimate=estimate,
    engine="baldwin.neural.engine:NeuralEngine",
    columns=COLUMNS | _behaviours(),
    scheme=SCHEME,
    benches={"gradient": "baldwin.neural.bench", "recurrent": "baldwin.neural.bench.recurrent"},
    own=OwnKinds(model, files),
    examining="baldwin.neural.examining",
)
