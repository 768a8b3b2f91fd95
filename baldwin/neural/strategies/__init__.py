"""Strategies, one per file; the file's name is the strategy's `kind`. Only this folder knows evosax.

Comparators by gradient (MAML and its relatives, A2C) stand in a strategy's place and are here too. How to add either:
`baldwin.neural.contracts`.
"""
