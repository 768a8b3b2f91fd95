"""A second program for the same model, written from the definition's documentation alone.

It shares no line, no random stream and no data layout with `baldwin.haystack`: alleles are an int8 array (replicate,
individual, locus), chance is a NumPy Generator, parents are drawn by `Generator.choice`, and every formula is the
literal one. What it had to guess at first is documented now.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from baldwin.haystack.definition import HaystackDefinition

Array = npt.NDArray[Any]
Rows = dict[str, list[Array]]

WRONG, CORRECT, PLASTIC = 0, 1, 2  # alleles `0`, `1`, `?` of a target whose bits are all 1


def simulate(definition: HaystackDefinition, seed: int) -> dict[str, Array]:
    """Return column -> (generations + 1, replicates), for the columns of the engine's two tables.

    Two are its own: "fixed" (all genotypes that are passed on are identical, with nothing left to write back) and
    "to_learn" (plastic loci over all competent individuals).
    """
    world = {"nk": _Landscape, "graded": _Graded}.get(definition.task.kind, _Needle)(
        definition, np.random.default_rng(seed)
    )
    rows: Rows = {}
    world.found()
    for generation in range(definition.population.generations + 1):
        world.definition = world_of(definition, generation)
        if generation > 0:
            world.reproduce()
            world.change_task(generation)
        for column, values in world.live().items():
            rows.setdefault(column, []).append(np.asarray(values, dtype=np.float64))
        rows.setdefault("fixed", []).append(world.fixed())
    table = {column: np.array(values) for column, values in rows.items()}
    lives = definition.population.size * np.arange(1, len(table["trials"]) + 1)
    table["individuals"] = np.repeat(lives[:, None], definition.population.replicates, axis=1)
    table["lifetime_steps"] = np.cumsum(table["trials"], axis=0)
    table["learning_gain"] = table["learned"] - table["innate"]
    return table


def world_of(definition: HaystackDefinition, generation: int) -> HaystackDefinition:
    """Return the definition with what its schedules, of the kinds without chance, say of one generation."""
    here: Any = definition
    for one in definition.schedule:
        asked: Any = one
        table, name = asked.field.split(".")
        usual = getattr(getattr(definition, table), name)
        before = getattr(getattr(here, table), name)
        value = _SAYS[asked.kind](asked, generation, before)
        if type(usual) is int:
            value = int(np.floor(value + 0.5))
        here = here.model_copy(update={table: getattr(here, table).model_copy(update={name: value})})
    return here


def _ramp(one: Any, generation: int, before: Any) -> Any:
    if generation < one.begin:
        return before
    first = before if one.initial is None else one.initial
    return np.interp(generation, [one.begin, one.end], [first, one.value])


def _cycle(one: Any, generation: int, before: Any) -> Any:
    if generation < one.begin:
        return before
    along = 2 * np.pi * ((generation - one.begin) / one.period + one.phase)
    middle, amplitude = (one.high + one.low) / 2, (one.high - one.low) / 2
    assert one.wave == "sine"
    return middle + amplitude * np.sin(along)


_SAYS: dict[str, Any] = {
    "step": lambda one, generation, before: one.value if generation >= one.at else before,
    "ramp": _ramp,
    "cycle": _cycle,
    "events": lambda one, generation, before: ([before] + [v for g, v in one.events if g <= generation])[-1],
    "turns": lambda one, generation, before: (
        before if generation < one.begin else (one.listed * 99)[(generation - one.begin) // one.length]
    ),
}


class _World:
    """Founders, selection and recombination: the same for the needle and for landscapes."""

    def __init__(self, definition: HaystackDefinition, rng: np.random.Generator) -> None:
        self.definition, self.rng = definition, rng
        self.replicates, self.size = definition.population.replicates, definition.population.size
        self.loci = definition.task.loci
        self.genes: list[Array] = []  # arrays (replicate, individual, locus) that recombine at the same places
        self.budget = np.zeros((self.replicates, self.size), dtype=np.int64)
        self.fitness: Array = np.ones((self.replicates, self.size))

    def change_task(self, generation: int) -> None:
        """Landscapes and resting needles never change."""

    def fixed(self) -> Array:
        """Return whether all genotypes of a replicate are identical, and writing back cannot change them."""
        inheritance = self.definition.inheritance
        same = [(genes == genes[:, :1]).all(axis=(1, 2)) for genes in self.genes]
        if inheritance.kind == "lamarckian" and inheritance.fraction > 0.0:
            same.append(~self.plastic().any(axis=(1, 2)))
        return np.logical_and.reduce([*same, (self.budget == self.budget[:, :1]).all(axis=1)])

    def found_budget(self) -> None:
        self.budget = self.rng.integers(0, self.definition.budget.levels + 1, size=self.budget.shape)

    def reproduce(self) -> None:
        mothers, fathers = self._parents()
        replicate = np.arange(self.replicates)[:, None]
        from_mother = self._from_mother()
        self.genes = [
            np.where(from_mother, genes[replicate, mothers], genes[replicate, fathers]) for genes in self.genes
        ]
        if self.definition.budget.evolvable:
            self._inherit_budget(self.budget[replicate, mothers], self.budget[replicate, fathers])
        self.mutate()

    def _parents(self) -> tuple[Array, Array]:
        mothers = np.empty((self.replicates, self.size), dtype=np.int64)
        fathers = np.empty_like(mothers)
        clones = self.definition.strategy.crossover == "none"
        for row, fitness in enumerate(self.fitness):
            if self.definition.strategy.selection != "proportional":
                mothers[row], fathers[row] = self._by_rank(fitness)
                fathers[row] = mothers[row] if clones else fathers[row]
                continue
            shares = fitness / fitness.sum() if fitness.sum() > 0 else np.full(self.size, 1 / self.size)
            mothers[row] = self.rng.choice(self.size, size=self.size, p=shares)
            fathers[row] = mothers[row] if clones else self.rng.choice(self.size, size=self.size, p=shares)
            if not clones and not self.definition.strategy.selfing:
                fathers[row] = self._other_fathers(mothers[row], fathers[row], shares)
        return mothers, fathers

    def _by_rank(self, fitness: Array) -> tuple[Array, Array]:
        strategy, size = self.definition.strategy, self.size
        order = self.rng.permutation(size)  # of equals, who comes first here is ahead
        order = order[np.argsort(-fitness[order], kind="stable")]
        if strategy.selection == "truncation":
            kept = order[: max(1, round(strategy.truncation_share * size * 1e9) // 10**9)]
            return self.rng.choice(kept, size=size), self.rng.choice(kept, size=size)
        entrants = self.rng.integers(size, size=(2, size, strategy.tournament_size))
        ranks = np.empty(size, dtype=np.int64)
        ranks[order] = np.arange(size)
        mothers, fathers = order[ranks[entrants].min(axis=2)]
        return mothers, fathers

    def _other_fathers(self, mothers: Array, fathers: Array, shares: Array) -> Array:
        if (shares > 0).sum() == 1:  # nobody else will ever be drawn
            return (mothers + 1) % self.size
        while (same := mothers == fathers).any():
            fathers[same] = self.rng.choice(self.size, size=int(same.sum()), p=shares)
        return fathers

    def _from_mother(self) -> Array:
        strategy, shape = self.definition.strategy, (self.replicates, self.size, self.loci)
        if strategy.crossover == "none":
            return np.ones(shape, dtype=bool)
        if strategy.crossover == "uniform":
            return self.rng.random(shape) < 0.5
        low, high = {"interior": (1, self.loci - 1), "any": (0, self.loci), "fixed": (strategy.cut,) * 2}[strategy.cuts]
        cuts = self.rng.integers(low, high, endpoint=True, size=shape[:2])
        return np.arange(self.loci) < cuts[:, :, None]

    def _inherit_budget(self, mothers: Array, fathers: Array) -> None:
        gene = np.where(self.rng.random(mothers.shape) < 0.5, mothers, fathers)
        moves = self.rng.random(gene.shape) < self.definition.budget.step_rate
        steps = self.rng.choice([-1, 1], size=gene.shape)
        self.budget = np.clip(gene + moves * steps, 0, self.definition.budget.levels)

    def _of_fitness(self) -> dict[str, Array]:
        return {
            "fitness_mean": self.fitness.mean(axis=1),
            "fitness_sd": self.fitness.std(axis=1),  # of the whole population, not of a sample
            "fitness_max": self.fitness.max(axis=1),
        }


class _Needle(_World):
    """Ternary or binary genomes, one needle, trial and error."""

    def found(self) -> None:
        encoding, shape = self.definition.encoding, (self.replicates, self.size, self.loci)
        if encoding.kind == "binary":
            shares = [1.0 - encoding.correct, encoding.correct, 0.0]
        else:
            shares = [encoding.wrong, encoding.correct, encoding.plastic]
        if getattr(encoding, "plastic_loci", None) is not None:
            shares = [encoding.wrong, encoding.correct, 0.0]
        genes = self.rng.choice(3, size=shape, p=np.array(shares) / sum(shares)).astype(np.int8)
        if getattr(encoding, "plastic_loci", None) is not None:
            order = self.rng.random(shape).argsort(axis=2)
            genes[order < encoding.plastic_loci] = PLASTIC
        self.genes = [genes]
        if self.definition.budget.evolvable:
            self.found_budget()

    def change_task(self, generation: int) -> None:
        # The alleles are told relative to the target, so a flip exchanges what is correct and what is wrong there.
        task = self.definition.task
        flips = np.zeros((self.replicates, self.loci), dtype=np.int64)
        if task.move_every and generation % task.move_every == 0:
            flips[np.arange(self.replicates), self.rng.integers(0, self.loci, size=self.replicates)] += 1
        flips += self.rng.random(flips.shape) < task.flip_rate
        moved = (flips % 2 == 1)[:, None, :] & ~self.plastic()
        self.genes[0] = np.where(moved, 1 - self.genes[0], self.genes[0]).astype(np.int8)

    def plastic(self) -> Array:
        return self.genes[0] == PLASTIC

    def mutate(self) -> None:
        rate = self.definition.strategy.mutation_rate
        alleles = self.genes[0]
        hit = self.rng.random(alleles.shape) < rate
        if self.definition.encoding.kind == "binary":
            self.genes[0] = np.where(hit, 1 - alleles, alleles).astype(np.int8)
        else:
            other = self.rng.integers(1, 3, size=alleles.shape)
            self.genes[0] = np.where(hit, (alleles + other) % 3, alleles).astype(np.int8)

    def live(self) -> dict[str, Array]:
        alleles = self.genes[0]
        plastic = (alleles == PLASTIC).sum(axis=2)
        competent = ~(alleles == WRONG).any(axis=2)
        limit = self._limit()
        alike = {"correct": CORRECT, "wrong": WRONG, "plastic": PLASTIC}
        born = {name: (alleles == allele).mean(axis=(1, 2)) for name, allele in alike.items()} | {
            "competent": competent.sum(axis=1),
            "to_learn": (plastic * competent).sum(axis=1),
            "assimilated": (alleles == CORRECT).all(axis=2).sum(axis=1),
            "innate": self._innate(competent, plastic).mean(axis=1),
            "learned": self._expected(competent, plastic, limit).mean(axis=1),
        }
        if self.definition.budget.evolvable:
            born["budget_mean"] = self.budget.mean(axis=1)
        if self.definition.lifetime.kind == "expected":
            self.fitness = self._expected(competent, plastic, limit)
            chance = self._chance(competent, plastic)
            tried = self._expected_trials(chance, plastic, limit)
            born["successes"] = (self._credited(plastic) * (1.0 - (1.0 - chance) ** limit)).sum(axis=1)
        else:
            success = self._trial_of_success(competent, plastic, limit) * self._credited(plastic)
            tried = np.where(success > 0, success, np.where(plastic == 0, 1, limit))
            self.fitness = self._fitness(success, plastic, competent, tried)
            born["successes"] = (success > 0).sum(axis=1)
            if self.definition.inheritance.kind == "lamarckian":
                self._write_back(success > 0)
        born["trials"] = tried.sum(axis=1)
        return born | self._of_fitness()

    def _limit(self) -> Array:
        """Return how many trials each individual has; a life without learning is one trial, at birth."""
        if self.definition.lifetime.kind == "none":
            return np.ones((self.replicates, self.size), dtype=np.int64)
        if self.definition.budget.evolvable:
            return 2**self.budget
        return np.full((self.replicates, self.size), self.definition.lifetime.trials)

    def _credited(self, plastic: Array) -> Array:
        return (plastic > 0) | getattr(self.definition.fitness, "credit_innate", True)

    def _chance(self, competent: Array, plastic: Array) -> Array:
        return np.where(competent, float(self.definition.lifetime.hit_probability) ** plastic, 0.0)

    def _trial_of_success(self, competent: Array, plastic: Array, limit: Array) -> Array:
        """Return the trial of first success, counted from 1; 0 without success."""
        if self.definition.lifetime.kind == "geometric":
            chance = self._chance(competent, plastic)
            able = chance > 1e-15  # below, 2^20 trials would not do
            first = np.zeros(chance.shape, dtype=np.int64)
            first[able] = self.rng.geometric(chance[able])
            return np.where(first <= limit, first, 0)
        success = np.zeros(competent.shape, dtype=np.int64)
        guesses = self.genes[0] == PLASTIC
        trying = np.nonzero(competent)
        for trial in range(1, int(limit.max()) + 1):
            trying = tuple(index[limit[trying] >= trial] for index in trying)
            if trying[0].size == 0:
                break
            right = self.rng.random((trying[0].size, self.loci)) < self.definition.lifetime.hit_probability
            found = (right | ~guesses[trying]).all(axis=1)
            success[tuple(index[found] for index in trying)] = trial
            trying = tuple(index[~found] for index in trying)
        return success

    def _innate(self, competent: Array, plastic: Array) -> Array:
        one, chance = np.ones_like(plastic), self._chance(competent, plastic)
        found = self._fitness(one, plastic, competent, one, learns=False)
        return chance * found + (1.0 - chance) * self._fitness(0 * one, plastic, competent, one, learns=False)

    def _fitness(self, success: Array, plastic: Array, competent: Array, tried: Array, learns: bool = True) -> Array:
        """Return fitness from the trial of success (0: none) and the trials used."""
        rule = self.definition.fitness
        if rule.kind == "all_or_none" or self.definition.lifetime.kind == "none" or not learns:
            worth = np.full(success.shape, float(rule.bonus))
        else:
            most = self.definition.lifetime.trials
            left = most - success + (1 if rule.convention == "B" else 0)
            if rule.convention == "C":
                left = np.where(plastic == 0, most, left)
            worth = rule.bonus * left / (most if rule.scale == "trials" else rule.scale)
        worth = np.where(self._credited(plastic), worth, 0.0)
        fitness = 1.0 + np.where(success > 0, worth, 0.0)
        pays = competent | (rule.plasticity_cost_on == "everyone")
        fitness = fitness * np.where(pays, (1.0 - rule.plasticity_cost) ** plastic, 1.0)
        fitness = fitness * (1.0 - self.definition.budget.upkeep) ** self.budget
        return np.maximum(fitness - rule.trial_cost * tried, 0.0)

    def _expected(self, competent: Array, plastic: Array, limit: Array) -> Array:
        """Return the mean of `_fitness` over the luck of a life, trial by trial, each kind of genotype once."""
        kinds = np.stack([competent, plastic, limit, self.budget], axis=-1).reshape(-1, 4)
        found, where = np.unique(kinds, axis=0, return_inverse=True)
        values = []
        everyone = self.budget
        for able, number, most, gene in found:
            self.budget = gene  # of this kind of genotype, while its lives are added up
            used = 1 if number == 0 else most
            chance = self.definition.lifetime.hit_probability**number if able else 0.0
            trial = np.arange(1, most + 1)
            first = chance * (1.0 - chance) ** (trial - 1)
            worth = self._fitness(trial, np.full(most, number), np.full(most, bool(able)), trial)
            fails = self._fitness(np.zeros(1), np.array([number]), np.array([bool(able)]), np.array([used]))[0]
            values.append((first * worth).sum() + (1.0 - chance) ** most * fails)
        self.budget = everyone
        return np.array(values)[where.reshape(-1)].reshape(plastic.shape)

    @staticmethod
    def _expected_trials(chance: Array, plastic: Array, limit: Array) -> Array:
        """Return the sum over t of P(trial t is made)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(chance > 0, (1.0 - (1.0 - chance) ** limit) / chance, limit)
        return np.where(plastic == 0, 1.0, mean)

    def _write_back(self, learned: Array) -> None:
        alleles = self.genes[0]
        written = self.rng.random(alleles.shape) < self.definition.inheritance.fraction
        self.genes[0] = np.where((alleles == PLASTIC) & learned[:, :, None] & written, CORRECT, alleles)


