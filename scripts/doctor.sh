#!/bin/sh
# Tells which tools are missing on this machine, for which verbs, and how to get them. Needs none of them itself.
#
#   make doctor      or:  scripts/doctor.sh
#
# Exits 0 if what `make run` and `make check` need is here, else 1.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.tools/bin:$PATH
[ ! -d .tools/helm-plugins ] || export HELM_PLUGINS="$PWD/.tools/helm-plugins"

# The oldest Node.js that installs the packages; they bring the one that everything runs with.
oldest_node=20

# `# title` begins a group; below it, a tool a line: NAME | VERBS that need it | HOW to get it. The first group is what
# everybody needs. `make tools` builds what is listed in deploy/tools.txt.
tools() {
  cat <<'LIST'
# Run and check
node | run check build docs | https://nodejs.org/en/download, version 20 or later
npm | run check build docs | comes with Node.js
git | check rename | https://git-scm.com/downloads
# Develop over real stores
docker | dev test-stores test-faults test-page test-observability image test-image bench push-image | https://docs.docker.com/engine/install, then start its daemon
docker-compose | dev dev-logs dev-stop dev-rm dev-tests | https://docs.docker.com/compose/install/linux
chromium | test-page screenshots | Debian: apt install chromium; any Chrome by CHROMIUM=
prometheus | test-observability | Debian: apt install prometheus, others: https://prometheus.io/download
promtool | test-alerts | comes with Prometheus
# Measure
wrk | bench | Debian: apt install wrk, macOS: brew install wrk
# Build the tools below
go | tools test-charts bench | https://go.dev/dl
jq | tools smoke apply sync changes deploy drift push-image restore kubeconfig | Debian: apt install jq, macOS: brew install jq
# Deploy
helm | lint-charts lint-deploy deploy apply sync test-cluster test-production package-charts | make tools TOOLS=helm
helm-diff | deploy apply changes drift test-cluster | make tools TOOLS=helm-diff
helm-docs | lint-charts docs-charts | make tools TOOLS=helm-docs
helm-unittest | test-charts | make tools TOOLS=helm-unittest
helmfile | lint-deploy deploy apply sync changes drift test-release test-cluster | make tools TOOLS=helmfile
kind | cluster | make tools TOOLS=kind
kubeconform | lint-deploy lint-flux | make tools TOOLS=kubeconform
kubectl | secrets kubeconfig cluster-controllers lint-flux test-policies test-cluster test-production backup restore | https://kubernetes.io/docs/tasks/tools
kubeseal | secrets | make tools TOOLS=kubeseal
# Deliver
actionlint | lint-workflows | make tools TOOLS=actionlint
cosign | sign verify-image attest-sbom push-charts | make tools TOOLS=cosign
curl | smoke deploy changes drift | Debian: apt install curl, macOS: comes with it
gh | check-delivery | https://cli.github.com
grype | scan-image | make tools TOOLS=grype
kyverno | test-policies | make tools TOOLS=kyverno
python3 | lint-terraform lint-workflows scan-infrastructure | Debian: apt install python3-venv, macOS: brew install python
syft | sbom scan-image | make tools TOOLS=syft
terraform | lint-terraform plan drift | https://developer.hashicorp.com/terraform/install
LIST
}

has() { command -v "$1" >/dev/null 2>&1; }

# A daemon elsewhere may never answer.
within_5_s() {
  if has timeout; then set -- timeout 5 "$@"; fi
  "$@" >/dev/null 2>&1
}

# Says what is wrong with a tool; nothing if it is here and works.
fault_of() { # NAME
  case $1 in
    docker-compose) docker compose version >/dev/null 2>&1 || echo missing; return ;;
    helm-diff) helm plugin list 2>/dev/null | grep -q '^diff' || echo missing; return ;;
  esac
  has "$1" || { echo missing; return; }
  case $1 in
    node) [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$oldest_node" ] || echo 'too old' ;;
    docker) within_5_s docker info || echo 'no daemon' ;;
    python3) python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || echo 'no venv' ;;
  esac
}

missing=0 needed=0 groups=0
row() { printf '  %-10s %-15s %s\n' "$@"; }
trim() { printf '%s' "$1" | sed 's/^ *//; s/ *$//'; }

report() { # reads the list
  while IFS='|' read -r name verbs how; do
    case $name in
      '#'*) groups=$((groups + 1)); printf '\n%s\n' "${name#\# }"; continue ;;
    esac
    name=$(trim "$name") verbs="make $(trim "$verbs")"
    fault=$(fault_of "$name")
    if [ -z "$fault" ]; then row ok "$name" "$verbs"; continue; fi
    missing=$((missing + 1))
    [ "$groups" -gt 1 ] || needed=$((needed + 1))
    row "$fault" "$name" "$verbs"
    row '' '' "get it: $(trim "$how")"
  done
  echo
  if [ "$needed" -gt 0 ]; then
    echo "make run and make check need $needed more of these; the other verbs $((missing - needed))."
    return 1
  fi
  echo "make run and make check have all they need; other verbs miss $missing of these."
}

tools | report
