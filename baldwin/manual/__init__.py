"""The manual: topics made from the code, for the terminal (`baldwin help`) and as one page (`baldwin manual`).

A topic is Markdown in sections (`topic.py`), written when it is asked for. Fields, columns, commands, functions and
recipes are read from what they describe; `tutorials/` and `glossary.toml` alone are written by hand, and tests run or
parse every command in them. `catalogue.py` has all topics; a new tutorial is a new file in `tutorials/`.
"""
