"""What is inherited: shares of correct, plastic and wrong alleles over generations, with the exact recursion."""

from __future__ import annotations

from baldwin.figures.series import Series, band_note
from baldwin.plots.figures import allele_shares
from baldwin.report import vega
from baldwin.report.arms import POINTS, Arm, Arms, sparse, thinned
from baldwin.report.chart import Chart, Check, Panel, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import of_series, stacked
from baldwin.report.words import number, spread

__all__ = ["ORDER", "applies", "chart"]

ORDER = 10
EXACT = "exact_"
ROWS = 10


def applies(arms: Arms) -> bool:
    """Return whether every arm has alleles."""
    return all(allele_shares.applies([arm.run]) for arm in arms)


def chart(arms: Arms) -> Chart:
    """Return the figure: the arm chosen, allele by allele."""
    most = arms.share(POINTS)
    curves = {
        arm.place: {name: sparse(one, most) for name, one in allele_shares.data([arm.run]).items()} for arm in arms
    }
    shown = [name for name in allele_shares.ALLELES if any(name in own for own in curves.values())]
    exact = any(name.startswith(EXACT) for own in curves.values() for name in own)
    label = f"Line chart of the shares of {', '.join(shown)} alleles over {arms.last:,} generations."
    bands = {place: band_note(next(iter(own.values()))) for place, own in curves.items()}
    theory = {place: one.label for place, own in curves.items() for name, one in own.items() if name.startswith(EXACT)}
    return Chart(
        name="alleles",
        title="What is inherited",
        caption=f"Shares of alleles in the population. Line and band: {_of_each(arms, bands)}."
        + (f" Dashed: {_of_each(arms, theory)}." if theory else "")
        + (" Of the arm chosen above." if len(arms) > 1 else ""),
        panels=(Panel(_spec(arms, shown, label), {"alleles": _rows(curves)}, label),),
        table=_table(arms, curves, shown),
        controls=(
            *(Check(f"show_{name}", name, colour=name) for name in shown),
            *((Check("exact", "exact recursion", colour="theory"),) if exact else ()),
        ),
        scrubbed=True,
        switched=True,
    )


def _of_each(arms: Arms, texts: dict[int, str]) -> str:
    """Return what is true of all arms once, and else of each by its name."""
    words = {place: " ".join(text.split()) for place, text in texts.items()}
    if len(words) == len(arms) and len(set(words.values())) == 1:
        return words[0]
    return "; ".join(f"{arms[place].label}: {text}" for place, text in words.items())


def _rows(curves: dict[int, dict[str, Series]]) -> dict[str, list[object]]:
    return stacked(
        of_series(one, arm=place, allele=name.removeprefix(EXACT), exact=name.startswith(EXACT), key=name)
        for place, own in curves.items()
        for name, one in own.items()
    )


def _spec(arms: Arms, shown: list[str], label: str) -> Spec:
    x = vega.x_axis("generation", high=arms.last)
    y = vega.y_axis("share of alleles", within=(0.0, 1.0))
    wanted = " || ".join(f"(datum.allele == '{name}' && show_{name})" for name in shown)
    here = ["datum.arm == arm", wanted]
    hue = {"field": "allele", "type": "nominal", **vega.colour(shown, shown)}
    scale = {"domain": shown, "range": [vega.DASHES.get(name) or [1, 0] for name in shown]}
    dash = {"field": "allele", "type": "nominal", "scale": scale, "title": None}
    layers = [
        vega.band("alleles", x, y, [*here, "!datum.exact && datum.low != null"], {"color": hue}),
        vega.line("alleles", x, y, [*here, "!datum.exact"], {"color": hue, "strokeDash": dash}),
        vega.line(
            "alleles",
            x,
            y,
            [*here, "datum.exact && exact"],
            {"detail": {"field": "allele"}},
            color="var(--theory)",
            strokeDash=[5, 3],
            strokeWidth=1.2,
        ),
        vega.moment(),
        vega.hover("alleles", x, [(name, name) for name in shown], "generation", ["datum.arm == arm", "!datum.exact"]),
    ]
    params = vega.signals(generation=arms.frames[-1], arm=0, exact=True, **{f"show_{name}": True for name in shown})
    return vega.draw(layers, params, label=label)


def _table(arms: Arms, curves: dict[int, dict[str, Series]], shown: list[str]) -> Html:
    several = len(arms) > 1
    rows = []
    for arm in arms:
        own = curves[arm.place]
        first = own[next(name for name in shown if name in own)]
        for i in thinned(first.x.size, ROWS):
            values = [spread(own[name], i) if name in own else "–" for name in shown]
            rows.append([*_name(arm, several), number(first.x[i]), *values])
    headings = [*(["arm"] if several else []), "generation", *shown]
    return text_table(
        "Shares: median over replicates (middle 90 %)", headings, rows, numbers=len(headings) - len(shown)
    )


def _name(arm: Arm, several: bool) -> list[str]:
    return [arm.label] if several else []
