#!/usr/bin/env bash
# Checks that GitHub has what docs/delivery.md lists: environments, variables, secrets, approvers.
#
#   make check-delivery      or:  check-delivery.sh [OWNER/REPOSITORY]
#
# Needs gh, logged in as an administrator of the repository. Changes nothing, and can't read secrets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
document=docs/delivery.md

fail() { printf 'check-delivery: %s\n' "$*" >&2; exit 1; }

case "${1:-}" in
  -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' .github/scripts/check-delivery.sh; exit ;;
  -*) fail "there is no option $1; see --help" ;;
esac
command -v gh >/dev/null || fail 'gh is not installed: https://cli.github.com'
gh auth status >/dev/null 2>&1 || fail 'gh is not logged in: gh auth login'
repository=${1:-$(gh repo view --json nameWithOwner --jq .nameWithOwner)}

missing=0
report() { printf 'missing: %s\n' "$*" >&2; missing=$((missing + 1)); }

# The rows `| environment | kind | name | …` of the document, as "environment kind name".
rows=$(sed -n 's/^| `\([a-z-]*\)` *| \(variable\|secret\) *| `\([A-Z_]*\)` *|.*/\1 \2 \3/p' "$document")
[ -n "$rows" ] || fail "$document has no table of variables and secrets"

names() { # KIND ENVIRONMENT: those that are there, a line each
  gh "$1" list --repo "$repository" --env "$2" --json name --jq '.[].name'
}

environments=$(gh api --paginate "repos/$repository/environments" --jq '.environments[].name') ||
  fail "the environments of $repository can't be read"
for environment in $(cut -d' ' -f1 <<<"$rows" | sort -u); do
  grep -qx "$environment" <<<"$environments" || { report "environment $environment"; continue; }
  for kind in variable secret; do
    wanted=$(sed -n "s/^$environment $kind //p" <<<"$rows")
    [ -n "$wanted" ] || continue
    there=$(names "$kind" "$environment") || fail "the ${kind}s of $environment can't be read"
    for name in $wanted; do
      # With a role, the state needs no keys.
      [[ $name != STATE_* ]] || ! grep -qx STATE_ROLE <<<"$(names variable "$environment")" || continue
      grep -qx "$name" <<<"$there" || report "$kind $name of $environment"
    done
  done
done

rules() { # ENVIRONMENT: the types of its protection rules, and their switches that are on, a line each
  gh api "repos/$repository/environments/$1" 2>/dev/null \
    --jq '.protection_rules[] | .type, (select(.prevent_self_review) | "prevent_self_review")' || true
}
production=$(rules production)
grep -qx required_reviewers <<<"$production" || report 'reviewers of production: nobody would be asked'
grep -qx prevent_self_review <<<"$production" ||
  report 'prevention of self-review in production: who starts a deployment could approve it'
for environment in staging production staging-diff production-diff; do
  grep -qx branch_policy <<<"$(rules "$environment")" ||
    report "branch rule of $environment: any branch could use its secrets"
done
[ "$(gh api "repos/$repository/actions/permissions/workflow" --jq .can_approve_pull_request_reviews)" = true ] ||
  report 'the right of workflows to open pull requests (Settings, Actions, General)'
last=v$(jq --raw-output '."."' .release-please-manifest.json)
gh api "repos/$repository/git/ref/tags/$last" >/dev/null 2>&1 || report "tag $last, the last release"

[ "$missing" = 0 ] || fail "$missing missing in $repository; $document explains the set-up"
echo "check-delivery: all is there in $repository"
