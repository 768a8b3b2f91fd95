"""Reports: one self-contained HTML file of runs, a study or tested claims, that opens offline from a mail attachment.

    arms       the runs of a report, their moments, and what is thinned so that the file stays small
    described  the described figures (`baldwin.figures.runs`), whose panels `panels` draws with Vega-Lite
    charts/    interactive figures of the page alone: a Vega-Lite specification as a dict, and its data as columns
    sections/  one part of the page per file: what was asked, found, seen, and how to run it again
    assets/    template, style and script of the page; `runtime` adds Vega's own
    page       puts them together; `claims_page` and `studies/` do for what is no evolution

A chart is a module with

    ORDER: int                              its place on the page
    applies(arms) -> bool                   whether these arms have what it shows
    chart(arms) -> Chart                    title, caption, controls, panels, and a table that says the same in numbers

Nothing here loads a kernel; the same runs always give the same bytes.
"""
