"""Exact results that evolutions of the neural wing are held against; plain NumPy, no JAX."""
