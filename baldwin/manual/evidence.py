"""The reference of figures, and of claims: what can be drawn, and what is measured against published numbers."""

from __future__ import annotations

from collections.abc import Iterator

from baldwin.manual.topic import Section, cell, escaped, table

__all__ = ["claim_sections", "figure_sections"]


def figure_sections() -> Iterator[Section]:
    """Yield the figures of runs, then those of studies."""
    from baldwin.plots import catalogue as runs
    from baldwin.plots.studies import catalogue as studies

    yield Section("", '`baldwin plot NAME --figures FIGURE` draws one, and `baldwin.plot(run, "FIGURE")` from Python.')
    for title, names, summary in (
        ("Of runs", runs.figures(), runs.summary),
        ("Of studies", studies.figures(), studies.summary),
    ):
        rows = [[f"`{name}`", cell(summary(name))] for name in names]
        entries = {name: f"`{name}` (a figure): {cell(summary(name))}" for name in names}
        yield Section(title, table(["figure", "what it shows"], rows), entries=entries)


def claim_sections() -> Iterator[Section]:
    """Yield the ladders, each with its claims: what is expected, and whose number that is."""
    from baldwin.claims.ladder import ladders

    yield Section("", "`baldwin reproduce LADDER` measures them, and prints expected, measured, tolerance and verdict.")
    for name, ladder in ladders().items():
        rows = [
            [f"`{claim.id}`", cell(claim.text), cell(one.name), f"{one.expected:.6g}", cell(str(one.source))]
            for claim in ladder.claims
            for one in claim.quantities
        ]
        head = table(["claim", "what it says", "number", "expected", "whose number"], rows)
        references = "\n".join(f"- {escaped(one)}" for one in ladder.references)
        entries = {claim.id: f"`{claim.id}` ({name}): {cell(claim.text)}" for claim in ladder.claims}
        yield Section(f"{name}: {ladder.title}", f"{references}\n\n{head}", (name,), entries)
