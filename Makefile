# The verbs of the project; people and CI run the same ones.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

IMAGE ?= minipokedex:dev
VERSION = $(shell node -p "require('./package.json').version")
REVISION = $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
COMPOSE := docker compose

.PHONY: help
help: ## Show the verbs
	@awk -F ':.*## ' '/^## /{printf "\n%s\n", substr($$0, 4)} /^[a-z-]+:.*## /{printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

node_modules: package-lock.json
	npm ci --no-audit --no-fund
	@touch node_modules

## Run

.PHONY: run
run: node_modules ## Run the service by itself: no store, no setting, http://localhost:8080
	npm start

## Develop (needs Docker)

.PHONY: dev
dev: ## Run the service with live reload over MySQL, Redis and Memcached
	$(COMPOSE) up --build --detach --wait
	@echo "http://localhost:8080/charmander answers; make dev-logs shows the log, make dev-stop ends it"

.PHONY: dev-logs
dev-logs: ## Follow the log of the service
	$(COMPOSE) logs --follow --tail 100 app

.PHONY: dev-stop
dev-stop: ## Stop the containers; data stays
	$(COMPOSE) stop

.PHONY: dev-rm
dev-rm: ## Remove the containers and their data
	$(COMPOSE) down --volumes --remove-orphans

.PHONY: dev-tests
dev-tests: ## Run the unit tests inside the development container
	$(COMPOSE) exec app npx vitest run --project unit

## Check

.PHONY: check
check: lint typecheck test ## Everything that needs only Node.js

.PHONY: lint
lint: node_modules ## Lint, formatting, unused code and dependencies
	npm run lint

.PHONY: typecheck
typecheck: node_modules ## Type check
	npm run typecheck

.PHONY: test
test: node_modules ## Unit and contract tests; needs Node.js and npm alone
	npm test

.PHONY: test-stores
test-stores: node_modules ## Tests with real MySQL, Redis and Memcached; needs Docker
	npm run test:stores

.PHONY: test-faults
test-faults: node_modules ## Break stores, network and service under load (FORM=long: in full); needs Docker
	FORM=$(or $(FORM),short) npm run test:faults

.PHONY: test-image
test-image: node_modules ## Tests of the built image (IMAGE=minipokedex:dev); needs Docker
	IMAGE=$(IMAGE) npm run test:image

.PHONY: test-cluster
test-cluster: node_modules ## Deploy the image to an empty cluster, upgrade it, break it (IMAGE=, LOAD_IMAGE=, KEEP=1); needs Docker
	IMAGE=$(IMAGE) npm run test:cluster

.PHONY: format
format: node_modules ## Format all files
	npm run format

.PHONY: docs
docs: node_modules ## Rewrite the generated documents: OpenAPI, settings
	npm run docs

## Measure

.PHONY: bench
bench: node_modules ## Measure against peers and write docs/performance.md; needs Docker and wrk
	npm run bench -- $(BENCH_OPTIONS)

## Build

.PHONY: build
build: node_modules ## Compile both apps into dist/
	npm run build

.PHONY: image
image: ## Build the image (IMAGE=minipokedex:dev)
	docker build --tag $(IMAGE) --build-arg VERSION=$(VERSION) --build-arg REVISION=$(REVISION) \
	  --build-arg BUILT=$$(date -u +%Y-%m-%dT%H:%M:%SZ) .

.PHONY: clean
clean: ## Remove what builds and runs leave behind
	rm -rf dist coverage .data

## Deploy

