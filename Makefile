# Needs Python 3.11 or later, and make. Everything else is installed into .venv.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Errors only: pip warns of whatever the machine's own settings lack.
QUIET := --disable-pip-version-check --quiet --quiet
PIP := $(BIN)/python -m pip $(QUIET)

.PHONY: book page watch data test check reference assignments bench serve lab lock strip clean
.DEFAULT_GOAL := book

# nbgrader passes over a course's settings that it does not find, and then goes on with its
# own, without a sandbox; so those of the assignments are known to the environment.
SETTINGS := .venv/etc/jupyter/nbgrader_config.py

book: .venv/book  ## the HTML book
	@$(BIN)/python -m fieldguide.site.build

test: .venv/test $(SETTINGS) book  ## mechanisms, data, notebooks, pages in Chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --numprocesses 3 --dist loadscope --no-loadscope-reorder \
		--junitxml=_build/tests.xml

check: .venv/test $(SETTINGS)  ## test what your change touches, in two minutes or less; BASE=revision
	$(BIN)/python tests/support/changed.py $(BASE)

reference: .venv-reference/ready  ## make the reference vectors again and compare
	FIELDGUIDE_REFERENCE=1 .venv-reference/bin/python -m pytest tests/reference

assignments: .venv/classroom $(SETTINGS)  ## the students' versions, in _build/assignments/release
	@mkdir -p _build/assignments
	@for name in foundations encoders decoders assistants code-and-science text-to-image image-to-text senses other; do \
		(cd _build/assignments && ../../$(BIN)/nbgrader generate_assignment --no-db --force \
			--log-level=ERROR $$name) || exit 1; \
		echo "_build/assignments/release/$$name/$$name.ipynb"; \
	done

bench: .venv/test .venv-reference/ready  ## what it costs
	$(BIN)/python benchmarks/bench.py

page: .venv/book  ## one page for its author: make page PAGE=notebooks/encoders/02-memory
	@$(BIN)/python -m fieldguide.site.build --page $(PAGE)

watch: .venv/book  ## make again whatever page is being edited
	@$(BIN)/python -m fieldguide.site.build --watch

data: .venv/book  ## check the tables, and count their rows again
	$(BIN)/python -m fieldguide.data

serve: book  ## read the book at localhost:8000
	$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

lab: .venv/lab  ## the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

# One resolution for all: the smaller locks are constrained by the largest.
UV := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header
lock: .venv/base  ## write requirements*.txt again from pyproject.toml
	$(PIP) install uv
	$(UV) --extra book --extra lab --extra classroom --extra test -o requirements-test.txt
	$(UV) --extra book -c requirements-test.txt -o requirements.txt
	$(UV) --extra book --extra lab -c requirements-test.txt -o requirements-lab.txt
	$(UV) --extra classroom -c requirements-test.txt -o requirements-classroom.txt
	$(UV) --extra reference -c requirements-test.txt -o requirements-reference.txt

strip: .venv/book  ## remove outputs from the notebooks
	$(BIN)/python -m fieldguide.site.sources strip

clean:  ## remove everything that was built; keep the environments
	rm -rf _build benchmarks/results .pytest_cache .ruff_cache

.venv/base:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; none was found on the PATH."; exit 1; }
	@echo "Making the environment .venv with $(PYTHON) ..."
	@$(PYTHON) -m venv .venv
	@touch $@

# One environment; each stamp stands for one lock, installed on top of what is there.
.venv/book: requirements.txt pyproject.toml | .venv/base
.venv/lab: requirements-lab.txt pyproject.toml | .venv/base
.venv/classroom: requirements-classroom.txt pyproject.toml | .venv/base
.venv/test: requirements-test.txt pyproject.toml | .venv/base
.venv/book .venv/lab .venv/classroom .venv/test:
	@echo "Installing $< (the first time takes a minute or two) ..."
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(SETTINGS): Makefile | .venv/base
	@mkdir -p $(@D)
	@printf 'c = get_config()\nload_subconfig("%s")\n' "$(CURDIR)/assignments/nbgrader_config.py" > $@

# torch stays outside the lock: which build is right depends on the machine.
.venv-reference/ready: requirements-reference.txt tests/reference/requirements-nodeps.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; none was found on the PATH."; exit 1; }
	@echo "Making the environment .venv-reference (transformers, torch) ..."
	@$(PYTHON) -m venv .venv-reference
	@.venv-reference/bin/python -m pip $(QUIET) install --require-hashes -r $<
	@.venv-reference/bin/python -m pip $(QUIET) install --require-hashes --no-deps -r tests/reference/requirements-nodeps.txt
	@.venv-reference/bin/python -m pip $(QUIET) install torch==2.13.0
	@.venv-reference/bin/python -m pip $(QUIET) install --no-deps --no-build-isolation --editable .
	@touch $@
