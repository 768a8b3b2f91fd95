"""The neural wing: networks whose births evolve and whose lives learn."""
