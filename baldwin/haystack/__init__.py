"""The haystack wing: ternary genomes, a needle to find, lifetimes of trial and error (Hinton & Nowlan 1987).

To read the model, begin with `reference/needle.py`. To follow a genotype through a run:

    wing.py, definition/      the legal TOML, and what the spine must know; tasks are in tasks/, one a file
    model.py                  the definition in numbers, as kernels take them
    engine.py                 chooses a kernel: for needles the packed one where it applies, else the wide one;
                              others by the task, of which those with a `score` live in scored.py and lives.py
    worlds.py                 in which generation which numbers hold, and when the target moves
    layouts.py                how a population lies in memory; calls the kernel
    kernels/*_birth.py        founders, parents in proportion to fitness, crossing, mutation
    kernels/*_life.py         a life, and the fitness that it earns
    engine.py                 counts of the kernel become rows of `generations`, and by ability.py rows of `assays`
    theory/                   exact results to compare with
    presentation.py           how figures show these rows
"""
