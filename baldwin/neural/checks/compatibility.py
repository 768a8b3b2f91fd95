"""Rules across the tables of a neural definition: what fits together, and what nothing would read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from baldwin.definition.plugins import own_codes, place_in_own_file
from baldwin.engine import unadoptable
from baldwin.neural.contracts import ClassificationTask, Comparator, Encoding, Lifetime, SequentialTask, Strategy
from baldwin.neural.definition import Inheritance, NeuralDefinition
from baldwin.neural.registry import kinds
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
    problems = [*_check_own(definition), *_check_packages(definition), *_check_numbers("", numbers_of(definition))]
    problems = problems or _check_fit(definition)
    if problems:
        return problems
    if (rule := task.refuses(network)) is not None:
        layered = "hidden" in type(network).model_fields
        field = "task.law" if task.manner == "trials" else "network.hidden" if layered else "network.kind"
        problems.append((field, rule))
    problems += _check_tensors(definition)
    genes = definition.encoding.size(definition.blueprint)
    if (rule := definition.strategy.refuses(definition.population.size, genes)) is not None:
        problems.append(("strategy.kind", rule))
    problems += definition.strategy.unmet(definition.blueprint.genes)
    problems += definition.lifetime.refuses(network, task)
    problems += _check_comparator(definition) + _check_senses(definition) + _check_costs(definition)
    problems += _check_inverse(definition) + _check_survival(definition)
    return problems + _check_inheritance(definition) + _check_lived_twice(definition)


def rehearsed(definition: NeuralDefinition) -> list[str]:
    """Return what is wrong with the user's own classes, a strategy built by name or a branch, that only JAX can tell.

    Loads JAX for those alone.
    """
    problems: list[str] = []
    if own_codes(definition) or definition.strategy.built_by_name:
        from baldwin.neural.checks.dry_run import rehearse

        problems = rehearse(definition)
    if not problems and definition.founders.state is not None:
        from baldwin.neural.engine import NeuralEngine

        problems = unadoptable(NeuralEngine(definition), definition)
    return problems


def _check_own(definition: NeuralDefinition) -> Problems:
    """Return the widths of a user's own task that are no whole numbers, which all other rules would trip over."""
    task, problems = definition.task, Problems()
    for name in ("inputs", "outputs", "horizon", "trials") if task.own_code is not None else ():
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


def _check_packages(definition: NeuralDefinition) -> Problems:
    """Return the packages that a task needs and that are not installed."""
    missing = [package for module, package in definition.task.packages.items() if find_spec(module) is None]
    return [("task.kind", f"needs {package}. Install: pip install {package}") for package in missing]


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
    if task.manner not in lifetime.manners:
        lives = kinds("lifetime")
        fitting = [name for name, kind in lives.items() if issubclass(kind, Lifetime) and task.manner in kind.manners]
        rule = f'does not fit task "{task.kind}", which {MET[task.manner]}. Use {_either(fitting)}'
        return [("lifetime.kind", rule)]
    if task.manner != "trials" and network.sensed():
        rule = "nothing is done that could be sensed in this task. Set it to []"
        return [("network.senses", rule)]
    return network.refuses(task.inputs, definition.outputs)


def _either(names: Iterable[str]) -> str:
    return " or ".join(f'"{name}"' for name in names)


