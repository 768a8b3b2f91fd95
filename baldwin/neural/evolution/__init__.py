"""One generation: lives, fitness, inheritance, and the gradients of comparators.

generation.py   ask, live, tell, inherit; many generations in one compiled program
lives.py        all lives of a population
fitness.py      what selection makes of an individual's lives
gradients.py    a generation of a comparator: one genome, moved along a gradient
"""
