"""The neural wing: networks whose weights at birth evolve, and that learn in life.

`contracts/` says what each kind is and how to add one. To follow a genotype through a run:

    wing.py, definition.py      the legal TOML, and what the spine must know
    engine.py                   drives compiled chunks of generations
    evolution/generation.py     founders, then in each generation: ask, live, tell, inherit
    strategies/                 which genotypes live next (ask), given their fitness (tell)
    encodings/                  a genotype becomes weights and genes (develop)
    evolution/lives.py          its lives in all worlds of the generation, and the fitness made of their scores
    contracts/living.py         one life, experience by experience, of a kind in lifetimes/
    assays/                     what is measured beside the evolution; each file owns columns of the table `assays`
    theory/                     reference policies and exact results to compare with
    presentation.py             how figures show these columns
"""
