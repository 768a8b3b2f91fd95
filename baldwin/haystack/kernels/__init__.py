"""Kernels of the haystack wing, compiled by numba."""
