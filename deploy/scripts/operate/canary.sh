#!/usr/bin/env bash
# Tells deploy.sh how Flagger gets on with a release of the service; one without a Canary is done at once.
#
#   canary.sh mark NAMESPACE          before the release: prints what Flagger and the Deployment are at
#   canary.sh wait NAMESPACE MARK     after it: waits until the primary runs the release; fails if Flagger dropped it
#
# CANARY_TIMEOUT: seconds to wait at most (900).
set -euo pipefail
usage='canary.sh mark NAMESPACE | wait NAMESPACE MARK'
verb=${1:?$usage} namespace=${2:?$usage}
name=minipokedex
deadline=$((SECONDS + ${CANARY_TIMEOUT:-900}))

get() { kubectl --namespace "$namespace" get "$@" --ignore-not-found; }
uses_canary() { helm --namespace "$namespace" get manifest "$name" 2>/dev/null | grep '^kind: Canary$' >/dev/null; }

# Flagger hashes the pods' template by itself; here it only matters whether it changed.
template() { get deployment "$name" --output 'jsonpath={.spec.template}' | sha256sum | cut -d' ' -f1; }
status() { # three words: the phase, the hash that Flagger saw last, and the one that the primary runs
  get canary "$name" --output json |
    jq --raw-output '[.status.phase, .status.lastAppliedSpec, .status.lastPromotedSpec] | map(. // "-") | join(" ")'
}

fail() {
  printf 'canary: %s; %s goes on with the build before. What Flagger saw:\n' "$1" "$namespace" >&2
  kubectl --namespace "$namespace" events --for "canary/$name" --no-headers 2>&1 | tail -n 15 >&2 || true
  exit 1
}

if [ "$verb" = mark ]; then
  applied=-
  ! uses_canary || read -r _ applied _ < <(status) || true
  echo "${applied:--} $(template)"
  exit
fi
uses_canary || exit 0

read -r applied_before template_before <<<"${3:?$usage}"
unseen=$applied_before
[ "$(template)" != "$template_before" ] || unseen=
failures=0
echo "canary: waiting for Flagger, up to ${CANARY_TIMEOUT:-900} s"
while [ "$SECONDS" -lt "$deadline" ]; do
  phase='' applied='' promoted=''
  read -r phase applied promoted < <(status) || true
  if [ -n "$applied" ] && [ "$applied" != - ] && [ "$applied" != "$unseen" ]; then
    case $phase in
      Initialized | Succeeded) echo "canary: $phase"; exit ;;
      Failed)
        # After a release that went back to what the primary runs, there is nothing to try.
        [ "$applied" != "$promoted" ] || { echo 'canary: the primary runs this already'; exit; }
        # When it sees a build after a failed one, it is still at Failed for a moment.
        failures=$((failures + 1))
        [ "$failures" -lt 3 ] || fail 'the analysis failed, and Flagger dropped the new build'
        ;;
      *) failures=0 ;;
    esac
  fi
  sleep "${CANARY_INTERVAL:-2}"
done
fail "not done within ${CANARY_TIMEOUT:-900} s, at phase ${phase:-none}"
