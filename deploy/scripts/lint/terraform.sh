#!/usr/bin/env bash
# Checks the Terraform code without a cloud: format, the providers' schemas, tests with mocked providers, and
# checkov with the checks in deploy/terraform/checks. It works on a copy, so that lock files stay as they are.
#
# CHECKOV: which checkov to run. TF_CLI_CONFIG_FILE: Terraform's own, where providers come from another place.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../terraform"
export TF_IN_AUTOMATION=1

terraform fmt -check -diff -recursive

for root in environments/*/; do
  for line in 'backend "s3" {' 'use_lockfile = true' 'encrypt      = true'; do
    grep --quiet "^ *$line$" "$root"*.tf || { echo "$root: the state must be remote, locked and encrypted: $line" >&2; exit 1; }
  done
done

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
tar --exclude=.terraform --exclude=.terraform.lock.hcl --create . | tar --extract --directory "$copy"
# Downloads each provider once, into a cache of its own, which must never mix with another source's.
export TF_PLUGIN_CACHE_DIR=$copy/.providers TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1
mkdir "$TF_PLUGIN_CACHE_DIR"

for folder in modules/*/ environments/*/; do
  echo "$folder"
  terraform -chdir="$copy/$folder" init -backend=false -input=false -no-color >"$copy/.init.log" || { cat "$copy/.init.log" >&2; exit 1; }
  terraform -chdir="$copy/$folder" validate -no-color
  terraform -chdir="$copy/$folder" test -no-color
done

"${CHECKOV:-checkov}" --directory . --external-checks-dir checks --framework terraform secrets \
  --compact --quiet --skip-download
