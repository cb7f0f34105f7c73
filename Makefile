# The verbs of the project; people and CI run the same ones. Those that deliver it are in deploy/deploy.mk.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH)

IMAGE ?= minipokedex:dev
VERSION = $(shell node -p "require('./package.json').version")
REVISION = $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
BUILD_ARGS = --build-arg VERSION=$(VERSION) --build-arg REVISION=$(REVISION) --build-arg BUILT=$$(date -u +%Y-%m-%dT%H:%M:%SZ)
COMPOSE := docker compose
# Unless given, the first browser that is installed here.
CHROMIUM := $(or $(CHROMIUM),$(notdir $(firstword $(foreach name,chromium google-chrome,$(shell command -v $(name))) chromium)))
LIGHTHOUSE := .tools/lighthouse-13.5.0
MERMAID := .tools/mermaid-12.3.0

# How to get a program that no package brings. What deploy/tools.txt lists, `make tools` builds.
GET_cc := apt-get install gcc
GET_docker := https://docs.docker.com/engine/install
GET_go := https://go.dev/dl
GET_java := apt-get install default-jre-headless
GET_jq := apt-get install jq
GET_kubectl := https://kubernetes.io/docs/tasks/tools
GET_mvn := apt-get install maven
GET_oha := cargo install --locked oha, or https://github.com/hatoo/oha
GET_prometheus := apt-get install prometheus, or https://prometheus.io/download
GET_promtool := $(GET_prometheus)
GET_python3 := apt-get install python3-venv
GET_terraform := https://developer.hashicorp.com/terraform/install
GET_wrk := apt-get install wrk
GET_$(CHROMIUM) := apt-get install chromium, or set CHROMIUM to the program of another browser

# $(call needs,PROGRAM...) fails with the remedy unless all of them are on the PATH.
needs = $(foreach name,$(1),command -v $(name) >/dev/null || { echo "$(name) is not installed: $(or $(GET_$(name)),make tools TOOLS=$(name))" >&2; exit 1; };)
verbs = awk -F ':.*\#\# ' '/^\#\# /{printf "\n%s\n", substr($$0, 4)} /^[a-z-]+:.*\#\# /{printf "  %-19s %s\n", $$1, $$2}'

.PHONY: help
help: ## Show the verbs of development
	@$(verbs) Makefile

.PHONY: help-deploy
help-deploy: ## Show the verbs of delivery: charts, platform, pipelines, operation
	@$(verbs) deploy/deploy.mk

node_modules: package-lock.json
	@# A link leads to the packages of another checkout, which npm would empty.
	@[ -L $@ ] || { npm ci --no-audit --no-fund; touch $@; }

## Run

# What only develops and checks is left out where Node.js is new enough to do without the one among the packages; the
# folder's date makes the other verbs install it.
.PHONY: run
run: ## Run the service by itself on http://localhost:8080, without any store
	@[ -L node_modules ] || [ node_modules/.package-lock.json -nt package-lock.json ] || { \
	  npm ci --no-audit --no-fund $$(node -e 'process.exit(parseInt(process.versions.node) < 24 ? 1 : 0)' && echo --omit=dev); \
	  touch -t 197001010000 node_modules; }
	npm start

.PHONY: dev
dev: ## Run the service with live reload over MySQL, Redis and Memcached; needs Docker
	@scripts/dev.sh

.PHONY: dev-logs
dev-logs: ## Follow the log of that service
	$(COMPOSE) logs --follow --tail 100 --no-log-prefix app

.PHONY: dev-stop
dev-stop: ## Stop the containers and keep their data
	$(COMPOSE) stop

.PHONY: dev-rm
dev-rm: ## Remove the containers and their data
	$(COMPOSE) down --volumes --remove-orphans

## Check

.PHONY: check
check: lint typecheck test ## Run every check that needs only Node.js, npm and Git

.PHONY: lint
lint: node_modules ## Lint; check formatting; find unused code and dependencies
	npm run lint

.PHONY: lint-docs
lint-docs: node_modules $(MERMAID) ## Check links, names and diagrams in the documents
	npm run test:documents
	@node scripts/lint-diagrams.ts $(MERMAID)

# Not a dependency of the project: it is ten times as large as all the linters together.
.tools/mermaid-%:
	npm install --prefix $@ --no-audit --no-fund mermaid@$*

.PHONY: typecheck
typecheck: node_modules ## Check the types
	npm run typecheck

.PHONY: test
test: node_modules ## Run the unit, contract, process and documents tests
	npm test

.PHONY: test-stores
test-stores: node_modules ## Run the tests over real MySQL, Redis and Memcached; needs Docker
	npm run test:stores

.PHONY: test-faults
test-faults: node_modules ## Break stores, network, power and service under load (FORM=short|long); needs Docker, cc
	@$(call needs,docker cc)
	FORM=$(or $(FORM),short) npm run test:faults

# Not a dependency of the project: nobody else needs its 114 packages.
.tools/lighthouse-%:
	npm install --prefix $@ --no-audit --no-fund lighthouse@$*

.PHONY: test-page
test-page: node_modules $(LIGHTHOUSE) ## Use the page in a real browser (CHROMIUM=program, SCREENSHOTS=folder); needs Docker
	@$(call needs,$(CHROMIUM))
	CHROMIUM="$$(command -v "$(CHROMIUM)")" LIGHTHOUSE=$(LIGHTHOUSE)/node_modules/.bin/lighthouse npm run test:page

.PHONY: test-observability
test-observability: node_modules ## Scrape a real service: every panel has data, every alert fires; needs Docker, Prometheus
	@$(call needs,prometheus)
	npm run test:observability

.PHONY: test-image
test-image: node_modules ## Test the built image (IMAGE=); needs Docker
	IMAGE=$(IMAGE) npm run test:image

.PHONY: rehearse
rehearse: node_modules ## Run the checks of a pull request here (LIST=1, STEPS="lint, tests", SKIP="Make a cluster")
	@node .github/scripts/rehearse.ts $(if $(LIST),--list) '--steps=$(STEPS)' '--skip=$(SKIP)'

## Change

.PHONY: new
new: node_modules ## Add an entity with its table and route, or an environment (ENTITY=berry or ENVIRONMENT=preview)
	@[ -n '$(ENTITY)$(ENVIRONMENT)' ] || { echo 'give a name: make new ENTITY=berry, or ENVIRONMENT=preview' >&2; exit 64; }
	@schematics ./schematics:$(if $(ENTITY),entity,environment) --no-debug --name='$(or $(ENTITY),$(ENVIRONMENT))'
	@$(if $(ENTITY),npm run docs)

.PHONY: format
format: node_modules ## Format all files
	npm run format

.PHONY: docs
docs: node_modules ## Regenerate the documents that come from code: OpenAPI, settings
	npm run docs

.PHONY: rename
rename: node_modules ## Rename the project (NAME=, OWNER=account on GitHub and its registry)
	@node scripts/rename.ts '$(NAME)' '$(OWNER)'

## Build and measure

.PHONY: image
image: ## Build the image (IMAGE=minipokedex:dev); needs Docker
	docker build --tag $(IMAGE) $(BUILD_ARGS) .

.PHONY: demo
demo: node_modules image ## Break the stores and the service under visits, on a panel in the browser (PORT=8090); needs Docker
	IMAGE=$(IMAGE) PORT=$(PORT) npm run demo

.PHONY: clean
clean: ## Remove what builds and runs leave behind
	rm -rf dist coverage .data

include deploy/deploy.mk
