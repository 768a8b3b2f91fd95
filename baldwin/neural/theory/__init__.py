"""Exact results that evolutions of the neural wing are held against; plain NumPy, no JAX.

    reference_policy.py                    what a reference policy is: a name, and its scores by trial
    two_arms.py, many_arms.py              the exact optimum of Bernoulli bandits (`bayes_optimal`)
    gittins.py, policies.py                Gittins indices, and textbook policies such as UCB and Thompson sampling
    bandits.py                             all of them as reference policies of the task `bandit`
    ideals.py                              what ideal observers show in measures of choice behaviour
    causal.py, causal_posterior.py         graphs of causes, of the task `causal_graph`: effects, and what Bayes learns
    causal_classes.py                      which of them are the same graph with other names
    causal_references.py                   how those who know a graph, or learned it, score in the task
    regression.py                          regressions that measure choices and hidden units

Every other file has the theory of the task of its name (`daw.py` that of `two_step`; `predictors.py` of `sequence`).
"""
