#!/usr/bin/env bash
# Makes in a scratch copy of HEAD what the next release pull request would change, prints the changelog, checks that the
# charts' files agree on the version, and packages the charts into dist/charts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

git archive HEAD | tar --extract --directory "$copy"
node .github/release/dry-run.mjs "$copy"
make --silent --directory "$copy" lint-charts package-charts
mkdir -p dist
rm -rf dist/charts
cp --recursive "$copy/dist/charts" dist/charts
