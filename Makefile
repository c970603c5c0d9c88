# Everything here runs from a fresh Debian or Ubuntu with Python 3.11 and make; what is missing is installed first.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test check check-deep bench docs dev clean

help: ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

.venv/run.stamp: pyproject.toml constraints.txt tools/setup
	tools/setup $(PYTHON) run

.venv/dev.stamp: pyproject.toml constraints.txt tools/setup
	tools/setup $(PYTHON) dev

demo: .venv/run.stamp ## Determine the example case and show where the letter and the evidence lie
	@$(BIN)/openimr determine examples/cases/lumbar-epidural --reviewers examples/reviewers.yaml -o demo-output
	@$(BIN)/openimr explain demo-output --item 1

test: .venv/dev.stamp ## Run every test
	$(BIN)/python -m pytest -n auto --dist worksteal

check: .venv/dev.stamp ## Format, lint, strict types, import directions, docs build
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

FUZZ_SECONDS ?= 60
check-deep: .venv/dev.stamp ## Fuzz every reader for FUZZ_SECONDS each, and run the long tests
	$(BIN)/python tests/fuzz/fuzz.py $(FUZZ_SECONDS)
	OPENIMR_DEEP=1 $(BIN)/python -m pytest tests/deep

bench: .venv/dev.stamp ## Measure speed against peers and floors, in one run
	$(BIN)/python -m bench.parse.run
	$(BIN)/python bench/status/run.py
	$(BIN)/python bench/determine.py
	$(BIN)/python bench/replay.py
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.ocr
	$(BIN)/python -m bench.deidentify.run

docs: .venv/dev.stamp ## Build the documentation into site/
	$(BIN)/mkdocs build --strict

dev: .venv/dev.stamp ## Install everything a developer needs

clean: ## Remove what make made
	rm -rf .venv site demo-output build .mypy_cache .ruff_cache .pytest_cache .hypothesis
