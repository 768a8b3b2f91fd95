"""The readable reference implementations: one generation in plain Python, bit for bit what the kernels compute."""
