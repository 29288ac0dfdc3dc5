# isard: `make atlas` (the main job), `make test` (everything CI runs), `make bench`.
# The build cache lives outside the checkout so that clones share it.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/isard
export CARGO_TARGET_DIR ?= $(CACHE)/target
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

.PHONY: test lint docs studies-test fmt

test: lint docs studies-test
	cargo test --workspace --locked

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet

studies-test:
	python3 -m unittest discover -s studies/preparation

fmt:
	cargo fmt --all
