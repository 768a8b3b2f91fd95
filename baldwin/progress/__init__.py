"""How far runs and studies are, as lines, bars or JSON."""