class _Graded(_Needle):
    """The same genomes, guessing at a needle with a slope around it."""

    def score(self, distance: Array) -> Array:
        task = self.definition.task
        if task.smoothness == 0.0:
            return (distance == 0).astype(float)
        return (1.0 - distance / self.loci) ** (1.0 / task.smoothness)

    def live(self) -> dict[str, Array]:
        alleles, rule = self.genes[0], self.definition.fitness
        wrong, plastic = (alleles == WRONG).sum(axis=2), (alleles == PLASTIC).sum(axis=2)
        most = 1 if self.definition.lifetime.kind == "none" else self.definition.lifetime.trials
        best, found = np.zeros(plastic.shape), np.zeros(plastic.shape, dtype=np.int64)
        bests = []
        for trial in range(1, most + 1):
            missed = self.rng.random(alleles.shape) >= self.definition.lifetime.hit_probability
            score = self.score(wrong + ((alleles == PLASTIC) & missed).sum(axis=2))
            best = np.maximum(best, score)
            found = np.where((found == 0) & (score == 1.0), trial, found)
            bests.append(best)
        tried = np.where(found > 0, found, np.where(plastic == 0, 1, most))
        worth = best
        if rule.kind == "time_remaining" and self.definition.lifetime.kind != "none":
            counted = most if rule.convention == "B" else most - 1
            worth = sum(bests[:counted], start=np.zeros(plastic.shape))
            if rule.convention == "C":
                worth = np.where(plastic == 0, most * best, worth)
            worth = worth / (most if rule.scale == "trials" else rule.scale)
        pays = (wrong == 0) | (rule.plasticity_cost_on == "everyone")
        fitness = (1.0 + rule.bonus * worth) * np.where(pays, (1.0 - rule.plasticity_cost) ** plastic, 1.0)
        self.fitness = np.maximum(fitness - rule.trial_cost * tried, 0.0)
        alike = {"correct": CORRECT, "wrong": WRONG, "plastic": PLASTIC}
        return {
            **{name: (alleles == allele).mean(axis=(1, 2)) for name, allele in alike.items()},
            "competent": (wrong == 0).sum(axis=1),
            "to_learn": (plastic * (wrong == 0)).sum(axis=1),
            "assimilated": (alleles == CORRECT).all(axis=2).sum(axis=1),
            "innate": self._best_of(1, wrong, plastic).mean(axis=1),
            "learned": self._best_of(most, wrong, plastic).mean(axis=1),
            "successes": (found > 0).sum(axis=1),
            "trials": tried.sum(axis=1),
            **self._of_fitness(),
        }

    def _best_of(self, guesses: int, wrong: Array, plastic: Array) -> Array:
        """Return the mean score of the best of so many guesses, of which all miss at least so many loci."""
        total = np.zeros(plastic.shape)
        for missed in range(self.loci + 1):
            law = stats.binom(plastic, 1.0 - self.definition.lifetime.hit_probability)
            chance = law.sf(missed - 1) ** guesses - law.sf(missed) ** guesses
            total += chance * self.score(np.minimum(wrong + missed, self.loci))
        return total


