#!/usr/bin/env bash
# plan.sh [--differences] ENVIRONMENT FILE: writes into FILE, in Markdown, what Terraform would change. With --differences
# the file stays empty if that is nothing. Takes no lock: it only reads.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
differences=false
[ "${1:-}" != --differences ] || { differences=true; shift; }
environment=${1:?plan.sh [--differences] ENVIRONMENT FILE} file=${2:?plan.sh [--differences] ENVIRONMENT FILE}
root=deploy/terraform/environments/$environment
longest=30000 # two of them fit into a comment

[ -d "$root" ] || { echo "plan: there is no $root" >&2; exit 1; }
export TF_IN_AUTOMATION=true TF_INPUT=false
lock=(-lockfile=readonly)
if [ ! -f "$root/.terraform.lock.hcl" ]; then
  lock=()
  echo "plan: $root has no .terraform.lock.hcl, so the providers are not pinned: deploy/terraform/README.md explains how to create it" >&2
fi
terraform -chdir="$root" init "${lock[@]}" -backend-config=../backend.hcl -no-color >&2
status=0
text=$(terraform -chdir="$root" plan -no-color -lock=false -detailed-exitcode) || status=$?
# Cuts what Terraform prints while it reads the objects, above the plan itself.
text=$(sed -n '/^Note: Objects have changed\|^Terraform used the selected providers\|^No changes\|^Changes to Outputs/,$p' <<<"$text")
# The provider doesn't mark what opens the database as sensitive, and pull requests show this text.
text=$(sed -E 's/^([^"=]*(username|password) += ).*/\1(hidden)/' <<<"$text")

: >"$file"
[ "$status" = 0 ] || [ "$status" = 2 ] || exit "$status"
[ "$status" = 2 ] || ! $differences || exit 0
{
  printf '### Terraform, %s: %s\n\n' "$environment" "$(grep -m1 '^Plan: \|^No changes' <<<"$text" || echo 'outputs change')"
  # shellcheck disable=SC2016 # the fence of a block
  printf '<details><summary>Plan</summary>\n\n```text\n%s\n```\n\n</details>\n\n' "${text:0:longest}"
  [ "${#text}" -le "$longest" ] || printf 'This is cut; `make plan ENV=%s` shows all.\n\n' "$environment"
} >"$file"
