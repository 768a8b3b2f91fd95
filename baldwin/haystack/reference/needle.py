"""The model to be read: the same populations in plain Python, word for word and bit for bit what the kernels compute.

One individual is a list of alleles. `generation` is the whole story on one screen; the functions below it say what
each of its verbs means. Nothing here is fast (some ten thousand times slower than the kernels), and nothing is
approximate: a test holds the kernels to it, the literal learner of 1987 included.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from baldwin.haystack.kernels.model import EXPECTED, GEOMETRIC, NON_LEARNER, SMART_LEARNER, Model
from baldwin.haystack.randomness import MASK, Stream, key, multiply_high, word
from baldwin.haystack.reference.selection import Words, births, draw_parent, fittest, survivors

__all__ = [
    "CORRECT",
    "PLASTIC",
    "WRONG",
    "Individual",
    "Population",
    "born_of",
    "founders",
    "generation",
    "live",
    "move_target",
    "write_back",
]

WRONG, CORRECT, PLASTIC = 0, 1, 2

Population = list["Individual"]

Lives = Callable[["Individual", Words, Words, Model], None]
"""Lets an individual live, by its words for that and for writing back: sets all that a life leaves."""


@dataclass
class Individual:
    """Born with `genome` and a gene that is inherited whole; passes on `germ_line`, the same unless Lamarckian."""

    genome: list[int]
    whole_gene: int = 0  # of the budget, or the type of learner
    excess: int = 0  # selection reads fitness = floor + unit * excess
    successful: bool = False
    trials: int = 0  # used in life
    germ_line: list[int] | None = None


def generation(
    parents: Population, replicate: int, born: int, m: Model, *, moves: bool = False, lives: Lives | None = None
) -> Population:
    """Return the children of `parents`, of generation `born` of a replicate, who have lived; none where none survive.

    `m` has the numbers of this generation's world, and those by which the parents' fitness is read; before these lives
    the target `moves` or not, and each of its loci flips with the chance that `m` has. `lives` is how they live, by
    default for a needle.
    """

    def words(stream: Stream, i: int) -> Words:
        return partial(word, key(int(m.seed), replicate, born, stream), i)

    parents = survivors(parents, m)
    children, among = [], fittest(parents, lambda i: words(Stream.RANK, i)(0), m)
    for i in range(births(len(parents), m)):
        mother = father = draw_parent(parents, words(Stream.MOTHER, i), m, among=among)
        if m.crossover:
            another = None if m.selfing or len(parents) == 1 else mother
            father = draw_parent(parents, words(Stream.FATHER, i), m, another, among)
        children.append(born_of(parents[mother], parents[father], partial(words, i=i), m))
    move_target(children, words, m, moves=moves)
    for i, child in enumerate(children):
        (lives or live_for_a_needle)(child, words(Stream.LIFE, i), words(Stream.WRITE_BACK, i), m)
    return children


def founders(replicate: int, m: Model, given: Sequence[Individual] = (), lives: Lives | None = None) -> Population:
    """Return generation 0, individuals who are given or drawn: they live."""
    population = list(given) or [drawn_founder(replicate, i, m) for i in range(int(m.size))]
    for i, individual in enumerate(population):
        life = partial(word, key(int(m.seed), replicate, 0, Stream.LIFE), i)
        writing = partial(word, key(int(m.seed), replicate, 0, Stream.WRITE_BACK), i)
        (lives or live_for_a_needle)(individual, life, writing, m)
    return population


def drawn_founder(replicate: int, i: int, m: Model) -> Individual:
    """Return founder number `i`, with every allele drawn on its own, or an exact number of plastic ones.

    Those are drawn locus by locus, each with the chance that those still wanted are of the loci still left.
    """
    draw = partial(word, key(int(m.seed), replicate, 0, Stream.FOUNDER), i)
    genome: list[int] = []
    loci, wanted = int(m.loci), int(m.founder_plastic_loci)
    for locus in range(loci):
        w = draw(locus) >> 1
        if wanted and multiply_high(draw(loci + locus), loci - locus) < wanted:
            genome.append(PLASTIC)
            wanted -= 1
            continue
        genome.append(CORRECT if w < m.founder_correct else PLASTIC if w < m.founder_plastic else WRONG)
    individual = Individual(genome)
    if m.levels:
        gene = word(key(int(m.seed), replicate, 0, Stream.BUDGET_FOUNDER), i)
        individual.whole_gene = multiply_high(gene, m.levels + 1)
    if m.types:
        w = word(key(int(m.seed), replicate, 0, Stream.TYPE_FOUNDER), i) >> 1
        individual.whole_gene = sum(w >= int(bound) for bound in m.type_founder)
    return individual


# -- life --------------------------------------------------------------------------------------------------------------


def live_for_a_needle(individual: Individual, words: Words, writing: Words, m: Model) -> None:
    """Let an individual learn, and set its germ line."""
    live(individual, words, m)
    write_back(individual, writing, m)


def live(individual: Individual, words: Words, m: Model) -> None:
    """Let an individual learn, and set what its life achieved."""
    q = individual.genome.count(PLASTIC)
    competent = WRONG not in individual.genome
    limit = most_trials(individual.whole_gene, q, m)
    if m.learner == EXPECTED:
        individual.excess = int(m.expected_excess[0 if competent else 1, q])
        return
    smart = m.types and individual.whole_gene == SMART_LEARNER
    success = first_success(q, limit, words, m, smart=smart) if competent else None
    individual.successful = success is not None
    individual.trials = success or (limit if q else 1)
    credit = 0
    if success:
        credit = 1
        if m.timed:  # trials left out of G, also where a budget gene allows fewer
            credit = m.credit_innate if q == 0 else int(m.credit_from) - success
    individual.excess = credit
    if m.priced:
        fitness = 1.0 + m.bonus * credit
        if competent or m.price_everyone:
            fitness *= m.plasticity_price[q]
        fitness *= m.upkeep_price[individual.whole_gene]
        fitness -= m.trial_cost * individual.trials
        individual.excess = int(max(fitness, 0.0) / m.unit + 0.5)


def most_trials(gene: int, q: int, m: Model) -> int:
    """Return the trials after which an individual gives up: its budget, or once a learner has nothing left to try."""
    if m.levels:
        return int(2**gene)
    if m.types and gene == NON_LEARNER:
        return 1
    return min(int(m.trials), 2**q) if m.types and gene == SMART_LEARNER else int(m.trials)


def first_success(q: int, limit: int, words: Words, m: Model, *, smart: bool = False) -> int | None:
    """Return the trial on which all q plastic loci are guessed right at once, None if no trial up to `limit` is.

    A smart learner's is any of 1..2^q alike, as it tries no setting twice.
    """
    if q == 0:
        return 1 if m.credit_innate >= 0 else None
    if smart:
        trial = (words(0) >> 64 - q) + 1 if q < 64 else limit + 1
        return trial if trial <= limit else None
    if m.learner == GEOMETRIC:
        trial = first_success_at_once(q, words(0), m)
    elif m.hit_probability != 0.5:
        n = 0
        for trial in range(1, limit + 1):
            hits = 0
            while hits < q and words(n + hits) < m.hit_threshold:
                hits += 1
            if hits == q:
                return trial
            n += hits + 1  # a guess ends at its first miss
        return None
    else:
        trial = next((t for t in range(1, limit + 1) if all_heads(t - 1, q, words)), limit + 1)
    return trial if trial <= limit else None


def all_heads(guess: int, q: int, words: Words) -> bool:
    """Return whether q fair coins of the guess all fall right; a word holds floor(64 / q) guesses, low bits first."""
    if q <= 64:
        n, place = divmod(guess, 64 // q)
        return all_ones(words(n) >> (place * q), q)
    per_guess = -(-q // 64)
    whole = [words(guess * per_guess + j) for j in range(per_guess)]
    return all(w == MASK for w in whole[:-1]) and all_ones(whole[-1], q - 64 * (per_guess - 1))


def all_ones(w: int, bits: int) -> bool:
    """Return whether the low `bits` bits of `w` are all set."""
    mask: int = (1 << bits) - 1
    return w & mask == mask


def first_success_at_once(q: int, w: int, m: Model) -> int:
    """Return min(T, G + 1), T geometric, by one word and one look into an alias table (`kernels.first_success`)."""
    bits = int(m.cell_bits)
    cell = w >> (64 - bits)
    entry = int(m.table[min(q, len(m.table) - 1), cell])
    return 1 + (cell if w % 2 ** (64 - bits) < entry >> bits else entry % 2**bits)


def write_back(individual: Individual, words: Words, m: Model) -> None:
    """Set the germ line: the genome as it was born; for a Lamarckian learner, with learned loci correct by chance."""
    individual.germ_line = list(individual.genome)
    if individual.successful and m.write_back > 0:
        for locus, allele in enumerate(individual.genome):
            if allele == PLASTIC and words(locus) >> 1 < m.write_back:
                individual.germ_line[locus] = CORRECT


# -- reproduction ------------------------------------------------------------------------------------------------------


def born_of(mother: Individual, father: Individual, words: Callable[[Stream], Words], m: Model) -> Individual:
    """Return a newborn of two parents, with its mutations."""
    child = cross(mother, father, words(Stream.CROSSOVER), m)
    if m.levels:
        child.whole_gene = inherit_budget(mother, father, words(Stream.BUDGET), m)
    if m.types:
        child.whole_gene = inherit_type(mother, father, words(Stream.TYPE), m)
    mutate(child, words(Stream.MUTATION), m)
    return child


def cross(mother: Individual, father: Individual, words: Words, m: Model) -> Individual:
    """Return a newborn: one-point, left of the cut from the mother; uniform, each locus from either.

    Or the mother's clone.
    """
    loci = range(int(m.loci))
    if m.crossover == 1:
        cut = int(m.cut_low) + multiply_high(words(0), int(m.cut_count))
        from_mother = [locus < cut for locus in loci]
    elif m.crossover == 2:
        from_mother = [bool(words(locus // 64) >> (locus % 64) & 1) for locus in loci]
    else:
        from_mother = [True for _ in loci]
    assert mother.germ_line is not None
    assert father.germ_line is not None
    pairs = zip(from_mother, mother.germ_line, father.germ_line, strict=True)
    return Individual([hers if take else his for take, hers, his in pairs])


def inherit_budget(mother: Individual, father: Individual, words: Words, m: Model) -> int:
    """Return either parent's budget gene, which now and then moves by one within 0..levels."""
    gene = mother.whole_gene if words(0) >> 63 == 0 else father.whole_gene
    if words(1) < m.budget_step:
        gene += 1 if words(2) >> 63 else -1
    return min(max(gene, 0), m.levels)


