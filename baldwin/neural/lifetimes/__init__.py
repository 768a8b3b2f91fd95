"""Lifetimes (ways of learning), one per file; the file's name is the lifetime's `kind`.

Files with an underscore hold what several share:

    _trials       lives step by step in tasks of trials: recurrent, plastic; and what nested lives within each episode
    _episodes     one episode of an interactive task
    _acting       lives that step their weights between episodes: perturbation, policy_gradient
    _rates        learning rates that evolve: gradient, hill_climb, perturbation, policy_gradient, nested
    _rule         a plasticity rule at work in a life: plastic, plastic_episodes, plastic_examples; the rules themselves
                  (`[lifetime.rule]`) are in `baldwin/neural/plasticity/`
    _period       the critical period: in which part of a life it is plastic, for rates and rules alike
    _scoring      the lowest score that a life can have

How to add one: `baldwin.neural.contracts`.
"""
