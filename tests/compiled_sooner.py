"""Imported before JAX: programs are compiled at once and run slowly, for tests compile far more than they run."""

from __future__ import annotations

import importlib
import os
from functools import cache
from typing import Any

from baldwin.neural import jax_setup

# Compiling takes most of the time of these tests, and optimising half of that; programs differ in their last digits
# without it. Where digits are the point, a test asks for `optimised`.
OPTIMISING = "JAX_DISABLE_MOST_OPTIMIZATIONS"
os.environ.setdefault(OPTIMISING, "1")
jax_setup.PINNED.pop(OPTIMISING.lower())  # which holds users' programs to all optimisation
# Of the rest, more than half: XLA's newer way of making one loop of several operations, which the older one does sooner
# where nothing is optimised, and modules that are cut for many cores.
SOONER: dict[str, Any] = {"xla_cpu_use_fusion_emitters": False, "xla_cpu_parallel_codegen_split_count": 1}
# Where in the sources each operation comes from: a tenth of the time of tracing, and nothing here reads it.
os.environ.setdefault("JAX_INCLUDE_FULL_TRACEBACKS_IN_LOCATIONS", "0")
os.environ.setdefault("JAX_TRACEBACK_IN_LOCATIONS_LIMIT", "0")


@cache
def _give_options() -> None:
    """Give XLA `SOONER` with every program that is not optimised: JAX makes the options of all in one place.

    No flags of the process would do: they would hold for the commands that tests start, and for what is `optimised`.
    """
    import jax

    compiler: Any = importlib.import_module("jax._src.compiler")
    given = getattr(compiler, "get_compile_options", None)
    try:
        jax.jit(lambda: 0).lower().compile(compiler_options=SOONER)
    except jax.errors.JaxRuntimeError:  # an XLA that knows them no more
        given = None
    if given is None:  # all takes longer, and no more than that
        return

    def options(*arguments: Any, env_options_overrides: Any = None, **named: Any) -> Any:
        if jax.config.read(OPTIMISING.lower()):
            env_options_overrides = SOONER | dict(env_options_overrides or {})
        return given(*arguments, env_options_overrides=env_options_overrides, **named)

    compiler.get_compile_options = options


_prepare: Any = jax_setup.prepare


def _prepare_for_tests() -> None:
    _prepare()
    _give_options()


_prepare_for_tests.cache_clear = _prepare.cache_clear  # type: ignore[attr-defined]
jax_setup.prepare = _prepare_for_tests  # type: ignore[assignment]
