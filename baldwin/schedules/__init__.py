"""How a world changes over generations: `[[schedule]]` tables of a definition, one file per kind.

A schedule names a number of the definition, such as `task.amplitude_high`, and gives its value in each generation. The
value in generation g is the one in force when generation g is born, lives, is selected and is assayed.
"""
