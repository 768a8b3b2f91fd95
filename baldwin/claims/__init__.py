"""Published results as claims: what was found, the setting that tests it, and which measurements agree.

A sub-package here is a ladder, the claims of one source, easy ones first. It is found by being there.
"""
