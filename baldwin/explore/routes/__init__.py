"""The addresses of the server, one file per group. A module holds

routes(lab) -> list of routes      as Starlette has them; paths are those behind the token
PAGE: (heading, address)           optional: a page that the others link to
ORDER: int                         its place among these
"""
