"use strict";
// The same population, made infinite: the exact recursion over classes of genomes, as baldwin/haystack/theory has it.
// A test holds it to that.
const BaldwinNeedleTheory = (() => {
  // Expected fitness of genomes without a wrong allele, by their plastic loci: the trial of success is geometric.
  function worth(m) {
    const found = [1 + m.unit * Math.max(m.innate, 0)];
    for (let q = 1; q <= m.loci; q += 1) {
      const p = 2 ** -q;
      let chance = p, excess = 0;
      for (let trial = 1; trial <= m.trials; trial += 1, chance *= 1 - p) excess += chance * (m.timed ? m.from - trial : 1);
      found.push(1 + m.unit * excess);
    }
    return found;
  }
  const place = (a, b, m) => a * (m.loci + 1) + b; // of genomes with a correct and b plastic loci
  function choose(n) { // n over k, for all k
    const found = [1];
    for (let k = 1; k <= n; k += 1) found.push((found[k - 1] * (n - k + 1)) / k);
    return found;
  }
  function founders(m) {
    const shares = [m.correctShare, m.plasticShare, 1 - m.correctShare - m.plasticShare], x = new Float64Array((m.loci + 1) ** 2);
    const all = choose(m.loci);
    for (let a = 0; a <= m.loci; a += 1) {
      const rest = choose(m.loci - a);
      for (let b = 0; a + b <= m.loci; b += 1)
        x[place(a, b, m)] = all[a] * rest[b] * shares[0] ** a * shares[1] ** b * Math.max(shares[2], 0) ** (m.loci - a - b);
    }
    return x;
  }
  // A child takes k loci, drawn at random, from its mother, and the others from its father: both are parents alike.
  function recombined(x, m) {
    const L = m.loci, parts = [];
    parts[L] = x;
    for (let k = L - 1; k >= 0; k -= 1) { // what k loci of a parent hold: those of k + 1, one of which is left out
      const more = parts[k + 1], less = (parts[k] = new Float64Array(x.length));
      for (let a = 0; a <= k; a += 1)
        for (let b = 0; a + b <= k; b += 1)
          less[place(a, b, m)] = (more[place(a + 1, b, m)] * (a + 1) + more[place(a, b + 1, m)] * (b + 1) + more[place(a, b, m)] * (k + 1 - a - b)) / (k + 1);
    }
    const children = new Float64Array(x.length), ways = choose(L);
    for (let k = 0; k <= L; k += 1)
      for (let a = 0; a <= k; a += 1)
        for (let b = 0; a + b <= k; b += 1) {
          const hers = (parts[k][place(a, b, m)] * ways[k]) / 2 ** L;
          if (hers > 0)
            for (let c = 0; c <= L - k; c += 1)
              for (let d = 0; c + d <= L - k; d += 1) children[place(a + c, b + d, m)] += hers * parts[L - k][place(c, d, m)];
        }
    return children;
  }
  /** Return what is expected in generations 0..`last`; null where mutation or a moving needle leave no exact recursion. */
  function expected(m, last) {
    if (m.mutation_rate > 0 || m.move_every > 0) return null;
    const w = worth(m), rows = [];
    let x = founders(m);
    for (let generation = 0; generation <= last; generation += 1) {
      const row = { generation, correct: 0, plastic: 0, wrong: 0, learned: 0 }, chosen = new Float64Array(x.length);
      for (let a = 0; a <= m.loci; a += 1)
        for (let b = 0; a + b <= m.loci; b += 1) {
          const share = x[place(a, b, m)];
          row.correct += (share * a) / m.loci;
          row.plastic += (share * b) / m.loci;
          row.wrong += (share * (m.loci - a - b)) / m.loci;
          row.learned += chosen[place(a, b, m)] = share * (a + b === m.loci ? w[b] : 1);
        }
      rows.push(row);
      const parents = chosen.map((one) => one / row.learned);
      x = m.crossover === "none" ? parents : recombined(parents, m);
    }
    return rows;
  }
  return { expected };
})();
if (typeof module !== "undefined") module.exports = BaldwinNeedleTheory;
