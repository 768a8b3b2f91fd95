"""What fields on founders and parents ask of each other and of other tables, and what they cost; loads no kernel."""

from __future__ import annotations

from baldwin.haystack.definition import Expected, Genetic, HaystackDefinition, Needle, Ternary
from baldwin.haystack.theory.selection import fittest_kept

__all__ = ["birth_cost", "kept_in_a_steady_state", "reproduction_problems"]

Problems = list[tuple[str, str]]


def reproduction_problems(definition: HaystackDefinition) -> Problems:
    """Return (field, rule and remedy) of what contradicts each other in how founders and parents are drawn."""
    parts = (_of_founders, _of_selection, _of_cuts, _of_replacement)
    return [problem for part in parts for problem in part(definition)]


def _of_founders(definition: HaystackDefinition) -> Problems:
    encoding, loci = definition.encoding, definition.task.loci
    if not isinstance(encoding, Ternary) or encoding.plastic_loci is None:
        return []
    exact, share = encoding.plastic_loci, encoding.plastic_loci / loci
    if exact > loci:
        return [("encoding.plastic_loci", f"must be at most task.loci = {loci}. Use fewer")]
    if "plastic" in encoding.model_fields_set and abs(encoding.plastic - share) > 1e-9:
        said = f"is given as {encoding.plastic:g}, but plastic_loci = {exact} of {loci} loci make it {share:g}"
        return [("encoding.plastic", f"{said}. Leave one of the two out")]
    if exact < loci and encoding.correct + encoding.wrong == 0.0:
        return [("encoding.plastic_loci", f"leaves {loci - exact} loci without alleles. Set encoding.correct above 0")]
    return []


def _of_selection(definition: HaystackDefinition) -> Problems:
    strategy, size, found = definition.strategy, definition.population.size, Problems()
    if strategy.tournament_size is not None and strategy.selection != "tournament":
        found.append(_unused("tournament_size", "only tournaments have entrants", 'selection = "tournament"'))
    if strategy.truncation_share is None:
        return found
    if strategy.selection != "truncation":
        found.append(_unused("truncation_share", "only truncation keeps a share", 'selection = "truncation"'))
    elif not strategy.selfing and strategy.crossover != "none" and fittest_kept(strategy.truncation_share, size) < 2:
        enough = f"{2 / size:g}"
        rule = f"keeps a single parent of {size}, but without selfing it takes two. Use {enough} or more"
        found.append(("strategy.truncation_share", f"{rule}, or set strategy.selfing = true"))
    return found


def _of_cuts(definition: HaystackDefinition) -> Problems:
    strategy, loci = definition.strategy, definition.task.loci
    if strategy.cuts != "fixed":
        return [] if strategy.cut is None else [_unused("cut", "only fixed cuts have one place", 'cuts = "fixed"')]
    if strategy.crossover != "one_point":
        return [("strategy.cuts", f'crossover "{strategy.crossover}" has no cut. Use crossover = "one_point"')]
    if strategy.cut is None:
        return [("strategy.cuts", f"needs the place of the cut. Set strategy.cut, such as {loci // 2}")]
    if strategy.cut >= loci:
        return [("strategy.cut", f"must be below task.loci = {loci}. Use a locus before the last")]
    return []


def _of_replacement(definition: HaystackDefinition) -> Problems:
    strategy = definition.strategy
    if strategy.replacement == "generational":
        unused = _unused("replaces", "generations are replaced as a whole", 'replacement = "steady_state"')
        return [] if strategy.replaces is None else [unused]
    found, reason = Problems(), ""
    if not isinstance(definition.task, Needle):
        reason = "only a population that seeks a needle can be replaced one by one"
    elif isinstance(definition.lifetime, Expected):
        reason = "those living have lived, but expected lives are summed up by generation"
    elif definition.inheritance.kind == "lamarckian":
        reason = "records show genotypes as born, which those living have written over under Lamarckian inheritance"
    if definition.survival.given:
        found.append(
            (
                "survival.threshold",
                'in a steady state one takes the place of another. Set strategy.replacement = "generational"',
            )
        )
    if reason:
        found.append(("strategy.replacement", f'{reason}. Use "generational"'))
    if strategy.replaces == "loser" and strategy.selection != "tournament":
        found.append(("strategy.replaces", 'only tournaments have losers. Use "random" or "worst"'))
    return found


def kept_in_a_steady_state(definition: HaystackDefinition) -> dict[str, str]:
    """Return beginning of a field -> why no schedule may change it, where those living outlast a generation."""
    if definition.strategy.replacement == "generational":
        return {}
    reason = "in a steady state those living keep the fitness that they earned, and are compared by it"
    return dict.fromkeys(
        ("fitness.", "lifetime.trials", "lifetime.random_cost", "lifetime.smart_cost", "budget.upkeep"), reason
    )


def birth_cost(strategy: Genetic, size: int) -> float:
    """Return the seconds that one birth of a steady state takes beside a life: some ways look at all those living."""
    looks = {"proportional": 0.65e-9, "tournament": 0.0, "truncation": 4.8e-9}[strategy.selection]
    return 1.1e-6 + size * (looks + (0.65e-9 if strategy.replaces == "worst" else 0.0))


def _unused(field: str, rule: str, remedy: str) -> tuple[str, str]:
    return f"strategy.{field}", f"{rule}. Set strategy.{remedy}, or leave it out"
