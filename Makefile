# Two commands are enough: `make report` and `make test`. The rest is for those who work on the project.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUARTER ?= 2025-TW2
INSTALLED := $(VENV)/.installed
# The tests are shared out over the machine's cores; who takes which, tests/sharing_out.py says.
PYTEST = $(BIN)/python -m pytest --numprocesses auto

.PHONY: help
help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-13s %s\n", $$1, $$2}'

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
	$(BIN)/python -m compileall -q $(VENV)/lib orchestration || true
	$(BIN)/python -m orchestration.transformation.parse || true
	@touch $@

.PHONY: install
install: $(INSTALLED) ## The environment in .venv: pinned by hash, byte-compiled, models parsed

.PHONY: report
report: $(INSTALLED) ## Build the sample report of 2025-TW2 and say where it lies (QUARTER=... for another)
	$(BIN)/triwulan run $(QUARTER)

.PHONY: test
test: $(INSTALLED) lint ## Lint, format, SQL lint, types, dbt parse, and all tests but the long walks
	$(PYTEST)

.PHONY: test-long
test-long: $(INSTALLED) ## The long walks and series: an office's days, a quarter through the desk, kills; a quarter of an hour
	$(PYTEST) -m long

.PHONY: quick
quick: $(INSTALLED) ## The tests that take less than a minute
	$(PYTEST) -m "not slow"

.PHONY: lint
lint: $(INSTALLED) ## Lint, format, SQL lint, types, the arrows between the rooms, dbt parse
	@$(MAKE) --no-print-directory -j 2 lint-sql lint-python

.PHONY: lint-sql
lint-sql: $(INSTALLED)
	$(BIN)/sqlfluff lint --nocolor --disable-progress-bar --processes 0 \
		dbt_project/models dbt_project/tests orchestration/consolidation

.PHONY: lint-python
lint-python: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m orchestration.transformation.parse

.PHONY: format
format: $(INSTALLED) ## Put code into the form that lint expects
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --nocolor --disable-progress-bar dbt_project/models dbt_project/tests

.PHONY: ui
ui: $(INSTALLED) ## Meja Data and Dagster's interface over the checkout's workspace
	$(BIN)/triwulan ui

# polars is only what a large file is compared with, so it lies in an environment of its own, above the pinned one.
.PHONY: bench
bench: $(INSTALLED) ## What things cost beside what they are held against, kept in tests/bench/results.csv (PARTS=run AGAINST=COMMIT)
	$(PYTHON) -m venv --without-pip $(VENV)/bench
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > \
		"$$($(VENV)/bench/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/pinned.pth"
	@$(BIN)/python -m pip --python $(VENV)/bench/bin/python install --quiet --disable-pip-version-check polars==2.1.0 || true
	$(VENV)/bench/bin/python -m tests.bench $(PARTS) $(if $(AGAINST),--against $(AGAINST)) $(if $(REPEAT),--repeat $(REPEAT))

.PHONY: consolidation
consolidation: $(INSTALLED) ## 24 sample units (COUNT) run and put together, one tampered with; ten minutes of CPU
	$(BIN)/python -m tests.bench.consolidation --units $(or $(COUNT),24)

.PHONY: units
units: $(INSTALLED) ## The figures of 1, 8 and 24 units by one build: CPU and memory; two minutes of CPU
	$(BIN)/python -m tests.bench.units

.PHONY: kills
kills: $(INSTALLED) ## Kill 200 runs, 120 decisions and 200 backups, restores, upgrades (COUNT) at random moments, and do each again; over two hours
	$(BIN)/python -m tests.operations.killed_keeping --times $(or $(COUNT),200)
	$(BIN)/python -m tests.orchestration.kills
	$(BIN)/python -m tests.orchestration.killed_acts

.PHONY: rehearsal
rehearsal: $(INSTALLED) ## A year of an installation in minutes: what was promised to be told, and what came
	$(BIN)/python -m tests.rehearsing.year

.PHONY: next-versions
next-versions: $(INSTALLED) ## Newer DuckDB, Dagster and dbt over files of the pinned ones, and back; asks a package registry
	$(BIN)/python -m tests.rehearsing.next_versions

