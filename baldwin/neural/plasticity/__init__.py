"""Plasticity rules: one file per kind, for `[lifetime.rule]`.

A rule says how each synapse changes after a step of the network: the contract is `PlasticityRule`, in
`baldwin.neural.contracts.plasticity`. What gates the change (`modulator`), which tensors are plastic and when in life
is not the rule's: see `LearnsByRule` in `lifetimes/_rule.py`, which applies it.

    _coefficients   genes of a rule, one for each synapse or shared; `oja.py` is the model to copy
    _traces         rules that leave the weights of birth alone, and add a trace: trace, eligibility, node_perturbation

A rule of a user's own is a file beside the definition: `kind = "bcm.py:BCM"`, as in `tests/extension/`.
"""
