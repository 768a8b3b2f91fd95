"""How a world changes over generations: `[[schedule]]` tables of a definition, one file per kind.

A schedule names a field of the definition, such as `task.amplitude_high`, and gives its value in each generation. The
value in generation g is the one in force when generation g is born, lives, is selected and is assayed. It is a function
of g, and where chance has a say of the seed and the replicate: never of how far a run goes, or in which pieces.

    schedule.py   the contract: to add a kind, derive from `Schedule`; `step.py` is the model
    chance.py     random numbers of a schedule, by generation
    calendar.py   what each field is when, for people
    world.py      a definition in one generation, with the values of its schedules
    checks.py     which fields may change, and to which values

A user's own file beside a definition works the same way: `kind = "pulse.py:Pulse"`.
"""
