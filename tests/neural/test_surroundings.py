"""Numbers follow the definition alone: whatever a program or its user sets in JAX, in numba, or for XLA."""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import os
import pickle
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jax
import numba
import numpy as np
import pytest

from baldwin import numba_cache
from baldwin.definition import from_toml
from baldwin.errors import FORKED, DefinitionError, UsageError
from baldwin.evolve import load_engine
from baldwin.neural import jax_setup, replay, xla_flags
from baldwin.neural.xla_flags import harmful_flags, refuse_flags

SMALL = """\
name = "small"
[population]
size = 8
generations = 2
replicates = 1
[task]
kind = "sinusoid"
[network]
kind = "perceptron"
hidden = [4]
[lifetime]
kind = "gradient"
steps = 1
[assays]
every = 1
"""

HOSTILE: dict[str, object] = {
    "jax_default_prng_impl": "rbg",
    "jax_threefry_partitionable": False,
    "jax_random_seed_offset": 7,
    "jax_high_dynamic_range_gumbel": True,
    "jax_enable_x64": True,
    "jax_numpy_dtype_promotion": "strict",
    "jax_numpy_rank_promotion": "raise",
    "jax_default_matmul_precision": "bfloat16",
    "jax_softmax_custom_jvp": True,
    "jax_disable_jit": True,
    "jax_debug_nans": True,
    "jax_debug_infs": True,
    "jax_check_tracer_leaks": True,
    "jax_debug_key_reuse": True,
    "jax_enable_checks": True,
    "jax_legacy_prng_key": "error",
    "jax_transfer_guard": "disallow",
    "jax_transfer_guard_device_to_host": "disallow",
    "jax_no_execution": True,
    "jax_exec_time_optimization_effort": -1.0,
}


def everything() -> dict[str, Any]:
    """Return what an engine and a replay give of a small population."""
    definition: Any = from_toml(SMALL, "small")
    engine = load_engine(definition)
    state, founders = engine.found()
    state, record = engine.advance(engine.restore(engine.save(state)), 2)
    saved = engine.save(state)
    genotypes = replay.genotypes(definition, saved)
    found = {f"{name}/{key}": value for name, one in (("founders", founders), ("later", record))
             for key, value in (one.generations | one.assays).items()}  # fmt: skip
    return found | saved | replay.assay(definition, genotypes[:, 0], 4)


@pytest.fixture
def hostile() -> Iterator[None]:
    before = {name: jax.config.values[name] for name in HOSTILE}  # type: ignore[attr-defined]
    for name, value in HOSTILE.items():
        jax.config.update(name, value)
    try:
        yield
        after = {name: jax.config.values[name] for name in HOSTILE}  # type: ignore[attr-defined]
        assert {name: str(getattr(value, "value", value)) for name, value in after.items()} == {
            name: str(value) for name, value in HOSTILE.items()
        }
    finally:
        for name, value in before.items():
            jax.config.update(name, value)


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    return everything()


def test_numbers_are_those_of_the_definition_whatever_jax_is_told(plain: dict[str, Any], hostile: None) -> None:
    with jax.enable_x64(True), jax.threefry_partitionable(False), jax.debug_nans(True):  # type: ignore[attr-defined]
        found = everything()
        assert jax.config.values["jax_enable_x64"]  # type: ignore[attr-defined]
    assert found.keys() == plain.keys()
    for name, value in plain.items():
        np.testing.assert_array_equal(found[name], value, err_msg=name)
        assert found[name].dtype == value.dtype, name


def same(found: Any, value: object) -> bool:
    forms = (found, getattr(found, "value", found), getattr(found, "name", found))
    return str(value).lower() in {str(form).lower() for form in forms}