def inherit_type(mother: Individual, father: Individual, words: Words, m: Model) -> int:
    """Return either parent's type of learner, which now and then becomes one of the other two."""
    kind = mother.whole_gene if words(0) >> 63 == 0 else father.whole_gene
    return (kind + 1 + (words(2) >> 63)) % 3 if words(1) < m.type_mutation else kind


def mutate(child: Individual, words: Words, m: Model) -> None:
    """Give each locus, with the mutation rate, one of its other alleles; one word finds the next locus that mutates."""
    locus = n = 0
    loci = len(child.genome)
    while m.survive.size and locus < loci and words(n) >= m.survive[loci - locus]:
        locus += next(d for d in range(1, loci - locus + 1) if words(n) >= m.survive[d]) - 1
        choice = words(n + 1) >> 63
        old = child.genome[locus]
        child.genome[locus] = 1 - old if m.binary else (old + 1 + choice) % 3
        locus += 1
        n += 2


def move_target(born: Population, words: Callable[[Stream, int], Words], m: Model, *, moves: bool) -> None:
    """Flip the target at one random locus if it `moves`, then at each locus with the chance of flips."""
    if moves:
        flip_target(born, multiply_high(words(Stream.TARGET, 0)(0), int(m.loci)))
    for locus in range(int(m.loci) if m.flip else 0):
        if words(Stream.TARGET_FLIPS, 0)(locus) < m.flip:
            flip_target(born, locus)


def flip_target(children: Population, locus: int) -> None:
    """Move the needle: what was correct at `locus` is wrong now, and the reverse; plastic alleles stay."""
    for child in children:
        if child.genome[locus] != PLASTIC:
            child.genome[locus] = 1 - child.genome[locus]
