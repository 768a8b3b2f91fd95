"""Points where earlier ones did well: Optuna's tree-structured Parzen estimator, after ten drawn at random.

What is drawn depends on the seed, the point's number and the points before, never on which process asks: Optuna's study
is built anew from them each time.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from baldwin.errors import UsageError
from baldwin.study.axes import Axis, Range, written
from baldwin.study.spec import Search

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

__all__ = ["RANGES", "propose"]

RANGES = True


def propose(
    axes: Sequence[Axis],
    search: Search,
    past: Sequence[tuple[Sequence[Any], float | None]],
    drawn: Sequence[Sequence[Any]],
    number: int,
) -> tuple[Any, ...]:
    """Return the point `number`, given the points `past` with their objectives, and those `drawn` with it.

    Raises:    UsageError: Optuna is not installed.
    """
    try:
        import optuna
    except ImportError as error:
        raise UsageError("--search tpe needs optuna. Install: pip install optuna.") from error
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    space = {axis.field: _distribution(axis) for axis in axes}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of experimental settings
        sampler = optuna.samplers.TPESampler(seed=(search.seed * 1_000_003 + number) % 2**32, constant_liar=True)
        study = optuna.create_study(sampler=sampler, direction="maximize" if search.maximise else "minimize")
        states = optuna.trial.TrialState
        trials = [(point, value, states.FAIL if value is None else states.COMPLETE) for point, value in past]
        trials += [(point, None, states.RUNNING) for point in drawn]
        for point, value, state in trials:
            params = {axis.field: _reported(axis, one) for axis, one in zip(axes, point, strict=True)}
            study.add_trial(optuna.trial.create_trial(params=params, distributions=space, value=value, state=state))
        trial = study.ask(space)
    return tuple(_value(axis, trial.params[axis.field]) for axis in axes)


def _distribution(axis: Axis) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    choices = axis.choices
    if not isinstance(choices, Range):
        return CategoricalDistribution([written(value) for value in choices])
    if choices.whole:
        return IntDistribution(int(choices.low), int(choices.high), log=choices.log)
    return FloatDistribution(float(choices.low), float(choices.high), log=choices.log)


def _reported(axis: Axis, value: Any) -> Any:
    return value if isinstance(axis.choices, Range) else written(value)


def _value(axis: Axis, drawn: Any) -> Any:
    choices = axis.choices
    if not isinstance(choices, Range):
        return next(value for value in choices if written(value) == drawn)
    if choices.whole:
        return int(drawn)
    return min(max(float(f"{drawn:.6g}"), float(choices.low)), float(choices.high))