def _check_tensors(definition: NeuralDefinition) -> Problems:
    """Return the tensors that are named and not there, or written back though they never learn."""
    network, shapes, problems = definition.network, definition.shapes, Problems()
    known = (*shapes, "head") if network.head else tuple(shapes)
    tables: dict[str, Any] = {"lifetime": definition.lifetime}
    tables |= {f"lifetime.{name}": life for name, life in definition.lifetime.within().items()}
    named = [*((table, "plastic") for table in tables), ("inheritance", "blocks"), ("encoding", "keeps")]
    tables |= {"inheritance": definition.inheritance, "encoding": definition.encoding}
    for table, field in named:
        legal = tuple(shapes) if table == "encoding" else known
        unknown = [one for one in getattr(tables[table], field, ()) if one not in legal]
        if unknown:
            rule = f"no tensor {json.dumps(unknown[0])}. This network has {', '.join(legal)}"
            problems.append((f"{table}.{field}", rule))
    if problems or definition.inheritance.kind != "lamarckian" or definition.later_scores == 0:
        return problems
    learning = definition.lifetime.learning(network, tuple(shapes))
    idle = [one for one in network.tensors(definition.inheritance.blocks) if one not in learning]
    if idle:
        rule = f'"{idle[0]}" never learns, and there is nothing to write back. Those that learn: {", ".join(learning)}'
        problems.append(("inheritance.blocks", rule))
    return problems


def _check_comparator(definition: NeuralDefinition) -> Problems:
    """Return what a comparator cannot make use of."""
    strategy, task, inheritance = definition.strategy, definition.task, definition.inheritance
    if not isinstance(strategy, Comparator):
        return []
    problems = Problems()
    if not definition.sampling.common:
        problems.append(("sampling.common", "there is one genome, and nobody to differ from. Set it to true"))
    if isinstance(task, SequentialTask):
        return problems + _check_climbing_trials(definition, strategy, task)
    if strategy.follows == "choices":
        return [("strategy.kind", 'reinforces choices, which only tasks of trials have. Use "maml"')]
    follows_lives = strategy.follows == "learned"
    if task.manner == "episodes" and not follows_lives:
        rule = "climbs a derivative through lives, and actions drawn by chance have none. "
        problems.append(("strategy.kind", rule + 'Use "reptile", or a strategy that reads fitness'))
    if inheritance.kind == "lamarckian":
        rule = 'a comparator writes nothing back, it climbs. Use inheritance.kind = "baldwinian"'
        problems.append(("inheritance.kind", rule))
    if follows_lives and (inheritance.kind == "darwinian" or definition.later_scores == 0):
        field = "lifetime.steps" if definition.later_scores == 0 else "inheritance.kind"
        problems.append((field, "nothing is learned that Reptile could follow. Let lives learn, and selection read it"))
    return problems + _check_climbed(definition, strategy)


def _check_climbing_trials(definition: NeuralDefinition, strategy: Comparator, task: SequentialTask) -> Problems:
    """Return what comparators of lives in trials cannot make use of: A2C of choices, MAML of predictions."""
    problems = Problems()
    reinforces = strategy.follows == "choices"
    if task.chooses:
        if not reinforces and not _has_derivative(definition, strategy, task):
            rule = 'actions drawn by chance have no derivative. Use "a2c"'
            if strategy.follows == "fitness" and task.trials * sum(task.deciding) == 1:
                rule += ', or lifetime.scored = "expected", for the only choice of a life'
            problems.append(("strategy.kind", rule))
        elif reinforces and not definition.network.expects:
            problems.append(("network.value", 'strategy "a2c" needs the reward that is expected. Set it to true'))
        if reinforces and not definition.lifetime.draws_choices(task):
            problems.append(("lifetime.choice", 'strategy "a2c" learns from drawn actions. Set it to "sample"'))
    elif strategy.follows != "fitness":
        problems.append(("strategy.kind", 'predictions are climbed by their derivative. Use "maml"'))
    elif definition.fitness.statistic == "success":
        problems.append(("fitness.statistic", 'a share of successes has no derivative to climb. Use "mean"'))
    return problems


def _has_derivative(definition: NeuralDefinition, strategy: Comparator, task: SequentialTask) -> bool:
    """Return whether fitness has a derivative though actions are chosen.

    So it is where the last choice is the only one, and what is scored is the mean over all that it might have been.
    """
    once = task.trials * sum(task.deciding) == 1
    expected = definition.lifetime.draws_choices(task) and definition.lifetime.scores_expected
    return once and expected and strategy.follows == "fitness" and definition.fitness.statistic != "success"


