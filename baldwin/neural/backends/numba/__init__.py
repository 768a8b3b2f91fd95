"""Gradient lives of small networks on a CPU, without JAX: whole lives in a core's cache, matrix products in registers.

`backend.py` knows which definitions these kernels can live, and calls them from within JAX's programs.
"""
