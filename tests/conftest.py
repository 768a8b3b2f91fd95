"""Settings for every test: reproducible examples, no deadline on a shared machine."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("baldwin", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "search", deadline=None, print_blob=True
)  # other examples each time: HYPOTHESIS_PROFILE=search
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "baldwin"))
