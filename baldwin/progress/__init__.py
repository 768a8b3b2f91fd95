"""How far a computation is, printed: a bar or a picture on a terminal, plain lines elsewhere, JSON for programs.

pace        how fast it is and how long it will take, in words
run, study  while this process computes a run or a study
watching    of a run that another process computes;  parts: of a study, or of claims that are tested
picture     at the end: the course of an evolution in a dozen lines
"""
