"""One population over several processes, on one machine or many: each lives its share of the individuals.

Process 0 leads: it runs the evolution as if it were alone, with an engine that tells the others each call before it
makes it. The others follow: they make the same calls, so that all meet in the same collective operations, and keep
nothing. Results are those of as many devices in one process.
"""

from __future__ import annotations

import atexit
import enum
import importlib
import os
import sys
import time
from typing import Any

import numpy as np

from baldwin.distributed import Team
from baldwin.engine import Arrays, Columns, Record
from baldwin.errors import DefinitionError, UsageError
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine, NeuralState, Past
from baldwin.neural.evolution.generation import Evolving, Program
from baldwin.neural.jax_setup import pinned
from baldwin.neural.lazy_jax import jax
from baldwin.neural.peers import Peers
from baldwin.stop_rules import Course

__all__ = ["ask", "asked", "end", "fail", "follow", "join", "lead"]

DETECTED = "auto"  # a coordinator that Slurm or MPI names


class Call(enum.IntEnum):
    """What the leader is about to do."""

    FOUND = 1
    ADVANCE = 2
    RESTORE = 3
    END = 4


@pinned()
def join(team: Team, definition: NeuralDefinition) -> int:
    """Make this process one of a team, wait until all have joined, and return this one's number.

    Raises:
        UsageError: the others cannot be reached.
        DefinitionError: the population is too small for so many.
    """
    _keep_stdout()
    library: Any = importlib.import_module("jax")
    distributed = library.distributed
    if "jax_enable_preemption_service" in library.config.values:
        library.config.update("jax_enable_preemption_service", False)  # it would swallow SIGTERM
    options: dict[str, Any] = {}
    if team.coordinator != DETECTED:
        host, _, port = team.coordinator.rpartition(":")
        options = {
            "coordinator_address": team.coordinator,
            "num_processes": team.processes,
            "process_id": team.process,
            "local_device_ids": None,
            # JAX would listen on all interfaces.
            "coordinator_bind_address": f"{host}:{port}" if host in ("127.0.0.1", "localhost") else None,
        }
    try:
        distributed.initialize(**options)
    except (RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise UsageError(
            f"--coordinator {team.coordinator}: {reason}. Start as many processes as --processes says, each with its "
            "own --process, and with the same coordinator."
        ) from error

    program = Program(definition)
    if len(program.devices) < jax.device_count():
        raise DefinitionError(
            [
                f"{definition.name}: [population] size = {definition.population.size}: fills "
                f"{len(program.devices)} of the {jax.device_count()} devices of this team, two blocks of individuals "
                "each. Use fewer processes, or a larger population."
            ]
        )
    number = int(jax.process_index())
    _PEERS.append(Peers(number, int(jax.process_count())))
    return number


def _keep_stdout() -> None:
    """Drop what JAX's collectives print on stdout, whose last line is the run's path."""
    kept = os.dup(1)
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = os.fdopen(kept, "w", encoding="utf-8", errors="backslashreplace")


def lead(definition: NeuralDefinition) -> Leader:
    """Return the engine of process 0."""
    return Leader(definition)


@pinned()
def end() -> None:
    """Let the others go; of process 0."""
    _tell(Call.END)
    _over()


def fail() -> None:
    """End this process, of whatever number, after an error; and the others, who would wait for it.

    Should the error be that another has ended, that is said instead. Nobody is waited for when Python exits.
    """
    time.sleep(1.0)  # until it is known which of the two it is
    for peers in _PEERS:
        peers.fail()
    atexit.register(_exit_alone)


def _exit_alone() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


def ask() -> None:
    """Have process 0 save and let all go."""
    for peers in _PEERS:
        peers.ask()


def asked() -> bool:
    """Return whether the user of another process of the team asks it to end."""
    return any(peers.asked for peers in _PEERS)


def _over() -> None:
    for peers in _PEERS:
        peers.over()


_PEERS: list[Peers] = []  # of this process: one at most


@pinned()
def follow(definition: NeuralDefinition) -> None:
    """Take part in what process 0 does with the same definition, until it ends."""
    engine = Follower(definition)
    state: Any = None
    while True:
        call, count = _received()
        if call is Call.END:
            _over()
            return
        if call is Call.FOUND:
            state, _ = engine.found()
        elif call is Call.ADVANCE:
            state, _ = engine.advance(state, count)
        else:
            state = engine.restore(_share(engine.save(_blank(engine))))


def _tell(call: Call, count: int = 0) -> None:
    """Tell the others, who wait for it in `_received`."""
    _share({"call": np.array([call, count], np.int32)})


def _received() -> tuple[Call, int]:
    """Wait for the leader's next call."""
    call, count = _share({"call": np.zeros(2, np.int32)})["call"]
    return Call(int(call)), int(count)


def _share(arrays: Arrays) -> Arrays:
    """Return the leader's arrays, whose names and shapes all know, to everyone."""
    helper: Any = importlib.import_module("jax.experimental.multihost_utils")
    bits = {name: np.frombuffer(np.ascontiguousarray(value).tobytes(), np.uint8) for name, value in arrays.items()}
    found = helper.broadcast_one_to_all(bits)
    return {
        name: np.frombuffer(np.asarray(found[name], np.uint8).tobytes(), value.dtype).reshape(value.shape)
        for name, value in arrays.items()
    }


def _blank(engine: NeuralEngine) -> NeuralState:
    """Return a state of the right shapes, whatever it holds."""
    _, keys = engine._keys
    shape, _ = jax.eval_shape(engine.program.begin, keys[0], np.float32(0), engine.program.numbers)
    nothing: Evolving = jax.tree.map(lambda leaf: np.zeros(leaf.shape, leaf.dtype), shape)
    genes = np.zeros(engine.program.genes, np.float32)
    past = [Past(0.0, genes, genes) for _ in keys]
    alive, evaluated = np.ones(len(keys), np.bool_), np.zeros(len(keys), np.int64)
    return NeuralState(0, [nothing for _ in keys], past, alive, evaluated, [Course() for _ in keys])


class _Sharing(NeuralEngine):
    """One process's part."""

    def _agreed(self, decided: Arrays) -> Arrays:
        """Return what process 0 decided, which alone assays."""
        return _share(decided)


class Leader(_Sharing):
    """Tells the others of each call before it makes it."""

    @pinned()
    def found(self) -> tuple[NeuralState, Record]:
        """Return the founders, having lived, and the record of generation 0."""
        _tell(Call.FOUND)
        return super().found()

    @pinned()
    def advance(self, state: NeuralState, generations: int) -> tuple[NeuralState, Record]:
        """Return the state `generations` later, and the record of the generations in between."""
        if state.generation >= 0:  # the founders advance within `found`
            _tell(Call.ADVANCE, generations)
        return super().advance(state, generations)

    @pinned()
    def restore(self, arrays: Arrays) -> NeuralState:
        """Return the state that `save` gave."""
        wanted = self.save(_blank(self))
        for name, value in wanted.items():  # before the others hear of it
            if (arrays[name].shape, arrays[name].dtype) != (value.shape, value.dtype):
                raise ValueError(
                    f"{name} is {arrays[name].dtype} {arrays[name].shape}, not {value.dtype} {value.shape}"
                )
        _tell(Call.RESTORE)
        return super().restore(_share({name: arrays[name] for name in wanted}))


class Follower(_Sharing):
    """Makes the leader's calls and assays nothing."""

    def _founders_innate(self, founders: Any, number: int) -> float:
        del founders, number
        return float("nan")

    def _assayed(
        self, generation: int, replicates: list[Evolving], past: list[Past], present: list[int]
    ) -> tuple[list[Past], Columns]:
        del generation, replicates, present
        return past, {}