def _check_climbed(definition: NeuralDefinition, strategy: Comparator) -> Problems:
    """Return what is asked of fitness or genes that a comparator does not follow; see `Comparator.follows`."""
    fitness, lifetime, problems = definition.fitness, definition.lifetime, Problems()
    name, follows = strategy.kind, strategy.follows
    through = follows == "fitness"
    if fitness.statistic == "success":
        problems.append(("fitness.statistic", 'a share of successes has no derivative to climb. Use "mean"'))
    elif fitness.statistic != "mean" and not through:
        problems.append(("fitness.statistic", f'"{name}" climbs the mean over lives. Use "mean", or strategy "maml"'))
    if (
        isinstance(definition.task, ClassificationTask)
        and definition.task.scored == "accuracy"
        and follows != "learned"
    ):
        problems.append(("task.scored", 'right answers have no derivative to climb. Use "cross_entropy"'))
    unread = ("mean",) if follows == "birth" else ("mean", "birth")
    if fitness.reads in unread and not through:
        what = "the score at birth" if follows == "birth" else "the end of life"
        problems.append(("fitness.reads", f'"{name}" follows {what} alone. Use "end", or strategy "maml"'))
    if fitness.plasticity_cost and not through:
        problems.append(("fitness.plasticity_cost", f'"{name}" follows scores alone. Set 0.0, or use strategy "maml"'))
    evolving = {gene.name for gene in definition.blueprint.genes}
    if "period.opening" in evolving:
        problems.append(("lifetime.period", 'moments have no derivative to climb. Use "always"'))
    if "steps" in evolving:
        problems.append(("lifetime.evolves", 'a whole number has no derivative to climb. Leave out "steps"'))
    if "momentum" in evolving and not through:
        problems.append(("lifetime.evolves", f'"{name}" never changes the gene. Leave out "momentum"'))
    if definition.blueprint.gains and follows == "learned":
        problems.append(("network.output_scale", f'"{name}" never changes the gene. Set it to false'))
    if not lifetime.changes_weights:
        problems.append(("lifetime.kind", f'no weight learns that "{name}" could follow. Use another strategy'))
    return problems


def _check_senses(definition: NeuralDefinition) -> Problems:
    """Return what a network senses twice, or that there is nothing to be sensed of."""
    task, problems = definition.task, Problems()
    listed = definition.network.sensed()
    if len(set(listed)) < len(listed):
        problems.append(("network.senses", "a sense is listed twice. Leave it out once"))
    if isinstance(task, SequentialTask) and not task.chooses:
        past = sorted({"action", "reward", "reward_action"}.intersection(listed))
        if past:
            problems.append(("network.senses", f'predictions bring nothing to sense: leave out "{past[0]}"'))
    return problems


def _check_inheritance(definition: NeuralDefinition) -> Problems:
    inheritance, problems = definition.inheritance, []
    if inheritance.kind == "lamarckian" and not definition.lifetime.changes_weights:
        rule = 'what a life remembers cannot be written into genes. Use "baldwinian"'
        problems.append(("inheritance.kind", rule))
    elif inheritance.kind == "lamarckian" and not definition.lifetime.inherits_weights:
        rule = 'weights are drawn at every birth, and no gene could take up what they became. Use "baldwinian"'
        problems.append(("inheritance.kind", rule))
    elif inheritance.kind == "lamarckian" and definition.later_scores == 0:
        problems.append(
            (
                "inheritance.kind",
                'nothing is learned that could be written back. Use "baldwinian", or a life that learns',
            )
        )
    if inheritance.kind != "lamarckian":
        rule = 'only Lamarckian inheritance writes back. Set inheritance.kind = "lamarckian"'
        if not definition.lifetime.changes_weights:
            rule = "what a life remembers is never written back. Leave it out"
        problems += [
            (f"inheritance.{name}", rule)
            for name in ("fraction", "blocks", "clip")
            if getattr(inheritance, name) != getattr(Inheritance(), name)
        ]
    if definition.fitness.reads == "birth" and inheritance.kind == "lamarckian":
        problems.append(("fitness.reads", 'what is learned must count for Lamarckian inheritance. Use "end" or "mean"'))
    return problems


