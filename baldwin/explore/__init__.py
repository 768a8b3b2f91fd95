"""`baldwin explore`: a page on this machine whose controls evolve populations at once; the report's own figures.

    lab          what all routes share
    serving      one address on 127.0.0.1, a token in it, until Ctrl-C
    guard        who may ask: Host, Origin and token are checked before any route is looked for
    subjects     what can be explored: presets, and what the command line named
    asking       what a browser asks for, as definitions; it names no file and no code
    controls     the fields of a definition as controls, from its schema
    turns        one computation of a wing at a time, in the order in which they were asked for
    evolutions   evolutions that are under way, advanced chunk by chunk
    live         such an evolution as a run that figures can show, up to any generation
    drawing      figures of the report whose data and axes can change in place
    expected     what theory says before anything runs
    teaching     the lesson of a preset
    keeping      an evolution as an ordinary run
    main         the content of the page with controls
    shell        the frame that all pages share
    routes/      one file per group of addresses; `ROUTES` and, where it is a page of its own, `PAGE`
    assets/      style and scripts, served as they are

Starlette and uvicorn come with the extra `explore`; nothing here loads a compiler before something is evolved.
"""
