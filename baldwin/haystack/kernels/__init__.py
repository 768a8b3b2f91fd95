"""Kernels of the haystack wing, compiled by numba: `packed` where it applies, else `wide`; `nk` for landscapes.

To understand what they compute, read `baldwin.haystack.reference`, which does the same in plain Python.
"""
