"""Every picture, one function and file each: `ax` in, `Axes` out; none shows, saves or closes.

A chart is a function that makes scenes, from detailed to plain. Painters turn a scene into a
picture. They know nothing of organisations.

Read in this order:

- `spans.py`: a whole chart in one file; start here
- `registry.py`, `drawings.py`: what `chart` adds, and what a chart returns
- `scenes.py`, `scene_headings.py`, `lettering.py`, `colors.py`, `fonts.py`, `shaping.py`: what a scene is
  made of, and what stands above it
- `headlines.py`: what each title says; how a chart uses it
- `hierarchies.py`, `shown_units.py`, `unit_trees.py`, `tree_cards.py`, `tree_blocks.py`,
  `tree_rows.py`, `layouts.py`: `plot_org`
- `people_charts.py`: `plot_people`; `people_trees.py`: who is shown; `people_levels.py`: what is
  folded; `people_cards.py`: the cards; `people_scenes.py`: all that is drawn, dotted lines too;
  `detours.py`: their way around cards; `people_pages.py`: pages
- `layered.py`, `seat_cards.py`, `dual_scenes.py`, `dual_grains.py`, `dual_names.py`,
  `dual_layouts.py`, `dual_containers.py`, `dual_bands.py`, `crossings.py`: `plot_layers`, the
  picture of dual management; start with `dual_scenes.py`, which says what the others do
- `reach.py`: which base units are blank, in `plot_layers` and `plot_flow`
- `flows.py`, `flow_columns.py`, `flow_bars.py`: `plot_flow`
- `overlaps.py`, `grids.py`, `grid_summaries.py`, `grid_pages.py`: `plot_overlap` and other tables of cells
- `finding_maps.py`, `priorities.py`: `plot_findings`, and its list of what to do first
- `reorganisations.py`, `movements.py`, `reorganisation_cards.py`, `reorganisation_rows.py`,
  `comparisons.py`, `comparison_panels.py`, `frontiers.py`: plans
- `calendars.py`, `conformances.py`, `developments.py`, `trend_panels.py`: the working year
- `mentorings.py`, `mentor_states.py`, `rankings.py`: mentors and candidates
- `survey_strips.py`: many organisations
- `plots.py`, `plot_scenes.py`, `plot_axes.py`: bars and lines, as a scene and on axes of matplotlib
- `painting.py`, `outlines.py`, `png.py`, `svg.py`, `pdf.py`, `pdf_drawing.py`, `powerpoint.py`,
  `slide_shapes.py`, `slide_connectors.py`, `native_charts.py`, `drawio.py`, `stacking.py`,
  `embedding.py`: the painters
- `saving.py`, `chart_pages.py`, `paper.py`, `binding.py`, `tiles.py`, `tree_pages.py`,
  `dual_pages.py`, `booklets.py`, `booklet_scenes.py`: `save_chart`, and pages and slides with an index
- `mermaid.py`: `write_mermaid`

To change:

- a colour of a chart: `colors.py`; why something is hatched or red: the file of its chart. In `plot_layers`
  `reach.py` decides what is blank, and `dual_containers.py` draws it
- a new chart: a file like `spans.py`, with `chart` above its function
- the sentence of a title: `headlines.py`
- how texts are shortened: `lettering.py`; in which order and form letters stand: `shaping.py`
"""
