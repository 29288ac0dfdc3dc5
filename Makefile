# isard: `make atlas` (the main job), `make test` (everything CI runs), `make bench` (against peers).
# The build cache lies outside the checkout, so that clones and CI share it.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/isard
export CARGO_TARGET_DIR ?= $(CACHE)/target
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
ISARD := $(CARGO_TARGET_DIR)/release/isard
STUDIES := us-states bay-area sample-country
ATLASES := atlases

.PHONY: atlas test lint docs studies-test fmt install tools calibrate fuzz bench

# Builds, analyses the bundled studies, writes their atlases, says where the reports are, and ends.
atlas: tools
	cargo build --release --locked -p isard-cli
	for s in $(STUDIES); do $(ISARD) run studies/$$s -o $(ATLASES)/$$s; done
	@echo; echo "Reports:"; for s in $(STUDIES); do echo "  $(CURDIR)/$(ATLASES)/$$s/report.html"; done

test: tools lint docs studies-test
	cargo test --workspace --locked

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet

# The scripts that prepared the bundled studies use Python's standard library only.
studies-test:
	python3 -m unittest discover -s studies/preparation

fmt:
	cargo fmt --all

install: tools
	cargo install --locked --path crates/isard-cli

tools:
	@command -v cargo >/dev/null || { echo "isard needs Rust 1.90 or later: https://rustup.rs"; exit 1; }
	@command -v cc >/dev/null || { echo "isard needs a C compiler: install gcc or clang (Debian: apt-get install build-essential)"; exit 1; }
	@command -v python3 >/dev/null || { echo "the tests of the study scripts need python3 (Debian: apt-get install python3)"; exit 1; }

# Long proofs with known truth; their figures are kept in docs/calibration.md.
calibrate: tools
	cargo run --release --locked -p xtask -- calibrate
	cargo test --release --locked -p isard --test all ten_seeds -- --ignored --nocapture

# Against peers, in a throw-away Python environment: `make bench`, or `make bench CASES="k-means ward"`.
BENCH := $(CACHE)/bench
bench: tools
	cargo build --release --locked -p isard-cli -p xtask
	test -x $(BENCH)/venv/bin/python || python3 -m venv $(BENCH)/venv
	$(BENCH)/venv/bin/pip install --quiet --requirement bench/requirements.txt
	$(BENCH)/venv/bin/python bench/run.py $(CARGO_TARGET_DIR) $(BENCH)/data $(CASES)

# Random bytes and random edits of studies against every reader and the whole run.
FUZZ_CASES ?= 20000
fuzz: tools
	ISARD_FUZZ_CASES=$(FUZZ_CASES) cargo test --release --locked -p isard-io --test all any_bytes
	ISARD_FUZZ_CASES=$(FUZZ_CASES) cargo test --release --locked -p isard-atlas --test all damaged_studies
