# The verbs of the project; people and CI run the same ones.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH)

IMAGE ?= minipokedex:dev
VERSION = $(shell node -p "require('./package.json').version")
REVISION = $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
BUILD_ARGS = --build-arg VERSION=$(VERSION) --build-arg REVISION=$(REVISION) --build-arg BUILT=$$(date -u +%Y-%m-%dT%H:%M:%SZ)
COMPOSE := docker compose
NEEDS_PROMETHEUS = command -v prometheus >/dev/null || { echo "prometheus is not installed: apt-get install prometheus, or https://prometheus.io/download" >&2; exit 1; }

.PHONY: help
help: ## Show the verbs

	@awk -F ':.*## ' '/^## /{printf "\n%s\n", substr($$0, 4)} /^[a-z-]+:.*## /{printf "  %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

node_modules: package-lock.json
	npm ci --no-audit --no-fund
	@touch node_modules

## Run

.PHONY: doctor
doctor: ## Tell which tools are missing here, for which verbs, and how to get them
	@scripts/doctor.sh

.PHONY: run
run: node_modules ## Run the service by itself: no store, no setting, http://localhost:8080
	npm start

## Develop (needs Docker)

.PHONY: dev
dev: ## Run the service with live reload over MySQL, Redis and Memcached
	@scripts/dev.sh

.PHONY: dev-logs
dev-logs: ## Follow the log of the service
	$(COMPOSE) logs --follow --tail 100 --no-log-prefix app

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

.PHONY: lint-docs
lint-docs: node_modules ## Check the documents: links, and the verbs, settings and commands that they name
	npm run test:documents

MERMAID := .tools/mermaid-12.3.0

# Beside the packages: it is ten times as large as what the lints of all else need.
.tools/mermaid-%:
	npm install --prefix $@ --no-audit --no-fund mermaid@$*

.PHONY: lint-diagrams
lint-diagrams: $(MERMAID) ## Parse the diagrams in the documents as GitHub would
	@node scripts/lint-diagrams.mjs $(MERMAID)

.PHONY: typecheck
typecheck: node_modules ## Type check
	npm run typecheck

.PHONY: test
test: node_modules ## Unit, contract and process tests, documents; needs Node.js, npm and git
	npm test

.PHONY: test-stores
test-stores: node_modules ## Tests with real MySQL, Redis and Memcached; needs Docker
	npm run test:stores

.PHONY: test-faults
test-faults: node_modules ## Break stores, network and service under load (FORM=long: in full); needs Docker
	FORM=$(or $(FORM),short) npm run test:faults

CHROMIUM ?= chromium

.PHONY: test-page
test-page: node_modules ## Use the page in a real browser (CHROMIUM=chromium, or Chrome's program); needs Docker
	@command -v "$(CHROMIUM)" >/dev/null || \
	  { echo "$(CHROMIUM) is not installed: apt-get install chromium, or name another browser's program by CHROMIUM=" >&2; exit 1; }
	CHROMIUM="$$(command -v "$(CHROMIUM)")" npm run test:page -- $(PAGE_SPEC)

.PHONY: screenshots
screenshots: ## Take the pictures of the page in docs/ (CHROMIUM=chromium)
	SCREENSHOTS=docs $(MAKE) test-page PAGE_SPEC=test/page/screenshots.spec.ts