.PHONY: licences
licences: $(INSTALLED) ## Every pinned package with its licence; fails when one is not free
	$(BIN)/python -m tests.licences

# An auditor of its own, outside the pinned environment; the only target besides the installation that asks a network.
.PHONY: audit
audit: $(INSTALLED) licences ## Known vulnerabilities of the pinned packages; asks a public database, or ADVISORIES=all.zip, a copy of OSV's
	$(PYTHON) -m venv $(VENV)/audit
	@if $(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1; then \
		$(if $(ADVISORIES),$(BIN)/python -m tests.advisories $(ADVISORIES)) \
		$(VENV)/audit/bin/pip-audit --require-hashes --disable-pip --requirement constraints.txt \
			$(if $(ADVISORIES),--vulnerability-service osv); \
	else \
		echo "NOT AUDITED: pip-audit cannot be installed here; run this where a package registry can be reached"; \
	fi

# A checker of its own as well, which is no part of the environment.
.PHONY: accessible
accessible: $(INSTALLED) ## PDF/UA-1 of the newest report, and of its signed copy, by a checker of somebody else (outloud)
	$(PYTHON) -m venv $(VENV)/accessible
	@if $(VENV)/accessible/bin/python -m pip install --quiet --disable-pip-version-check outloud==0.2.1; then \
		$(BIN)/python -m tests.accessible $(VENV)/accessible/bin/outloud \
			reports/releases/$(QUARTER)/latest/laporan.pdf reports/releases/$(QUARTER)/*-laporan-ttd.pdf; \
	else \
		echo "NOT CHECKED: outloud cannot be installed here; run this where a package registry can be reached"; \
	fi

# Half a gigabyte and a Java, so an environment of its own, which has the pinned one below it.
.PHONY: spark
spark: $(INSTALLED) ## All figures on DuckDB and on Spark, one by one, and what both cost; needs Java 17, over half an hour
	$(PYTHON) -m venv --without-pip $(VENV)/spark
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > \
		"$$($(VENV)/spark/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/pinned.pth"
	@if $(BIN)/python -m pip --python $(VENV)/spark/bin/python install --quiet --disable-pip-version-check \
		--require-hashes --no-deps --no-build-isolation -r constraints-spark.txt; then \
		$(VENV)/spark/bin/python -m pytest -n 0 tests/dbt/test_on_spark.py tests/consolidation/test_totals_on_spark.py && \
		$(VENV)/spark/bin/python -m tests.on_spark $(if $(TIMES),--times $(TIMES)); \
	else \
		echo "NOT COMPARED: Spark cannot be installed here; run this where a package registry can be reached"; exit 1; \
	fi

.PHONY: wheel
wheel: $(INSTALLED) ## The program as a wheel in dist/; of the same commit the same bytes
	umask 022; SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) \
		$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist .

.PHONY: sbom
sbom: $(INSTALLED) ## What the program is made of, as CycloneDX 1.6, held against its schema: dist/triwulan.cdx.json
	$(PYTHON) -m venv $(VENV)/sbom
	$(VENV)/sbom/bin/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0
	mkdir -p dist
	$(VENV)/sbom/bin/cyclonedx-py requirements constraints.txt --pyproject pyproject.toml --spec-version 1.6 \
		--output-reproducible --validate --output-file dist/triwulan.cdx.json

.PHONY: mutants
mutants: $(INSTALLED) ## Spoil the sample deliveries by every rule and print what became of each; fifteen minutes on one core
	$(BIN)/python -m tests.mutation.table

.PHONY: corruptions
corruptions: $(INSTALLED) ## Damage the sample files at random, COUNT times (10000), and see that nothing gets past; an hour and a half on one core
	$(BIN)/python -m tests.mutation.corruptions --count $(or $(COUNT),10000)

.PHONY: forgeries
forgeries: $(INSTALLED) ## Forge a release in every way the tests know, verify each whole, and print the table; over twenty minutes of CPU
	$(BIN)/python -m tests.audit.forgeries

.PHONY: clean
clean: ## Remove the environment, the state and the releases of the checkout
	rm -rf $(VENV) .triwulan reports/releases
