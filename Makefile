# Two commands for a newcomer: `make demo` and `make test`. Both set everything up by themselves.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test spark-test decisions docs bench fuzz clean
demo: $(VENV)/.run
	$(BIN)/reasoner review examples/medial-branch-block-aetna.yaml

test: $(VENV)/.test
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/reasoner check
	$(BIN)/pytest -n 2 --dist loadfile

# Books on Apache Spark, on a cluster of three processes. Installs pyspark (some 450 MB) and needs Java 17 or newer.
spark-test: $(VENV)/.spark
	$(BIN)/pytest tests/spark

decisions: $(VENV)/.run
	$(BIN)/reasoner decisions tests/decisions

# The site: pages generated from the knowledge beside those in docs/. Strict: a broken link fails it.
docs: $(VENV)/.docs
	rm -rf build/docs build/site
	mkdir -p build && cp -R docs build/docs
	$(BIN)/reasoner handbook build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The site is in build/site/index.html"

bench: $(VENV)/.test
	$(BIN)/python benchmarks/review.py
	$(BIN)/python benchmarks/library.py
	$(BIN)/python benchmarks/book.py
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python benchmarks/remedies.py
	$(BIN)/python benchmarks/margins.py
	$(BIN)/python benchmarks/engines.py

# Random shapes and graphs, days of several years, mutated cases, on all engines; goes on where it stopped (build/fuzz).
TRIALS ?= 100000
PART ?= 1/1
fuzz: $(VENV)/.test
	$(BIN)/python tests/fuzz/oracle_run.py --trials $(TRIALS) --part $(PART)

$(VENV)/.venv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed; say 'make PYTHON=python3'." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.venv pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.docs: $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/.spark: $(VENV)/.test
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[spark]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
