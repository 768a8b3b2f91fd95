"use strict";
// Hinton and Nowlan's needle, word for word and bit for bit what baldwin's readable reference computes
// (baldwin/haystack/reference/needle.py): proportional selection, lives that guess with fair coins. A test holds it
// to the reference. 64-bit words are pairs of 32-bit halves; products of a word and a count below 2^20 stay exact.
const BaldwinNeedle = (() => {
  const FOUNDER = 1, LIFE = 2, MOTHER = 3, FATHER = 4, CROSSOVER = 5, MUTATION = 6, TARGET = 7;
  const GOLDEN = [0x9e3779b9, 0x7f4a7c15];
  const TWO32 = 2 ** 32, TWO64 = 2 ** 64;
  const MOST = 2 ** 20; // individuals, trials
  let hi = 0, lo = 0; // the word that was made last

  // -- words (baldwin/haystack/randomness.py) ---------------------------------------------------------------------
  const upper = (a, b) => { // of a 32-bit product
    const al = a & 0xffff, ah = a >>> 16, bl = b & 0xffff, bh = b >>> 16;
    const middle = ah * bl + ((al * bl) >>> 16), low = al * bh + (middle % 65536);
    return ah * bh + Math.floor(middle / 65536) + Math.floor(low / 65536);
  };
  const multiply = (mh, ml) => {
    hi = (Math.imul(hi, ml) + Math.imul(lo, mh) + upper(lo, ml)) >>> 0;
    lo = Math.imul(lo, ml) >>> 0;
  };
  const fold = (shift) => { // x ^ (x >> shift), shift < 32
    const l = ((lo >>> shift) | (hi << (32 - shift))) >>> 0;
    lo = (lo ^ l) >>> 0;
    hi = (hi ^ (hi >>> shift)) >>> 0;
  };
  const mix = () => { // SplitMix64
    fold(30);
    multiply(0xbf58476d, 0x1ce4e5b9);
    fold(27);
    multiply(0x94d049bb, 0x133111eb);
    fold(31);
  };
  const step = (kh, kl, n) => { // the word of counter k + GOLDEN * n
    hi = Math.floor(n / TWO32);
    lo = n % TWO32;
    multiply(GOLDEN[0], GOLDEN[1]);
    const low = lo + kl;
    hi = (hi + kh + (low >= TWO32 ? 1 : 0)) >>> 0;
    lo = low >>> 0;
    mix();
  };
  const key = (seed, replicate, generation, stream) => {
    hi = lo = 0;
    for (const part of [seed, replicate, generation, stream]) step(hi, lo, part + 1);
    return [hi, lo];
  };
  const word = (k, individual, n) => {
    step(k[0], k[1], individual + 1);
    if (n > 0) step(hi, lo, n);
  };
  let restHi = 0, restLo = 0; // the lower 64 bits of the product that was made last
  const share = (n) => { // floor(word * n / 2^64), n <= 2^20: a uniform integer below n
    const low = lo * n, middle = hi * n + Math.floor(low / TWO32);
    restLo = low % TWO32;
    restHi = middle % TWO32;
    return Math.floor(middle / TWO32);
  };
  const below = (bound) => hi < bound[0] || (hi === bound[0] && lo < bound[1]);
  const halves = (value) => [Math.floor(value / TWO32), value % TWO32]; // of a whole number below 2^64
  const threshold = (probability, bits) => {
    const value = Math.floor(probability * 2 ** bits);
    return value >= TWO64 ? [TWO32 - 1, TWO32 - 1] : halves(value);
  };
  const sum = (a, b) => {
    const low = a[1] + b[1];
    return [a[0] + b[0] + (low >= TWO32 ? 1 : 0), low % TWO32];
  };

  // -- numbers of a definition (baldwin/haystack/model.py) --------------------------------------------------------
  function model(s) {
    const learns = s.learns, timed = learns && s.timed;
    const trials = learns ? s.trials : 1;
    const from = s.convention === "B" ? trials + 1 : trials;
    const survive = [];
    for (let d = 0, p = 1; d <= s.loci && s.mutation_rate > 0; d += 1, p *= 1 - s.mutation_rate) survive.push(threshold(p, 64));
    const correct = threshold(s.correct, 63);
    return {
      ...s, trials, timed, survive, correct, correctShare: s.correct, plasticShare: s.plastic,
      plastic: s.wrong === 0 && !s.binary ? threshold(1, 63) : sum(correct, threshold(s.plastic, 63)),
      unit: s.bonus / (timed ? (s.scale === "trials" ? trials : s.scale) : 1),
      from,
      innate: !s.credit_innate ? -1 : timed ? (s.convention === "C" ? trials : from - 1) : 1,
      cuts: { interior: [1, s.loci - 1], any: [0, s.loci + 1], fixed: [s.cut, 1] }[s.cuts],
    };
  }
  const ones = (x) => {
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  };

  // -- life -------------------------------------------------------------------------------------------------------
  // The trial on which all q plastic loci fall right, 0 if none does: a word holds floor(64 / q) guesses, low bits first.
  function firstSuccess(q, life, i, m) {
    if (q === 0) return m.innate >= 0 ? 1 : 0;
    const each = Math.floor(64 / q), mask = 2 ** q - 1;
    for (let trial = 1, n = 0; trial <= m.trials; n += 1) {
      word(life, i, n);
      let h = hi, l = lo;
      for (let guess = 0; guess < each && trial <= m.trials; guess += 1, trial += 1) {
        if (((l & mask) >>> 0) === mask) return trial;
        l = ((l >>> q) | (h << (32 - q))) >>> 0;
        h >>>= q;
      }
    }
    return 0;
  }
  function live(population, replicate, born, m) {
    const life = key(m.seed, replicate, born, LIFE), full = 2 ** m.loci - 1;
    const found = { correct: 0, plastic: 0, competent: 0, assimilated: 0, successes: 0, excess: 0, chance: 0 };
    for (let i = 0; i < m.size; i += 1) {
      const q = ones(population.plastic[i]);
      found.correct += ones(population.correct[i]);
      found.plastic += q;
      population.excess[i] = 0;
      if (((population.correct[i] | population.plastic[i]) >>> 0) !== full) continue;
      const trial = firstSuccess(q, life, i, m);
      found.competent += 1;
      found.assimilated += q === 0 ? 1 : 0;
      found.chance += q === 0 && m.innate < 0 ? 0 : 2 ** -q;
      if (trial === 0) continue;
      found.successes += 1;
      population.excess[i] = !m.timed ? 1 : q === 0 ? m.innate : m.from - trial;
      found.excess += population.excess[i];
    }
    const alleles = m.size * m.loci;
    population.generation = born;
    population.found = {
      ...found, generation: born, correct: found.correct / alleles, plastic: found.plastic / alleles,
      wrong: (alleles - found.correct - found.plastic) / alleles,
      learned: 1 + (m.unit * found.excess) / m.size, innate: 1 + (m.bonus * found.chance) / m.size,
    };
    return population;
  }

  // -- reproduction -----------------------------------------------------------------------------------------------
  const empty = (m) => ({ correct: new Uint32Array(m.size), plastic: new Uint32Array(m.size), excess: new Uint32Array(m.size) });
  function founders(m, replicate = 0) {
    const population = empty(m), founder = key(m.seed, replicate, 0, FOUNDER);
    for (let i = 0; i < m.size; i += 1) {
      for (let locus = 0; locus < m.loci; locus += 1) {
        word(founder, i, locus);
        lo = ((lo >>> 1) | (hi << 31)) >>> 0;
        hi >>>= 1;
        const bit = 2 ** locus;
        if (below(m.correct)) population.correct[i] += bit;
        else if (below(m.plastic)) population.plastic[i] += bit;
      }
    }
    return live(population, replicate, 0, m);
  }
  // In proportion to fitness: with the chance of what all share anyone, else a learner, accepted by its excess.
  function lottery(parents, m) {
    const learners = [];
    let largest = 0, total = 0;
    for (let i = 0; i < m.size; i += 1) {
      if (parents.excess[i] > 0) learners.push(i);
      largest = Math.max(largest, parents.excess[i]);
      total += parents.excess[i];
    }
    const common = 1.0 * m.size, worth = m.unit * total;
    return { learners, largest, floor: worth > 0 ? threshold(common / (common + worth), 64) : null };
  }
  function draw(parents, { learners, largest, floor }, stream, i, m) {
    word(stream, i, 0);
    if (floor === null || below(floor)) {
      word(stream, i, 1);
      return share(m.size);
    }
    for (let n = 1; ; n += 1) {
      word(stream, i, n);
      const drawn = learners[share(learners.length)];
      hi = restHi;
      lo = restLo;
      if (share(largest) < parents.excess[drawn]) return drawn;
    }
  }
  function mutate(children, i, stream, m) {
    for (let locus = 0, n = 0; m.survive.length && locus < m.loci; n += 2) {
      word(stream, i, n);
      if (below(m.survive[m.loci - locus])) return;
      let d = 1;
      while (below(m.survive[d])) d += 1;
      locus += d - 1;
      word(stream, i, n + 1);
      const choice = hi >>> 31, bit = (1 << locus) >>> 0;
      const old = children.correct[i] & bit ? 1 : children.plastic[i] & bit ? 2 : 0;
      const allele = m.binary ? 1 - old : (old + 1 + choice) % 3;
      children.correct[i] &= ~bit;
      children.plastic[i] &= ~bit;
      if (allele === 1) children.correct[i] |= bit;
      if (allele === 2) children.plastic[i] |= bit;
      locus += 1;
    }
  }
  function next(parents, m, replicate = 0) {
    const born = parents.generation + 1, children = empty(m), tickets = lottery(parents, m);
    const [mothers, fathers, crossing, mutation] = [MOTHER, FATHER, CROSSOVER, MUTATION].map((one) => key(m.seed, replicate, born, one));
    for (let i = 0; i < m.size; i += 1) {
      const mother = draw(parents, tickets, mothers, i, m);
      const father = m.crossover === "none" ? mother : draw(parents, tickets, fathers, i, m);
      let hers = 0xffffffff;
      word(crossing, i, 0);
      if (m.crossover === "one_point") hers = 2 ** (m.cuts[0] + share(m.cuts[1])) - 1;
      if (m.crossover === "uniform") hers = lo;
      for (const name of ["correct", "plastic"]) children[name][i] = (parents[name][mother] & hers) | (parents[name][father] & ~hers);
      mutate(children, i, mutation, m);
    }
    if (m.move_every > 0 && born % m.move_every === 0) {
      word(key(m.seed, replicate, born, TARGET), 0, 0);
      const bit = 2 ** share(m.loci);
      for (let i = 0; i < m.size; i += 1) if (!(children.plastic[i] & bit)) children.correct[i] ^= bit;
    }
    return live(children, replicate, born, m);
  }
  return { model, founders, next, MOST };
})();
if (typeof module !== "undefined") module.exports = BaldwinNeedle;
