"""How Sphinx builds the site, once a language; `make_site.py` lays the sources out and calls it."""

import os
import sys
import warnings
from pathlib import Path

import sanzu_graph as sg

LANG = os.environ["SANZU_SITE_LANG"]
OTHER = {"en": "zh", "zh": "en"}[LANG]

project = "sanzu_graph"
author = "The sanzu_graph authors"
project_copyright = "MIT"
release = version = sg.__version__
language = {"en": "en", "zh": "zh_CN"}[LANG]
extensions = ["sphinx.ext.autodoc", "sphinx.ext.viewcode", "numpydoc", "myst_nb"]
templates_path = ["templates"]
exclude_patterns = ["schemas"]

# -- pages in Markdown, notebooks

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
nb_execution_mode = os.environ.get("SANZU_SITE_NOTEBOOKS", "force")
nb_execution_timeout = 180
nb_execution_raise_on_error = True
nb_merge_streams = True
# By default these come from other machines; no page of ours asks one.
nb_ipywidgets_js = {}
# So a board, which needs a living kernel, shows nothing; its picture stands beside it.

# -- the public names, from their docstrings

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
default_role = "py:obj"
warnings.filterwarnings("ignore", category=sg.SanzuWarning)

# -- how it looks

html_theme = "pydata_sphinx_theme"
html_title = "sanzu_graph"
html_extra_path = ["schemas"]
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_context = {
    "default_mode": "auto",
    "other_lang": OTHER,
    "other_name": {"en": "English", "zh": "中文"}[OTHER],
    "other_pages": os.environ["SANZU_SITE_OTHER_PAGES"].split(),
}
html_theme_options = {
    "navbar_end": ["language", "theme-switcher"],
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "use_edit_page_button": False,
    "show_version_warning_banner": False,
}


def setup(app: object) -> None:
    """Search Chinese without a dictionary."""
    sys.path.insert(0, str(Path(__file__).parent))
    from chinese_search import SearchPairs

    app.add_search_language(SearchPairs)  # type: ignore[attr-defined]
