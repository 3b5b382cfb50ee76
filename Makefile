# make run    start everything on one port (PORT=8001 for another) and stop it with Ctrl-C
# make test   every test, on the same embedded servers (ARGS="tests/nginx -x" for some)
# make check  ruff, mypy, migrations and Django's checks under both settings
# make bench  every measurement (ARGS="media" for one)
# make screenshots  the website's pictures of the product, taken anew in a real browser
# make clean  remove what can be made again; the data in var/ stays

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
VENV := .venv/bin/python

.PHONY: run test check bench screenshots clean
.DEFAULT_GOAL := run

run: .venv/.for-run
	@exec $(VENV) -m stack run --port $(PORT)

test: .venv/.for-tests
	@exec $(VENV) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/.for-tests
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy .
	$(VENV) manage.py makemigrations --check --dry-run
	$(VENV) manage.py check --settings project.settings_public --fail-level WARNING
	$(VENV) manage.py check --settings project.settings_tenants --fail-level WARNING

bench: .venv/.for-tests
	@exec $(VENV) -m bench $(ARGS)

screenshots: .venv/.for-tests
	@exec $(VENV) -m tests.browser.screenshots

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -type d -prune -exec rm -rf {} +

.venv/.for-run: requirements.txt
	@$(PYTHON) stack/install.py .venv requirements.txt
	@touch $@

.venv/.for-tests: requirements.txt requirements-dev.txt
	@$(PYTHON) stack/install.py .venv requirements-dev.txt
	@touch .venv/.for-run $@
