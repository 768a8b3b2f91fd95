"""Plasticity rules: one file per kind, for `[lifetime.rule]`."""
