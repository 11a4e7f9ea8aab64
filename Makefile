# What a person needs: make demo · make lab · make test · make lint · make docs. docs/en/installing.md gives the same as plain pip commands.
PYTHON ?= python3
BIN := .venv/bin
# uv installs four times as fast; where it cannot be had, pip does the same.
INSTALL = $(BIN)/python -m uv pip install --quiet --compile-bytecode --constraint constraints.txt
# The core is not compiled beforehand: what is used is compiled when it is first used, and the rest saves a hundred megabytes.
INSTALL_CORE = $(BIN)/python -m uv pip install --quiet --constraint constraints.txt
INSTALL_SLOWLY = $(BIN)/python -m pip install --quiet --constraint constraints.txt
# What was compiled once is not compiled anew in each process that a test begins.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo house test test-days test-heavy bounds browser-test fuzz js lab bench lint format data pages docs docs-test notebooks transcripts constraints clean

demo: .venv/core
	@$(BIN)/sanzu demo

test: .venv/dev
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not heavy and not browser"

# A New Year's Eve, and a leap day years ahead. The search against the oracle draws its own days.
DAYS ?= 2027-12-31 2032-02-29

test-days: .venv/dev # the tests that asked for today in `make test`, and the notebooks and the README, on other days
	for day in $(DAYS); do SANZU_TODAY=$$day $(BIN)/python -m pytest -n auto --dist worksteal --dated -m "not heavy and not browser" --hypothesis-profile=glance --ignore tests/optimize/seats || exit 1; done

test-heavy: .venv/dev # what is slow, and ten times as many examples of what is searched
	$(BIN)/python -m pytest -m heavy --hypothesis-profile=thorough
	$(BIN)/python -m pytest -n auto --dist worksteal -m "hypothesis and not heavy and not browser" --hypothesis-profile=thorough

bounds: .venv/dev # the lowest and the newest versions within the bounds, in environments of their own
	$(BIN)/python -m tests.bounds $(PYTHONS)

browser-test: .venv/dev # the board in a real JupyterLab and Chromium; installs what it can and skips, with a word, what it cannot
	$(BIN)/python tests/planner/browser/prepare.py
	$(BIN)/python -m pytest -m browser tests/planner/browser

js: node_modules # bundle the board's page; the bundle is committed, so only who changes the page needs node
	npm run --silent build
	npm test --silent

node_modules: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

lab: .venv/lab
	$(BIN)/jupyter lab --notebook-dir=notebooks

# How long for each of seven kinds; SEED=7 makes the same cases again.
SECONDS_EACH ?= 60

fuzz: .venv/dev # rosters, tables, policies, plans, GraphML, requests and command lines that nobody would write
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS_EACH) $(if $(SEED),--seed $(SEED))

bench: .venv/dev
	$(BIN)/python -m benchmarks

house: .venv/dev # how simple the house is: the table of measures, and what stands behind each
	$(BIN)/python -m tests.house

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

data: .venv/core # write the bundled data again, byte for byte
	$(BIN)/python data/make_guanxi.py
	$(BIN)/python data/make_juhua.py
	$(BIN)/python data/make_matrix.py
	$(BIN)/python data/make_first_steps.py

notebooks: .venv/dev # write the notebooks again from docs/lessons: each is run, and keeps small outputs
	$(BIN)/python docs/make_notebooks.py $(LESSONS)

transcripts: .venv/core # write what the commands of the sessions of new users print
	$(BIN)/python docs/make_transcripts.py

pages: .venv/core # write the reference pages, the schemas and the gallery again, from the code
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_gallery.py

docs: .venv/docs # the site, in both languages, in out/site; notebooks are run, warnings are errors
	$(BIN)/python docs/make_site.py

docs-test: docs .venv/dev # spelling, all code of all pages, and in a browser that the site asks no network
	$(BIN)/codespell
	$(BIN)/python -m pytest -m "heavy or not heavy" tests/test_pages.py tests/test_readme.py tests/test_site.py

constraints: .venv/dev # pin what is newest within the bounds of pyproject.toml
	$(BIN)/python -m uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade --all-extras --no-header --no-annotate --quiet --output-file constraints.txt

clean:
	rm -rf .venv node_modules out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || true
	@touch $@

# Said before it is done: pip and uv are quiet.
.venv/core: .venv/python pyproject.toml constraints.txt
	@echo "Installs numpy, scipy, pandas, matplotlib, networkx, HiGHS and fonts with Chinese letters into .venv: about 430 MB. See docs/en/installing.md."
	$(INSTALL_CORE) --editable '.[fonts]' || $(INSTALL_SLOWLY) --no-compile --editable '.[fonts]'
	@touch $@

.venv/lab: .venv/core
	@echo "Installs JupyterLab and the board into .venv: about 190 MB more."
	$(INSTALL) --editable '.[lab,fonts]' || $(INSTALL_SLOWLY) --editable '.[lab,fonts]'
	@touch $@

.venv/docs: .venv/core
	@echo "Installs JupyterLab, Sphinx and its theme into .venv: about 300 MB more."
	$(INSTALL) --editable '.[lab,fonts,docs,docx,pptx]' || $(INSTALL_SLOWLY) --editable '.[lab,fonts,docs,docx,pptx]'
	@touch $@

.venv/dev: .venv/core
	$(INSTALL) --editable '.[all,dev]' || $(INSTALL_SLOWLY) --editable '.[all,dev]'
	@touch $@
