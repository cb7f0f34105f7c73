#!/usr/bin/env bash
# check-model.sh JAR: checks docs/model/Lanes.tla in each world of docs/model/worlds.txt with the TLC in JAR. Fails
# unless each promise holds, or is violated, as the world says. `WORLD=name` checks one, and prints how it was violated.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp docs/model/Lanes.tla "$work"
passed=0 failed=0

names() { seq -f "$1%g" -s , "$2"; } # PREFIX COUNT

while read -r world services lanes visits crashes kills kept mistake outcome promises; do
  [[ -z ${WORLD:-} || $world == "$WORLD" ]] || continue
  cat >"$work/Lanes.cfg" <<CFG
CONSTANTS Services = {$(names s "$services")} LaneIds = {$(names l "$lanes")}
CONSTANTS MaxVisits = $visits MaxCrashes = $crashes MaxKills = $kills Kept = $kept Mistake = "$mistake"
SPECIFICATION Spec
SYMMETRY Symmetry
CHECK_DEADLOCK FALSE
INVARIANTS $promises
CFG
  began=$SECONDS
  (cd "$work" && java -XX:+UseParallelGC -cp "$1" tlc2.TLC -workers auto Lanes.tla >log 2>&1) && status=0 || status=$?
  # TLC's exit status where an invariant is violated.
  [[ $outcome == holds ]] && expected=0 || expected=12
  if [[ $status == "$expected" ]]; then
    passed=$((passed + 1)) word=ok
  else
    failed=$((failed + 1)) word=FAILED
  fi
  states=$(sed -n 's/^[0-9]* states generated, \([0-9]*\) distinct.*/\1/p' "$work/log" | tail -n 1)
  printf '%-6s %-20s %s %s: %s states, %d s\n' "$word" "$world" "$outcome" "$promises" "${states:-no}" $((SECONDS - began))
  if [[ $word == FAILED || -n ${WORLD:-} ]]; then cat "$work/log"; fi
done < <(grep '^[a-z]' docs/model/worlds.txt)

echo "$passed passed, $failed failed"
[[ $failed == 0 && $passed != 0 ]]