def test_settings_are_pinned_to_what_jax_has_by_itself() -> None:
    """Guards aside, which are off by itself, and what a variable of this process says."""
    for name, value in jax_setup.PINNED.items():
        found = jax.config.values[name]  # type: ignore[attr-defined]
        by_itself = name.upper() not in os.environ and not (value == "allow" and found is None)
        assert same(found, value) or not by_itself, name
    with jax_setup.pinned():
        for name, value in jax_setup.PINNED.items():
            assert same(jax.config.values[name], value), name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "--xla_cpu_enable_fast_math=true",
        "--xla_backend_optimization_level=0",
        "--xla_force_host_platform_device_count=2 --xla_allow_excess_precision=false",
        "--xla_cpu_max_isa=AVX",
    ],
)
def test_a_flag_of_the_compiler_that_may_change_numbers_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLA_FLAGS", text)
    jax_setup.prepare.cache_clear()
    with pytest.raises(UsageError, match=r"XLA_FLAGS: --xla.* may change the numbers.*unset XLA_FLAGS"):
        load_engine(from_toml(SMALL, "small"))
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=/tmp/x --xla_force_host_platform_device_count=1")
    jax_setup.prepare()


def test_flags_that_xla_would_end_the_process_for_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLA_FLAGS", "junk")
    with pytest.raises(UsageError, match=r"^XLA_FLAGS=junk: .* names a file of flags, .* unset XLA_FLAGS$"):
        refuse_flags()
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_hlo_as_text=zz")
    said = b"E1130 17:44 4369 flags.cc:93] Couldn't interpret value zz for flag xla_dump_hlo_as_text.\nF1130\n"
    with monkeypatch.context() as patch:
        patch.setattr(xla_flags.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], -6, b"", said))
        with pytest.raises(UsageError, match=r"does not take it \(Couldn't interpret value zz .*\)\. Start again"):
            refuse_flags()
    monkeypatch.setenv("XLA_FLAGS", "--xla_force_host_platform_device_count=3")
    monkeypatch.setattr(xla_flags.subprocess, "run", None)  # what is known to be understood asks no process
    refuse_flags()


def test_flags_in_a_file_are_read(tmp_path: Path) -> None:
    file = tmp_path / "flags"
    file.write_text("--xla_dump_to=x\n--xla_cpu_enable_fast_min_max\n")
    assert list(harmful_flags(str(file))) == ["--xla_cpu_enable_fast_min_max"]


def test_what_a_file_holds_that_is_no_flag_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("root:*:20228\n")
    monkeypatch.setenv("XLA_FLAGS", str(tmp_path / "secret"))
    with pytest.raises(UsageError, match=r"^XLA_FLAGS: what is no flag may change"):
        refuse_flags()


def test_programs_that_cannot_be_written_are_refused_before_a_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    values = {"jax_dump_ir_to": str(tmp_path / "file" / "x")}
    with pytest.raises(UsageError, match=r"^JAX_DUMP_IR_TO=.*/file/x: cannot be written: not a directory\. Unset it"):
        jax_setup._refuse_unwritable(SimpleNamespace(values=values))
    jax_setup._refuse_unwritable(SimpleNamespace(values={"jax_dump_ir_to": str(tmp_path / "new")}))
    assert not list((tmp_path / "new").iterdir())


def test_a_platform_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise AssertionError

    monkeypatch.setattr(jax, "default_backend", none)
    jax_setup.devices.cache_clear()
    with pytest.raises(UsageError, match=r"finds no device here \(AssertionError\)"):
        load_engine(from_toml(SMALL, "small"))
    monkeypatch.undo()
    jax_setup.devices.cache_clear()


def test_a_plugin_to_unset_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PJRT_NAMES_AND_LIBRARY_PATHS", "foo:/nowhere.so")
    values = {"jax_platforms": None, "jax_platform_name": ""}
    assert jax_setup._who_asks_for_a_device(values) == ("PJRT_NAMES_AND_LIBRARY_PATHS=foo:/nowhere.so", "Unset it.")


@pytest.mark.parametrize("name", ["jax_platforms", "jax_platform_name"])
def test_the_variable_to_unset_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"jax_platforms": None, "jax_platform_name": "", name: "gpu"}
    monkeypatch.setattr(jax_setup, "_jax", lambda: SimpleNamespace(config=SimpleNamespace(values=values)))
    jax_setup.devices.cache_clear()
    with pytest.raises(UsageError, match=f"^{name.upper()}=gpu: finds no device here"):
        jax_setup.devices()


