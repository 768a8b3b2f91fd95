"""What figures show, as numbers and words: nothing here knows a renderer; `plots` and `report` draw it."""
