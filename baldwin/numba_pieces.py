"""Kernels in one piece: what a kernel calls is optimised and turned into machine code with it, and never before.

numba does both for every function on its own, and again for each function that calls it, once more for the body of a
parallel loop: most of the time that a kernel takes to compile, for code that only the kernel ever runs. Nobody but an
entry can call a `helper` (it has no wrapper for Python), so that the parts need not exist on their own. What they
compute is the same: LLVM is never allowed to change the result of floating-point arithmetic.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

__all__ = ["in_one_piece"]

NEEDED = ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals", "codegen")


@functools.cache
def in_one_piece() -> dict[str, Any]:
    """Return the options with which numba compiles an entry in one piece; none for a numba that works otherwise."""
    usual: Any = importlib.import_module("numba.core.codegen").JITCodeLibrary
    compiler: Any = importlib.import_module("numba.core.compiler").Compiler
    alone: Any = importlib.import_module("numba.core.compiler_lock").global_compiler_lock
    if not (all(hasattr(usual, name) for name in NEEDED) and hasattr(compiler, "_compile_core")):
        return {}

    class Part(usual):  # type: ignore[misc]
        """Code that others link in, unoptimised; no machine code is made of it, so that it has no address."""

        def _optimize_final_module(self) -> None:
            return

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()
            self._finalized = True

        @property
        def codegen(self) -> Any:
            """What numba would tell the address of this code's constants: nothing, as where it is loaded from disk."""
            return _Nowhere

    class Whole(compiler):  # type: ignore[misc]
        """Compiles a function as numba does, but what is compiled on its way as parts of it."""

        def _compile_core(self) -> Any:
            codegen = self.state.targetctx.codegen()
            with alone:
                before = codegen._library_class
                self.state.library = before(codegen, self.state.func_id.func_qualname)
                self.state.library.enable_object_caching()
                codegen._library_class = Part
                try:
                    return super()._compile_core()
                finally:
                    codegen._library_class = before

    return {"pipeline_class": Whole}


class _Nowhere:
    @staticmethod
    def set_env(name: str, environment: object) -> None:
        """Do nothing."""