class _Landscape(_World):
    """Bits with plastic flags on NK landscapes, climbed in life."""

    def found(self) -> None:
        task, shape = self.definition.task, (self.replicates, self.size, self.loci)
        tables = self.rng.random((self.replicates, self.loci, 2 ** (task.epistasis + 1)))
        self.tables = np.broadcast_to(tables[:1], tables.shape) if task.shared else tables
        bits = self.rng.random(shape) < 0.5
        self.genes = [bits, self.rng.random(shape) < self.definition.encoding.plastic]

    def plastic(self) -> Array:
        return self.genes[1]

    def mutate(self) -> None:
        rate = self.definition.strategy.mutation_rate
        self.genes = [genes ^ (self.rng.random(genes.shape) < rate) for genes in self.genes]

    def score(self, bits: Array) -> Array:
        """Return the mean contribution; a locus reads its own bit and K to the right, in a circle."""
        setting = np.zeros(bits.shape, dtype=np.int64)
        for neighbour in range(self.definition.task.epistasis + 1):
            setting = 2 * setting + np.roll(bits, -neighbour, axis=2)
        replicate, locus = np.arange(bits.shape[0])[:, None, None], np.arange(self.loci)
        return self.tables[replicate, locus, setting].mean(axis=2)

    def live(self) -> dict[str, Array]:
        newborn, flags = self.genes
        rule, kept = self.definition.fitness, np.zeros(newborn.shape[:2])
        score = birth = self.score(newborn)
        adult, total, trials = newborn, birth.copy(), 0
        climbs = self.definition.lifetime.kind == "hill_climb"
        able = flags.any(axis=2)
        if climbs:
            trials = self.definition.lifetime.trials
            for _ in range(trials):
                locus = np.argmax(self.rng.random(flags.shape) * flags, axis=2)  # one plastic locus, all alike
                tried = adult ^ (np.arange(self.loci) == locus[:, :, None])
                after = self.score(tried)
                keep = able & (after >= score)
                adult, score = np.where(keep[:, :, None], tried, adult), np.where(keep, after, score)
                kept += keep
                total += score
        mean = total / (trials + 1)
        self.fitness = np.maximum(mean - rule.change_cost * kept, 0.0) ** rule.selection_exponent
        rows = {
            "plastic": flags.mean(axis=(1, 2)),
            "kept_changes": kept.mean(axis=1),
            "trials": np.where(able, max(trials, 1), 1).sum(axis=1),
            "innate": birth.mean(axis=1),
            "learned": score.mean(axis=1),
            "hamming": (adult != newborn).sum(axis=2).mean(axis=1),
            "optimum": self._optimum(),
        }
        if self.definition.inheritance.kind == "lamarckian":
            written = self.rng.random(newborn.shape) < self.definition.inheritance.fraction
            self.genes[0] = np.where(written, adult, newborn)
        return rows | self._of_fitness()

    def _optimum(self) -> Array:
        if not hasattr(self, "_best"):
            every = (np.arange(2**self.loci)[:, None] >> np.arange(self.loci)) & 1
            best = [self.score(np.repeat(every[None], self.replicates, axis=0)).max(axis=1)] if self.loci <= 11 else []
            self._best = best[0] if best else np.full(self.replicates, np.nan)
        return self._best
