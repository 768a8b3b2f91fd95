"""Hebbian lives in tasks of trials on a CPU: each weight is changed and used in one go, many lives in one vector.

`backend.py` knows which definitions these kernels can live, and calls them from within JAX's programs, once per step.
"""
