"""Ladders that tell a story: its parts, which claims each rests on, and what of them does not hold, and how far."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baldwin.claims.claim import Claim, ClaimOutcome
from baldwin.claims.ladder import Ladder
from baldwin.claims.quantity import Finding
from baldwin.claims.report import measured_text, number

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["HEADINGS", "Part", "as_story", "chosen", "how_far", "parts_of"]

HEADINGS = ("part", "verdict", "claims", "numbers", "does not hold, and how far")


@dataclass(frozen=True)
class Part:
    """What came of the claims of one part of a story, as far as they were tested."""

    name: str
    ids: tuple[str, ...]  # of its claims
    tested: tuple[ClaimOutcome, ...]

    @property
    def verdict(self) -> str:
        """Holds, does not hold, or not tested; of nulls refuted or not."""
        if not self.tested:
            return "not tested"
        sound = all(one.sound for one in self.tested)
        if any(one.null for one in self.tested):
            return "refuted" if sound else "NOT REFUTED"
        return "holds" if sound else "DOES NOT HOLD"

    @property
    def row(self) -> tuple[str, ...]:
        """What a table says of it, in the order of `HEADINGS`."""
        found = [one for outcome in self.tested for one in outcome.findings]
        nulls = any(one.null for one in self.tested)
        failing = [one for one in found if not one.agrees] if not nulls else []
        held = f"{sum(one.sound for one in self.tested)} of {len(self.tested)}"
        numbers = f"{sum(one.agrees for one in found)} of {len(found)}"
        untested = len(self.ids) - len(self.tested)
        held += f" ({untested} not tested)" if untested and self.tested else ""
        return (
            self.name, self.verdict, held if self.tested else "-", numbers if self.tested else "-",
            "; ".join(how_far(one) for one in failing),
        )  # fmt: skip


def chosen(ids: Iterable[str], *ladders: Ladder) -> tuple[Claim, ...]:
    """Return the claims of these ids from other ladders, in this order: no number is measured in two ways."""
    known = {claim.id: claim for ladder in ladders for claim in ladder.claims}
    return tuple(known[one] for one in ids)


def parts_of(ladder: Ladder, outcomes: Sequence[ClaimOutcome]) -> tuple[Part, ...]:
    """Return the parts of a ladder's story with what came of them; none where it tells none."""
    known = {one.id: one for one in outcomes}
    return tuple(
        Part(name, ids, tuple(known[one] for one in ids if one in known)) for name, ids in ladder.parts.items()
    )


def how_far(finding: Finding) -> str:
    """Return in words how far a measured number is from where it would agree."""
    low = -math.inf if finding.agrees_from is None else finding.agrees_from
    high = math.inf if finding.agrees_to is None else finding.agrees_to
    short = low - finding.measured if finding.measured < low else finding.measured - high
    size = "small" if finding.measured < low else "large"
    far = f", too {size} by {number(float(f'{short:.2g}'))}" if math.isfinite(short) and short > 0.0 else ""
    return f"{finding.quantity}: {measured_text(finding)}{far}"


def as_story(parts: Sequence[Part]) -> Table:
    """Return one table of all parts."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for part in parts:
        name, verdict, *rest = part.row
        good = verdict in ("holds", "refuted")
        style = "green" if good else "dim" if verdict == "not tested" else "bold red"
        table.add_row(Text(name, style="bold"), Text(verdict, style=style), *map(Text, rest))
    return table
