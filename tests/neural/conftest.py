"""Programs that tests compile are kept on disk, as a run's are; on one device, whichever test comes first."""

from __future__ import annotations

import jax

from baldwin.neural import jax_setup

jax.devices()  # which settles how many there are
jax_setup.prepare()
