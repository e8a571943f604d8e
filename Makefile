# make run    the portal on this machine: http://127.0.0.1:8000 (PORT=…, HOST=…, DEMO=0 for an empty portal)
# make test   everything the tests need, then all of them

PORT ?= 8000
HOST ?= 127.0.0.1
DEMO ?= 1
WORKERS ?= 2
PY := .venv/bin/python
RUN_LOCK := requirements.lock
DEV_LOCK := requirements-dev.lock

.PHONY: run test test-fast system lint format lock messages clean environment environment-dev

run: environment
	@exec $(PY) manage.py up --host $(HOST) --port $(PORT) $(if $(filter 0,$(DEMO)),--no-demo)

environment:
	@bin/environment $(RUN_LOCK)

environment-dev:
	@bin/environment $(RUN_LOCK) $(DEV_LOCK)

system:
	@bin/system-packages

test: environment-dev
	@bin/system-packages
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest -n $(WORKERS) --dist loadfile

test-fast: environment-dev
	$(PY) -m pytest -n $(WORKERS) --dist loadfile -m "not browser and not drill and not matrix"

# The deployment checks run with the variables that .env.example documents.
lint: environment-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/lint-imports --no-cache
	@$(PY) manage.py messages --compile
	$(PY) manage.py messages --check
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m tests.lint_migrations
	env $$(grep -v '^#' .env.example | xargs) SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(PY) manage.py check --deploy --fail-level WARNING

format: environment-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# Both locks are hash-pinned and name no package index.
lock: environment-dev
	.venv/bin/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-header -o $(RUN_LOCK)
	.venv/bin/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-header --group dev \
		-c $(RUN_LOCK) -o $(DEV_LOCK)

messages: environment-dev
	$(PY) manage.py messages

# The environment and what was built; never the data.
clean:
	rm -rf .venv staticfiles .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