def _check_inverse(definition: NeuralDefinition) -> Problems:
    """Return who would write into genes what an encoding cannot turn into genes."""
    strategy, kind = definition.strategy, definition.encoding.kind
    if definition.encoding.inverse != "none":
        return []
    encodings = kinds("encoding").items()
    able = [name for name, one in encodings if issubclass(one, Encoding) and one.inverse != "none"]
    rule = f'"{kind}" does not tell which genes would make what is learned inborn. Use {_either(able)}'
    if definition.inheritance.kind == "lamarckian":
        return [("encoding.kind", f'{rule}, or inheritance.kind = "baldwinian"')]
    if isinstance(strategy, Comparator) and strategy.follows == "learned":
        return [("encoding.kind", f'{rule}, or another strategy than "{strategy.kind}"')]
    return []


def _check_survival(definition: NeuralDefinition) -> Problems:
    """Return why nobody of such a population can be left without offspring."""
    strategy = definition.strategy
    if not definition.survival.given or not strategy.childless:
        return []
    able = [name for name, one in kinds("strategy").items() if issubclass(one, Strategy) and not one.childless]
    rule = f'strategy "{strategy.kind}" {strategy.childless}. Use {_either(able)}, or leave [survival] out'
    return [("survival.threshold", rule)]


def _check_costs(definition: NeuralDefinition) -> Problems:
    """Return the costs that all pay alike."""
    fitness, lifetime, task = definition.fitness, definition.lifetime, definition.task
    paid = [name for name in ("step_cost", "plasticity_cost", "change_cost") if getattr(fitness, name)]
    if definition.inheritance.kind == "darwinian":
        rule = "nobody learns before selection, and nobody pays. Set it to 0.0, or let inheritance be baldwinian"
        return [(f"fitness.{name}", rule) for name in paid]
    problems = Problems()
    evolving = [gene.name.partition(".")[0] for gene in lifetime.genes(definition.network, task)]
    rated, stops = type(lifetime).rates is not Lifetime.rates, type(lifetime).active is not Lifetime.active
    if fitness.step_cost and not {"steps", "period"}.intersection(evolving):
        fields = type(lifetime).model_fields
        how = 'lifetime.period = "evolved"' if "period" in fields else 'lifetime.evolves = ["steps"]'
        remedy = f" Set {how}, or this to 0.0" if stops else " Set it to 0.0"
        problems.append(("fitness.step_cost", f"all lives are equally long, and all pay the same.{remedy}"))
    if fitness.change_cost and not lifetime.counts_change:
        rule = "lives of this kind do not count how much their weights change, and nobody pays. Set it to 0.0"
        problems.append(("fitness.change_cost", rule))
    if not fitness.plasticity_cost:
        return problems
    if not rated:
        rule = "no life of this kind has learning rates, and nobody pays. Set it to 0.0"
        problems.append(("fitness.plasticity_cost", rule))
    elif "rate" not in evolving and "rule" not in type(lifetime).model_fields:
        rule = 'all learn at the same rate, and all pay the same. Set lifetime.rate = "tensor", or this to 0.0'
        problems.append(("fitness.plasticity_cost", rule))
    elif definition.later_scores == 0:
        problems.append(("fitness.plasticity_cost", "nobody learns, and nobody pays. Set it to 0.0"))
    return problems


def _check_lived_twice(definition: NeuralDefinition) -> Problems:
    """Return a problem where winners would live the very same lives again."""
    if not definition.strategy.lives_again or not definition.sampling.common or definition.sampling.redraw:
        return []
    rule = "the winner would live the same lives again. Set it to false, or sampling.redraw = true"
    return [("strategy.reevaluate", rule)]
