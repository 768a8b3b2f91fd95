"""What was published, derived or measured before as claims, the populations that test it, and what agrees.

    sources.py        whose number is expected: published (with its citation), theory, a regression of our own
    tolerance.py      the one rule of which measurements agree
    quantity.py       a number of a claim: expected, tolerance, measured, verdict
    claim.py          a claim: its quantities, what measures them, and the null on which it must fail
    ladder.py         the claims of one source, found by scanning; tests them one after another
    populations.py    what evolves behind a claim: ordinary runs, evolved once and read back
    lives.py          evolved networks lived again on held-out instances
    estimates.py      numbers with standard errors from one value per replicate
    measures.py       the same from lives in tasks of trials, and the controls of learning
    journal.py        the directory in which verdicts are kept while claims are tested
    reading.py        tested claims read back
    report.py         verdicts as a table, as Markdown and as JSON

A ladder holds the claims of one source. It is a sub-package with a `LADDER`, whose `claims=gather(__name__)` collects
the `CLAIMS` of its modules; or one file with a `LADDER`, here or of a user's own: `baldwin reproduce my_claims.py`.
Nothing else lists it. To add a claim:

1. name the populations that it speaks of: a `Setting` for each (a preset or a population file, overrides, the columns
   of its table of generations that are read), or of networks an `Evolution`, which are read whole and live again;
2. write a function that takes the run of each setting and returns name -> `Measurement`, with the functions of
   `estimates` or `measures`;
3. write what is expected of each name: a `Quantity`, made by `close` (a number), `above` and `below` (a direction), or
   `no_less` and `no_more` (a bound that nothing passes) of `quantity`, by the rule of `tolerance`, each with a source;
4. say where it must fail: a `Null`, which leaves the populations unselected (`overrides`), takes founders
   (`UNTRAINED`), or measures something else, such as shuffled lives or a theory that is wrong on purpose. Only exact
   theory may do without, and says why. A null that scatters widely agrees with any number: ask for a direction too.
   `baldwin reproduce LADDER --null` tests that no null passes.

`hinton_nowlan/founders.py` is the model for tables, `harlow/learning_sets.py` for lives of networks.
"""
