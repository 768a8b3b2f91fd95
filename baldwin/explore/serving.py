"""One address on this machine, with a token in it, until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import importlib
import pkgutil
import secrets
import socket
import sys
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

from baldwin.errors import UsageError
from baldwin.explore.guard import Guard

if TYPE_CHECKING:
    from baldwin.explore.lab import Lab

__all__ = ["REMEDY", "application", "listening", "require", "serve"]

HOST = "127.0.0.1"
_TAKEN = (errno.EADDRINUSE,)
REMEDY = (
    "Explore needs starlette, uvicorn and vl-convert. Install them: pip install starlette uvicorn vl-convert-python"
)


def require() -> None:
    """Raise UsageError if what the extra `explore` names is not installed."""
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
        import vl_convert  # noqa: F401
    except ImportError as error:
        raise UsageError(REMEDY) from error


def listening(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine alone; 0 chooses one that is free.

    Raises:
        UsageError: the port is taken, or may not be used.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # where it would let two programs share the port
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen(128)
    except (OSError, OverflowError) as error:
        found.close()
        reason = "is taken" if isinstance(error, OSError) and error.errno in _TAKEN else "cannot be used"
        raise UsageError(f"--port {port}: {reason}. Choose another one, or leave it out.") from None
    return found


def application(lab: Lab, token: str, port: int) -> Guard:
    """Return the ASGI application of a server."""
    from starlette.applications import Starlette

    from baldwin.explore import routes as package

    names = [one.name for one in pkgutil.iter_modules(package.__path__)]
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    app = Starlette(routes=[route for one in modules for route in one.routes(lab)])
    pages = sorted((one.ORDER, one.PAGE) for one in modules if hasattr(one, "PAGE"))
    app.state.pages = [page for _, page in pages]
    return Guard(app, token, port)


def serve(lab: Lab, port: int, *, open_browser: bool, tell: Callable[[str], None]) -> None:
    """Serve until a signal ends it, `tell` the address first; what is being kept is saved.

    Raises:
        UsageError: the port is taken.
    """
    import uvicorn

    with contextlib.closing(listening(port)) as found:
        chosen = int(found.getsockname()[1])
        token = secrets.token_urlsafe(18)
        address = f"http://{HOST}:{chosen}/{token}/"
        config = uvicorn.Config(
            application(lab, token, chosen),
            log_level="critical",  # what a person can do something about is answered in the page
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        tell(address)
        if open_browser:
            show(address)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[found])
        finally:
            lab.close(lambda text: print(text, file=sys.stderr, flush=True))


def show(address: str) -> None:
    """Open an address in a browser with windows, where there is one."""
    with contextlib.suppress(webbrowser.Error):
        browser = webbrowser.get()
        if type(browser) is not webbrowser.GenericBrowser:  # which would take over the terminal
            browser.open(address)
