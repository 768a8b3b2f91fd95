"""The processes of a team hear of each other beside JAX: that one is gone, or that its user asks it to end.

JAX alone notices after a minute and a half that a process is gone, and then ends the others with a trace of its own
code; and what asks one of them to end it keeps to itself. So each follower holds a connection to the leader: it ends
with the process, however that ends.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import secrets
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn

__all__ = ["Peers"]

WHERE = "baldwin/peers"  # in the store of names and values that all processes of a team share
PATIENCE = 60.0  # seconds
ASKED, OVER, FAILED = b"a", b"o", b"f"
GONE = "{} of the team has ended. What was saved stays: start all of its processes again to go on."


class Peers:
    """One process's side; all methods return at once.

    Attributes:
        asked: whether the user of any of the processes asks the team to end.
    """

    def __init__(self, number: int, count: int) -> None:
        """Let the leader listen, and followers connect; where that fails there is JAX's own notice."""
        self.asked = False
        self._over = False
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        state = _state()
        host = str(state.coordinator_address).rpartition(":")[0].strip("[]")
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            if number == 0:
                self._listen(state.client, host, count - 1)
            else:
                self._connect(state.client, host, number)

    def _listen(self, client: Any, host: str, followers: int) -> None:
        near = host in ("127.0.0.1", "localhost", "::1")
        listening = socket.create_server((host if near else "", 0))
        listening.settimeout(PATIENCE)
        token = secrets.token_hex(16)
        client.key_value_set(WHERE, f"{listening.getsockname()[1]} {token}")

        def accept() -> None:
            with listening, contextlib.suppress(OSError):
                while len(self._connections) < followers:
                    connection, _ = listening.accept()
                    connection.settimeout(PATIENCE)
                    said, _, number = _line(connection).partition(" ")
                    if not (secrets.compare_digest(said, token) and number.isdecimal()):
                        connection.close()  # a stranger
                        continue
                    connection.settimeout(None)
                    self._connections.append(connection)
                    self._watch(connection, f"Process {number}")

        self._start(accept)

    def _connect(self, client: Any, host: str, number: int) -> None:
        port, token = str(client.blocking_key_value_get(WHERE, int(PATIENCE * 1000))).split()
        connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
        connection.settimeout(None)
        connection.sendall(f"{token} {number}\n".encode())
        self._connections.append(connection)
        self._watch(connection, "Process 0")

    def _watch(self, connection: socket.socket, who: str) -> None:
        def watch() -> None:
            over = False
            with connection, contextlib.suppress(OSError):
                while said := connection.recv(1):
                    self.asked = self.asked or said == ASKED
                    over = over or said == OVER
                    if said == FAILED:
                        break
            if not (over or self._over):
                _end(GONE.format(who))

        self._start(watch)

    def _start(self, act: Callable[[], None]) -> None:
        thread = threading.Thread(target=act, daemon=True)
        self._threads.append(thread)
        thread.start()

    def ask(self) -> None:
        """Ask the leader to save and to let all go."""
        self._tell(ASKED)

    def over(self) -> None:
        """Say that this process ends because its work is done."""
        self._over = True
        self._tell(OVER)

    def fail(self) -> None:
        """Say that this process ends because it cannot go on."""
        self._over = True
        self._tell(FAILED)

    def _tell(self, word: bytes) -> None:
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.sendall(word)


def _state() -> Any:
    """Return what JAX knows of the team."""
    return importlib.import_module("jax._src.distributed").global_state


def _line(connection: socket.socket) -> str:
    """Return what a connection says up to the end of a short line."""
    said = b""
    while not said.endswith(b"\n") and len(said) < 100:
        part = connection.recv(1)
        if not part:
            break
        said += part
    return said.decode("ascii", "replace").strip()


def _end(line: str) -> NoReturn:
    """End this process: its main thread waits in JAX for what does not come, and would end with a trace."""
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)
    os._exit(1)
