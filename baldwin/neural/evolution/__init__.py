"""One generation: lives, fitness, inheritance, and the gradients of comparators."""