CHARTS = $(or $(CHART),$(patsubst deploy/charts/%/Chart.yaml,%,$(wildcard deploy/charts/*/Chart.yaml)))
HELM_UNITTEST := .tools/helm-unittest-v1.1.2
HELM_DOCS = helm-docs --log-level warning --skip-version-footer --sort-values-order file --chart-search-root deploy/charts

# Built in its own folder: `go install` refuses a module with replace directives.
.tools/helm-unittest-%:
	@command -v go >/dev/null || { echo "helm-unittest is built with Go: install Go from https://go.dev/dl" >&2; exit 1; }
	folder=$$(cd / && go mod download -json github.com/helm-unittest/helm-unittest@$* | node -p 'JSON.parse(fs.readFileSync(0)).Dir') && \
	  cd "$$folder" && go build -o $(CURDIR)/$@ ./cmd/helm-unittest

.PHONY: test-charts
test-charts: $(HELM_UNITTEST) ## Unit tests of the charts' templates (CHART=redis: of one)
	$(HELM_UNITTEST) --strict $(CHARTS:%=deploy/charts/%)

.PHONY: lint-charts
lint-charts: ## Lint the charts with each of their ci/ values; look for READMEs that are out of date
	@grep --quiet --line-regexp 'appVersion: $(VERSION)' deploy/charts/minipokedex/Chart.yaml || \
	  { echo "deploy/charts/minipokedex/Chart.yaml: appVersion is not $(VERSION), the version in package.json" >&2; exit 1; }
	@for chart in $(CHARTS); do \
	  for values in deploy/charts/$$chart/ci/*-values.yaml; do \
	    echo "$$values"; helm lint --strict --quiet --values "$$values" deploy/charts/$$chart; \
	  done; \
	  $(HELM_DOCS) --chart-to-generate deploy/charts/$$chart --dry-run | diff deploy/charts/$$chart/README.md - || \
	    { echo "deploy/charts/$$chart/README.md is out of date: make docs-charts" >&2; exit 1; }; \
	done

.PHONY: docs-charts
docs-charts: ## Rewrite the READMEs of the charts from their values (CHART=redis: of one)
	$(foreach chart,$(CHARTS),$(HELM_DOCS) --chart-to-generate deploy/charts/$(chart);)

.PHONY: lint-deploy
lint-deploy: ## Render all environments and check the manifests against their schemas (SCHEMA_LOCATION=)
	@deploy/scripts/lint-manifests.sh

.PHONY: secrets
secrets: ## Seal the Secrets of an environment: ENV=staging; ROTATE="redis-admin" makes new passwords
	@deploy/scripts/seal-secrets.sh $(ENV) $(ROTATE)

.PHONY: cluster
cluster: ## Make a cluster on this machine with kind
	@command -v kind >/dev/null || { echo "kind is not installed: https://kind.sigs.k8s.io/docs/user/quick-start" >&2; exit 1; }
	kind get clusters | grep -qx kind || kind create cluster --config deploy/kind.yaml --wait 2m

	kind get clusters | grep -qx kind || kind create cluster --wait 2m

## Deliver

CHECKOV := .tools/checkov-3.3.30

# In an environment of its own: it brings a hundred packages.
.tools/checkov-%:
	python3 -m venv --clear $@.venv
	$@.venv/bin/pip install --quiet --disable-pip-version-check checkov==$*
	ln -sf $(@F).venv/bin/checkov $@

.PHONY: lint-terraform
lint-terraform: $(CHECKOV) ## Check the Terraform code without a cloud; needs Terraform and Python
	CHECKOV=$(CURDIR)/$(CHECKOV) deploy/scripts/lint-terraform.sh

.PHONY: test-delivery
test-delivery: node_modules ## Plant mistakes and see that the checks find them
	npm run test:delivery

.PHONY: test-policies
test-policies: ## Test the policies, and apply them to all manifests of staging and production; needs kyverno
	@deploy/scripts/test-policies.sh

.PHONY: lint-flux
lint-flux: ## Build what Flux applies and check it against its schemas and rules (SCHEMA_LOCATION=)
	@deploy/scripts/lint-flux.sh

.PHONY: lint-flux-charts
lint-flux-charts: ## Render the charts that Flux installs with their values; needs their repositories (or CHART_FOLDER=)
	@deploy/scripts/lint-flux-charts.sh