.PHONY: test-alerts
test-alerts: ## Check the alert rules and run their unit tests; needs promtool
	@command -v promtool >/dev/null || { echo "promtool is not installed: apt-get install prometheus, or https://prometheus.io/download" >&2; exit 1; }
	promtool check rules --lint=all --lint-fatal deploy/charts/*/files/rules.yaml
	promtool test rules deploy/observability/*.test.yaml

.PHONY: test-observability
test-observability: node_modules ## Scrape a real service, see each panel have data and each alert fire; needs Docker and Prometheus
	@$(NEEDS_PROMETHEUS)
	npm run test:observability

.PHONY: test-image
test-image: node_modules ## Tests of the built image (IMAGE=minipokedex:dev); needs Docker
	IMAGE=$(IMAGE) npm run test:image

.PHONY: test-cluster
test-cluster: node_modules ## Deploy the image to an empty cluster, upgrade it, break it (IMAGE=, LOAD_IMAGE=, KEEP=1); needs Docker
	IMAGE=$(IMAGE) npm run test:cluster

.PHONY: test-production
test-production: node_modules ## Deploy production to an empty cluster: good and bad builds, backup, restore (IMAGE=, LOAD_IMAGE=, KEEP=1); needs Docker
	IMAGE=$(IMAGE) npm run test:production

.PHONY: format
format: node_modules ## Format all files
	npm run format

.PHONY: rename
rename: node_modules ## Give the project another name: NAME=, OWNER= (account of GitHub and its registry)
	@node scripts/rename.mjs '$(NAME)' '$(OWNER)'

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
	docker build --tag $(IMAGE) $(BUILD_ARGS) .

.PHONY: clean
clean: ## Remove what builds and runs leave behind
	rm -rf dist coverage .data

## Deploy

CHARTS = $(or $(CHART),$(patsubst deploy/charts/%/Chart.yaml,%,$(wildcard deploy/charts/*/Chart.yaml)))
SEALED_SECRETS = $(shell sed -n 's/^kubeseal \S* \(\S*\) .*/\1/p' deploy/tools.txt)
METRICS_SERVER := v0.9.0
CONTEXT ?= kind-kind
HELM_DOCS = helm-docs --log-level warning --skip-version-footer --sort-values-order file --chart-search-root deploy/charts

.PHONY: test-charts
test-charts: ## Unit tests of the charts' templates (CHART=redis: of one)
	@deploy/scripts/install-tools.sh helm-unittest
	helm-unittest --strict $(CHARTS:%=deploy/charts/%)

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

.PHONY: backup
backup: ## Back up an environment's MySQL now (ENV=)
	@deploy/scripts/backup.sh $(ENV)

.PHONY: restore
restore: ## Restore an environment's MySQL from a backup; without BACKUP= lists them (ENV=, BACKUP=, OVERWRITE=yes)
	@deploy/scripts/restore.sh $(ENV) $(BACKUP)

.PHONY: cluster
cluster: ## Make a cluster on this machine with kind
	@command -v kind >/dev/null || { echo "kind is not installed: https://kind.sigs.k8s.io/docs/user/quick-start" >&2; exit 1; }
	kind get clusters | grep -qx kind || kind create cluster --config deploy/kind.yaml --wait 2m

.PHONY: cluster-controllers
cluster-controllers: ## Install in that cluster what the environments rely on: sealed-secrets, a metrics server (CONTEXT=kind-kind)
	kubectl --context $(CONTEXT) apply --filename https://github.com/bitnami/sealed-secrets/releases/download/$(SEALED_SECRETS)/controller.yaml
	kubectl --context $(CONTEXT) apply --filename https://github.com/kubernetes-sigs/metrics-server/releases/download/$(METRICS_SERVER)/components.yaml
	# The kubelets of kind sign their certificates themselves.
	kubectl --context $(CONTEXT) --namespace kube-system patch deployment metrics-server --type json --patch \
	  '[{"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--kubelet-insecure-tls"}]'
	kubectl --context $(CONTEXT) --namespace kube-system rollout status deployment/sealed-secrets-controller deployment/metrics-server --timeout 3m

## Deliver

CHECKOV := .tools/checkov-3.3.30
ZIZMOR := .tools/zizmor-1.32.0
# Only if given: what is deployed needn't be the commit that is checked out.
GIVEN_REVISION = $(if $(filter file,$(origin REVISION)),,$(REVISION))

# Helm finds the plugin that `make tools` built.
ifneq ($(wildcard .tools/helm-plugins),)
export HELM_PLUGINS := $(CURDIR)/.tools/helm-plugins
endif

# In an environment of its own: it brings a hundred packages. By its real path, which is written into it: a scratch copy
# of the tests links the folder.
.tools/checkov-% .tools/zizmor-%:
	@mkdir -p $(@D)
	python3 -m venv --clear "$$(cd $(@D) && pwd -P)/$(@F).venv"
	$@.venv/bin/pip install --quiet --disable-pip-version-check $(subst -,==,$(@F))
	ln -sf $(@F).venv/bin/$(firstword $(subst -, ,$(@F))) $@

