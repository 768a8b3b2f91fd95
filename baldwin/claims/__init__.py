"""Published results as claims: what was found, the populations that test it, and which measurements agree.

    quantity.py       a number of a claim: expected, tolerance, measured, verdict
    claim.py          a claim: its quantities, and what measures them
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

1. name the populations that it speaks of: a `Setting` for each (a preset, overrides, the columns that are read);
2. write a function that takes the run of each setting and returns name -> `Measurement`, with the functions of
   `estimates` or `measures`;
3. write what is expected of each name: a `Quantity`, made by `near`, `between`, `at_least`, .. of `quantity`, which say
   where the expected number comes from (paper, theory, or a regression of our own).

`hinton_nowlan/founders.py` is the model for tables, `harlow/learning_sets.py` for lives of networks.
"""