def test_numba_is_held_to_its_own_settings_and_left_as_it_was() -> None:
    config: Any = numba.config
    told = {"DISABLE_JIT": 1, "BOUNDSCHECK": 1, "OPT": 0, "DEBUG_CACHE": 1, "CPU_NAME": "generic", "DUMP_IR": 1}
    before = {name: getattr(config, name) for name in (*told, "CACHE_DIR")}
    try:
        for name, value in told.items():
            setattr(config, name, value)
        with numba_cache.Pinned():
            assert not config.DISABLE_JIT
            assert config.CPU_NAME is None
            assert (config.BOUNDSCHECK, int(config.OPT), config.DEBUG_CACHE, config.DUMP_IR) == (None, 3, 0, 0)
            assert str(numba_cache.FOLDER) == config.CACHE_DIR
        assert {name: getattr(config, name) for name in told} == told
        assert before["CACHE_DIR"] == config.CACHE_DIR
    finally:
        for name, value in before.items():
            setattr(config, name, value)


@pytest.mark.parametrize(("name", "value"), [("THREADING_LAYER", "junk"), ("THREADING_LAYER_PRIORITY", ["junk"])])
def test_threads_start_in_a_layer_that_is_there(name: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking only how many there are starts them in the same way."""
    parallel = importlib.import_module("numba.np.ufunc.parallel")
    asked = list[object]()

    def launch() -> None:
        asked.append(getattr(numba.config, name))
        if asked[-1] == value:
            raise ValueError("it is unknown")

    monkeypatch.setattr(numba.config, name, value)
    monkeypatch.setattr(parallel, "_is_initialized", False)
    monkeypatch.setattr(parallel, "_launch_threads", launch)
    monkeypatch.setattr(numba, "get_num_threads", lambda: 2)
    assert numba_cache.threads() == 2
    assert asked[0] == value
    assert asked[1] in ("default", ["tbb", "omp", "workqueue"])
    assert getattr(numba.config, name) == value


def test_more_threads_than_a_system_starts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "NUMBA_NUM_THREADS", 99_999)
    with pytest.raises(UsageError, match=r"^NUMBA_NUM_THREADS=99999: more than \d+ threads gain nothing"):
        numba_cache.threads()


def in_a_fork() -> str:
    try:
        everything()
    except UsageError as error:
        return str(error)
    return "computed"


@pytest.mark.filterwarnings("ignore:os.fork:RuntimeWarning", "ignore:This process:DeprecationWarning")
def test_a_fork_of_a_process_that_has_computed_says_so(plain: dict[str, Any]) -> None:
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("no fork on this platform")
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(in_a_fork).get(60) == FORKED


def test_errors_survive_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(DefinitionError(["first", "second"])))
    assert error.problems == ("first", "second")


def test_python_threads_take_turns_in_parallel_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layer `workqueue` aborts the process otherwise."""
    inside, most, wait = [0], [0], threading.Event()

    def kernel() -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        wait.wait(0.01)
        inside[0] -= 1

    monkeypatch.setattr(numba_cache, "_kept", lambda function, parallel: function)
    called: Any = numba_cache.parallel_entry(kernel)
    threads = [threading.Thread(target=called) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_a_plugin_of_jax_that_does_not_work_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """As that of a GPU on a machine without one, where JAX would print two tracebacks, and compute all the same."""
    jax_setup.prepare()
    try:
        raise RuntimeError("Unable to load cuPTI.\nIs it installed?")
    except RuntimeError:
        logging.getLogger("jax._src.xla_bridge").exception("error when calling %s.initialize()", "xla_cuda13")
    (record,) = caplog.records
    words = "JAX goes without a plugin that does not work here (RuntimeError: Unable to load cuPTI. Is it installed?)."
    assert logging.Formatter().format(record) == words