.github/release/node_modules: .github/release/package-lock.json
	npm ci --prefix .github/release --no-audit --no-fund
	@touch $@

.PHONY: tools
tools: ## Build command-line tools into .tools/bin (TOOLS="helm syft"); needs Go
	@deploy/scripts/install-tools.sh $(TOOLS)

.PHONY: lint-workflows
lint-workflows: node_modules $(ZIZMOR) ## Lint the workflows: syntax, security, and the rules of this project
	@command -v actionlint >/dev/null || deploy/scripts/install-tools.sh actionlint
	actionlint
	$(ZIZMOR) --offline --strict-collection --persona pedantic --quiet .github
	node .github/scripts/check-workflows.mjs

.PHONY: lint-terraform
lint-terraform: $(CHECKOV) ## Check the Terraform code without a cloud; needs Terraform and Python
	CHECKOV=$(CURDIR)/$(CHECKOV) deploy/scripts/lint-terraform.sh

.PHONY: test-policies
test-policies: ## Test the policies, and apply them to all manifests of staging and production; needs kyverno
	@deploy/scripts/test-policies.sh

.PHONY: lint-flux
lint-flux: ## Build what Flux applies and check it against its schemas and rules (SCHEMA_LOCATION=)
	@deploy/scripts/lint-flux.sh

.PHONY: lint-flux-charts
lint-flux-charts: ## Render the charts that Flux installs with their values; needs their repositories (or CHART_FOLDER=)
	@deploy/scripts/lint-flux-charts.sh

.PHONY: test-delivery
test-delivery: node_modules ## Plant mistakes and see that the checks find them
	npm run test:delivery

.PHONY: rehearse
rehearse: node_modules ## Run the steps of the pull-request workflow here (STEPS=lint: those named like that; SKIP="Make a cluster"; LIST=1)
	@node .github/scripts/rehearse.mjs $(if $(LIST),--list) $(if $(SKIP),'--skip=$(SKIP)') $(if $(STEPS),'$(STEPS)')

.PHONY: kubeconfig
kubeconfig: ## Print a kubeconfig that may work in one namespace alone (ENV=staging, ROLE=deployer or reader)
	@deploy/scripts/make-kubeconfig.sh $(ENV) $(ROLE)

.PHONY: check-delivery
check-delivery: ## Check on GitHub that environments, variables and secrets are set up; needs gh
	@.github/scripts/check-delivery.sh

.PHONY: release-dry-run
release-dry-run: .github/release/node_modules ## Show the next release's changelog; package the charts at its version
	@.github/scripts/release-dry-run.sh

.PHONY: sbom
sbom: node_modules ## Write the SBOMs of the image and of the packages bundled in it: SPDX, CycloneDX (IMAGE=)
	@deploy/scripts/install-tools.sh syft
	@deploy/scripts/write-sboms.sh $(IMAGE)

.PHONY: scan-image
scan-image: sbom ## Look for known weaknesses in what the SBOMs list; needs the internet
	@deploy/scripts/install-tools.sh grype
	@mkdir -p dist/scan
	for part in image packages; do \
	  grype sbom:dist/sbom/$$part.cdx.json --output table --output sarif=dist/scan/$$part.sarif; \
	done

.PHONY: scan-infrastructure
scan-infrastructure: $(CHECKOV) ## Look for weak settings in Terraform, charts, Dockerfile and workflows
	@mkdir -p dist/scan
	$(CHECKOV) --config-file .github/checkov.yaml --output sarif --output-file-path dist/scan
	mv dist/scan/results_sarif.sarif dist/scan/infrastructure.sarif

.PHONY: push-image
push-image: ## Build for PLATFORM and push by digest (IMAGE=, PLATFORM=linux/amd64)
	@mkdir -p dist/image
	docker buildx inspect minipokedex >/dev/null 2>&1 || docker buildx create --name minipokedex --driver docker-container
	docker buildx build --builder minipokedex --platform $(PLATFORM) $(BUILD_ARGS) --provenance=false \
	  --output type=image,name=$(IMAGE),push-by-digest=true,name-canonical=true,push=true --metadata-file dist/image/metadata.json .
	jq --raw-output '."containerimage.digest"' dist/image/metadata.json >dist/image/$(notdir $(PLATFORM)).digest

