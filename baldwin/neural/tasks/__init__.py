"""Tasks, one per file; the file's name is the task's `kind`. How to add one: `baldwin.neural.contracts`."""
