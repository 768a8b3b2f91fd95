"""Rules across the tables of a neural definition: what fits together, and what nothing would read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from baldwin.engine import place_in_own_file
from baldwin.neural.contracts import MetaGradient, Network
from baldwin.neural.definition import Inheritance, NeuralDefinition
from baldwin.neural.registry import FAMILIES, kinds
from baldwin.neural.traced import numbers_of

__all__ = ["broken", "rehearsed"]

Problems = list[tuple[str, str]]
"""(table.field, message) of each rule that is broken."""

MET: dict[str, str] = {
    "examples": "is learned from examples",
    "episodes": "is acted in",
    "trials": "is met in trials",
}  # manner of a task, in words
LARGEST, SMALLEST = 3.4e38, 1.2e-38  # of the numbers that single precision can hold, with all their digits


def broken(definition: NeuralDefinition) -> Problems:
    """Return the rules across tables that a definition breaks."""
    task, network = definition.task, definition.network
    problems = [*_check_own(definition), *_check_numbers("", numbers_of(definition))] or _check_fit(definition)
    if problems:
        return problems
    if (rule := task.refuses(network)) is not None:
        problems.append(("task.law" if task.manner == "trials" else "network.hidden", rule))
    problems += _check_tensors(definition)
    genes = definition.encoding.size(network, task)
    if (rule := definition.strategy.refuses(definition.population.size, genes)) is not None:
        problems.append(("strategy.kind", rule))
    needed, rate = definition.strategy.needs_rate, getattr(definition.encoding, "rate", None)
    if needed is not None and rate != needed:
        name = definition.strategy.kind
        problems.append(("encoding.rate", f'strategy "{name}" learns other rates. Set encoding.rate = "{needed}"'))
    unread = getattr(definition.lifetime, "optimiser", "sgd") == "sgd" and task.manner != "trials"
    if getattr(definition.encoding, "momentum", False) and unread:
        rule = 'no life of this kind reads the gene. Set lifetime.optimiser = "momentum", or encoding.momentum = false'
        problems.append(("encoding.momentum", rule))
    problems += _check_comparator(definition)
    problems += _check_trials(definition) if task.manner == "trials" else _check_unread(definition)
    return problems + _check_inheritance(definition) + _check_lived_twice(definition)


def rehearsed(definition: NeuralDefinition) -> list[str]:
    """Return what is wrong with the user's own classes, or with a strategy of evosax, that only JAX can tell.

    Loads JAX for those alone.
    """
    own = any(getattr(definition, table).source is not None for table in FAMILIES)
    if not own and definition.strategy.kind != "evosax":
        return []
    from baldwin.neural.checks.dry_run import rehearse

    return rehearse(definition)


def _check_own(definition: NeuralDefinition) -> Problems:
    """Return the widths of a user's own task that are no whole numbers, which all other rules would trip over."""
    task, problems = definition.task, Problems()
    for name in ("inputs", "outputs", "horizon", "trials") if task.source is not None else ():
        try:
            value = getattr(task, name, 1)
        except Exception as error:  # whatever a user's property may raise
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            problems.append(("task.kind", f"its {name} cannot be read: {place_in_own_file(error)}: {reason}. Mend it"))
            continue
        if isinstance(value, bool) or not isinstance(value, int) or value < (0 if name == "inputs" else 1):
            what = "a method" if callable(value) else repr(value)
            remedy = f"Write it as a field, or as {name} = property(lambda self: 1)"
            problems.append(("task.kind", f"its {name} must be an integer above 0, not {what}. {remedy}"))
    return problems


def _check_numbers(above: str, numbers: dict[str, Any]) -> Problems:
    """Return the numbers that single precision, in which networks live, would make infinite or 0."""
    problems = Problems()
    for name, value in numbers.items():
        path = f"{above}{name}"
        if isinstance(value, dict):
            problems += _check_numbers(f"{path}.", value)
            continue
        for one in value if isinstance(value, tuple) else (value,):
            if abs(one) > LARGEST:
                problems.append((path, "too large for single precision, in which networks live. Set at most 3.4e38"))
            elif 0.0 < abs(one) < SMALLEST:
                problems.append((path, "too small for single precision, which makes it 0. Set 1.2e-38 or more, or 0.0"))
    return problems


