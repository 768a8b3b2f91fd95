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

A sub-package is a ladder, the claims of one source, easy ones first; it needs no entry in any list.
"""
