#!/usr/bin/env bash
# Builds programs of deploy/tools.txt into .tools/bin, at the versions listed there, unless they are built already.
#
#   make tools TOOLS="actionlint syft"      or:  install-tools.sh NAME...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
table=deploy/tools.txt
tools=$PWD/.tools

fail() { printf 'tools: %s\n' "$*" >&2; exit 1; }
names() { grep -v '^#' "$table" | cut -d' ' -f1 | paste -sd' ' -; }

[ $# -gt 0 ] || fail "which? TOOLS=\"...\", of: $(names)"
command -v go >/dev/null || fail 'the tools are built with Go: https://go.dev/dl'

# The build runs in the module's own folder, as `go install` refuses modules with replace directives.
source_of() { # MODULE VERSION
  local download
  download=$(cd / && go mod download -json "$1@$2") || fail "$1@$2: $(jq -r .Error <<<"$download")"
  jq -r .Dir <<<"$download"
}

checkout_of() { # REPOSITORY COMMIT FOLDER
  git init --quiet "$3"
  git -C "$3" fetch --quiet --depth 1 "$1" "$2"
  git -C "$3" checkout --quiet FETCH_HEAD
}

mkdir -p "$tools/bin"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in "$@"; do
  read -r _ origin version package < <(grep "^$name " "$table") || fail "there is no $name; there are $(names)"
  built=$tools/$name-$version
  if [ ! -x "$built/$name" ]; then
    printf 'tools: %s %s\n' "$name" "$version"
    case $origin in
      https://*) folder=$work/$name; checkout_of "$origin" "$version" "$folder" ;;
      *) folder=$(source_of "$origin" "$version") ;;
    esac
    mkdir -p "$built"
    (cd "$folder" && go build -trimpath -buildvcs=false -o "$built/$name" "$package")
    [ "$name" != helm-diff ] || { install -m 644 "$folder/plugin.yaml" "$built" && install -D "$built/$name" "$built/bin/diff"; }
  fi
  ln -sfn "../${built##*/}/$name" "$tools/bin/$name"
  # Helm finds a plugin by its folder.
  [ "$name" != helm-diff ] || { mkdir -p "$tools/helm-plugins" && ln -sfn "../${built##*/}" "$tools/helm-plugins/$name"; }
done