def _check_fit(definition: NeuralDefinition) -> Problems:
    """Return what of task, life and network does not fit together, and what would."""
    task, network, lifetime = definition.task, definition.network, definition.lifetime
    lives: dict[str, Any] = kinds("lifetime")
    problems = Problems()
    if task.manner not in lifetime.manners:
        fitting = {name: kind for name, kind in lives.items() if task.manner in kind.manners}
        rule = f'does not fit task "{task.kind}", which {MET[task.manner]}. Use {_either(fitting)}'
        problems.append(("lifetime.kind", rule))
        liveable = dict.fromkeys(name for kind in fitting.values() for name in kind.networks)
        if not _is_one_of(network, liveable):
            rule = f'no life in task "{task.kind}" is lived with it. Use {_either(liveable)}'
            problems.append(("network.kind", rule))
    elif not _is_one_of(network, lifetime.networks):
        rule = f'no life of kind "{lifetime.kind}" is lived with it. Use {_either(lifetime.networks)}'
        if network.source is not None:
            rule += ", or derive your network from one of these"
        problems.append(("network.kind", rule))
    return problems


def _is_one_of(network: Network, names: Iterable[str]) -> bool:
    """Return whether a network is of one of these kinds, or derived from one."""
    return any(isinstance(network, kinds("network")[name]) for name in names)


def _either(names: Iterable[str]) -> str:
    return " or ".join(f'"{name}"' for name in names)


def _check_tensors(definition: NeuralDefinition) -> Problems:
    """Return the tensors that are named and not there, or written back though they never learn."""
    network, task, problems = definition.network, definition.task, Problems()
    shapes = network.shapes(task.inputs, task.outputs)
    known = (*shapes, "head") if network.head else tuple(shapes)
    for table, field in (("lifetime", "plastic"), ("inheritance", "blocks")):
        unknown = [one for one in getattr(getattr(definition, table), field, ()) if one not in known]
        if unknown:
            rule = f'no tensor "{unknown[0]}". This network has {", ".join(known)}'
            problems.append((f"{table}.{field}", rule))
    if problems or definition.inheritance.kind != "lamarckian" or definition.experiences == 0:
        return problems
    names: Any = dict.fromkeys(shapes)
    learning = definition.lifetime.learning(network, names)
    idle = [one for one in network.tensors(definition.inheritance.blocks) if one not in learning]
    if idle:
        rule = f'"{idle[0]}" never learns, and there is nothing to write back. Those that learn: {", ".join(learning)}'
        problems.append(("inheritance.blocks", rule))
    return problems


def _check_comparator(definition: NeuralDefinition) -> Problems:
    """Return what a comparator cannot make use of."""
    strategy = definition.strategy
    problems = Problems()
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


def _check_reinforced(definition: NeuralDefinition) -> Problems:
    """Return what the comparators of lives in trials cannot make use of: A2C of choices, MAML of predictions."""
    strategy, task = definition.strategy, definition.task
    problems = Problems()
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


def _check_trials(definition: NeuralDefinition) -> Problems:
    """Return what lives that learn by memory cannot make use of."""
    encoding, task = definition.encoding, definition.task
    problems = Problems()
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


def _check_climbed(definition: NeuralDefinition, derivative: str) -> Problems:
    """Return what is asked of fitness or genes that this derivative does not follow; see `evolution.gradients`."""
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


def _check_inheritance(definition: NeuralDefinition) -> Problems:
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


def _check_unread(definition: NeuralDefinition) -> Problems:
    """Return genes that no life reads, and costs that all pay alike."""
    encoding, fitness, problems = definition.encoding, definition.fitness, []
    if getattr(encoding, "steps", False) and definition.experiences == 0:
        rule = "lives have no steps, and nothing reads the gene. Set lifetime.steps to 1 or more, or this to false"
        problems.append(("encoding.steps", rule))
    paid = [name for name in ("step_cost", "plasticity_cost") if getattr(fitness, name)]
    if definition.inheritance.kind == "darwinian":
        rule = "nobody learns before selection, and nobody pays. Set it to 0.0, or let inheritance be baldwinian"
        return [*problems, *((f"fitness.{name}", rule) for name in paid)]
    if fitness.step_cost and getattr(encoding, "steps", None) is False:
        rule = "all lives are equally long, and all pay the same. Set encoding.steps = true, or this to 0.0"
        problems.append(("fitness.step_cost", rule))
    if fitness.plasticity_cost and getattr(encoding, "rate", None) == "fixed":
        rule = 'all learn at the same rate, and all pay the same. Set encoding.rate = "tensor", or this to 0.0'
        problems.append(("fitness.plasticity_cost", rule))
    elif fitness.plasticity_cost and definition.experiences == 0:
        problems.append(("fitness.plasticity_cost", "nobody learns, and nobody pays. Set it to 0.0"))
    return problems


def _check_lived_twice(definition: NeuralDefinition) -> Problems:
    """Return the rule against lives that are lived twice over."""
    fitness = definition.fitness
    if not getattr(definition.strategy, "reevaluate", False) or not fitness.common or fitness.redraw:
        return []
    rule = "the winner would live the same lives again. Set it to false, or fitness.redraw = true"
    return [("strategy.reevaluate", rule)]
