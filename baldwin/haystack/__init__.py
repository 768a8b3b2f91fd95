"""The haystack wing: ternary genomes, a needle to find, lifetimes of trial and error (Hinton & Nowlan 1987)."""
