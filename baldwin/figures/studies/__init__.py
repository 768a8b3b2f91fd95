"""What figures of studies show, as numbers for both renderers: cells, their courses, maps, colour scales."""
