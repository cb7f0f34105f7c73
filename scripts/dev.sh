#!/usr/bin/env bash
# Starts the service over real stores with Docker Compose, and names the remedy where that fails.
set -euo pipefail

fail() { printf 'dev: %s\n' "$*" >&2; exit 1; }

docker compose version >/dev/null 2>&1 || fail 'Docker and its plugin compose are needed: https://docs.docker.com/compose/install'
docker info >/dev/null 2>&1 || fail 'Docker does not answer: start its daemon'

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if docker compose up --build --detach --wait 2>&1 | tee "$log"; then
  echo "http://$(docker compose port app 8080)/charmander answers; make dev-logs shows the log, make dev-stop ends it"
elif grep -qiE 'address already in use|port is already allocated' "$log"; then
  fail 'a port is in use, the message above has it: end what listens there, or set another in' \
    "$(grep -oE '[A-Z_]*PORT_ON_HOST' compose.yaml | paste -sd' ' -)"
elif grep -q 'migrate.*didn.t complete' "$log"; then
  fail 'the migrations failed: docker compose logs migrate'
else
  fail 'not all containers started: docker compose ps shows which, make dev-logs the log of the service'
fi