.PHONY: push-index
push-index: ## Join the images that were pushed by digest under the commit's tag; the digest goes to dist/image/index
	docker buildx imagetools create --tag $(IMAGE):sha-$(REVISION) $$(sed 's|^|$(IMAGE)@|' dist/image/*.digest)
	docker buildx imagetools inspect $(IMAGE):sha-$(REVISION) --format '{{json .Manifest}}' | jq --raw-output .digest >dist/image/index

.PHONY: sign
sign: ## Sign an image or a chart by its digest, without a key (REFERENCE=)
	cosign sign --yes $(REFERENCE)

.PHONY: verify-image
verify-image: ## Check that staging signed the image, and for which commit (IMAGE=…@sha256:…, REVISION=)
	cosign verify $(IMAGE) --certificate-github-workflow-sha $(REVISION) \
	  --certificate-oidc-issuer https://token.actions.githubusercontent.com \
	  --certificate-identity https://github.com/$(or $(GITHUB_REPOSITORY),minipokedex/minipokedex)/.github/workflows/staging.yml@refs/heads/main >/dev/null

.PHONY: attest-sbom
attest-sbom: ## Attach the SBOMs to an image by its digest, signed (REFERENCE=)
	for file in dist/sbom/*.spdx.json; do cosign attest --yes --type spdxjson --predicate $$file $(REFERENCE); done
	for file in dist/sbom/*.cdx.json; do cosign attest --yes --type cyclonedx --predicate $$file $(REFERENCE); done

.PHONY: package-charts
package-charts: ## Package the charts into dist/charts
	rm -rf dist/charts
	$(foreach chart,$(CHARTS),helm package deploy/charts/$(chart) --destination dist/charts;)

.PHONY: push-charts
push-charts: ## Push the packaged charts and sign them (REGISTRY=ghcr.io/minipokedex/charts)
	@deploy/scripts/push-charts.sh $(REGISTRY)

.PHONY: apply
apply: ## Apply what differs, with the image that runs (ENV=)
	@deploy/scripts/apply-again.sh $(ENV) $@

.PHONY: sync
sync: ## The same where nothing differs, too: all Jobs run again (ENV=)
	@deploy/scripts/apply-again.sh $(ENV) $@

.PHONY: deploy
deploy: ## Deploy and look whether it answers; if not, roll back (ENV=, URL=, REVISION=; IMAGE_DIGEST= as in operations.md)
	@deploy/scripts/deploy.sh $(ENV) $(URL) $(GIVEN_REVISION)

.PHONY: smoke
smoke: ## Ask a running service what every visitor relies on (URL=, REVISION=)
	@deploy/scripts/smoke.sh $(URL) $(GIVEN_REVISION)

.PHONY: test-release
test-release: ## Run the chart's tests in an environment (ENV=)
	helmfile --environment $(ENV) --selector name=minipokedex test

.PHONY: changes
changes: ## Tell what a deployment of this commit would change (ENV=, URL=)
	@deploy/scripts/changes.sh $(ENV) $(URL)

.PHONY: plan
plan: ## Write what Terraform would change into a Markdown file (ENV=, OUT=plan.md)
	@deploy/scripts/plan.sh $(ENV) $(or $(OUT),plan.md)

.PHONY: drift
drift: drift-platform drift-releases ## Compare what runs with what is written (ENV=, URL=)

.PHONY: drift-platform
drift-platform: ## Terraform's part of that; the file is empty if nothing differs (ENV=, OUT=drift-platform.md)
	@deploy/scripts/plan.sh --differences $(ENV) $(or $(OUT),drift-platform.md)

.PHONY: drift-releases
drift-releases: ## helmfile's part of that (ENV=, URL=, OUT=drift-releases.md)
	@deploy/scripts/drift-releases.sh $(ENV) $(URL) $(or $(OUT),drift-releases.md)
