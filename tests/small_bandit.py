"""A small population of recurrent networks on two arms, in words, for several tests."""

BANDIT = """
name = "arms"
[population]
size = 4
generations = 2
replicates = 3
[task]
kind = "bandit"
trials = 12
[network]
kind = "recurrent"
units = 3
[lifetime]
kind = "recurrent"
choice = "greedy"
[sampling]
lives = 4
[fitness]
reads = "life"
[assays]
instances = 40
mutants = 0
individuals = 0
"""
