{{- /* Checks what the schema can't express, and reports all faults at once. */ -}}
{{- define "minipokedex.validate" -}}
{{- $faults := concat
  (include "minipokedex.storeFaults" . | fromJsonArray)
  (include "minipokedex.replicaFaults" . | fromJsonArray)
  (include "minipokedex.routeFaults" . | fromJsonArray)
  (include "minipokedex.canaryFaults" . | fromJsonArray)
  (include "minipokedex.toZeroFaults" . | fromJsonArray)
  (include "minipokedex.environmentFaults" . | fromJsonArray) }}
{{- if $faults }}
{{- fail (printf "these values can't work:\n  - %s" (join "\n  - " $faults)) }}
{{- end }}
{{- end }}

{{- define "minipokedex.storeFaults" -}}
{{- $faults := list }}
{{- with .Values }}
{{- if not .database.host }}
{{- $faults = append $faults "database.host is empty: name the host of MySQL" }}
{{- end }}
{{- if not .database.existingSecret }}
{{- $faults = append $faults "database.existingSecret is empty: name the Secret with the password of database.user" }}
{{- end }}
{{- if not .migration.existingSecret }}
{{- $faults = append $faults "migration.existingSecret is empty: name the Secret with the password of migration.user" }}
{{- end }}
{{- if eq .migration.user .database.user }}
{{- $faults = append $faults "migration.user is database.user: the service must not be able to migrate" }}
{{- end }}
{{- if gt (add .migration.waitSeconds 50) (int .migration.activeDeadlineSeconds) }}
{{- $faults = append $faults "migration.activeDeadlineSeconds must be at least 50 more than migration.waitSeconds: the Job would be ended before it can say that MySQL is away" }}
{{- end }}
{{- if and .redis.host .redis.sentinels }}
{{- $faults = append $faults "redis.host and redis.sentinels are both given: keep the one that says where Redis is" }}
{{- end }}
{{- if and .redis.username (not .redis.existingSecret) }}
{{- $faults = append $faults "redis.existingSecret is empty: name the Secret with the password of redis.username" }}
{{- end }}
{{- range $store := list "database" "redis" }}
{{- with (index $.Values $store).tls }}
{{- if and .caSecret .caConfigMap }}
{{- $faults = append $faults (printf "%s.tls.caSecret and %s.tls.caConfigMap are both given: keep one" $store $store) }}
{{- end }}
{{- if and (or .caSecret .caConfigMap) (not .enabled) }}
{{- $faults = append $faults (printf "%s.tls names an authority, but %s.tls.enabled is false" $store $store) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $faults }}
{{- end }}

{{- define "minipokedex.replicaFaults" -}}
{{- $faults := list }}
{{- with .Values.autoscaling }}
{{- if and .enabled (not .toZero.enabled) (gt (int .minReplicas) (int .maxReplicas)) }}
{{- $faults = append $faults (printf "autoscaling.minReplicas (%d) is more than autoscaling.maxReplicas (%d)" (int .minReplicas) (int .maxReplicas)) }}
{{- end }}
{{- if and .enabled (not (dig "requests" "cpu" "" $.Values.resources)) }}
{{- $faults = append $faults "autoscaling needs resources.requests.cpu, of which it takes a percentage" }}
{{- end }}
{{- end }}
{{- with .Values.podDisruptionBudget }}
{{- if and .enabled (has (toString .maxUnavailable) (list "0" "0%")) }}
{{- $faults = append $faults "podDisruptionBudget.maxUnavailable is 0, which blocks every eviction, so that no node can be drained" }}
{{- end }}
{{- end }}
{{- toJson $faults }}
{{- end }}

{{- define "minipokedex.routeFaults" -}}
{{- $faults := list }}
{{- with .Values }}
{{- if and .ingress.enabled (not .ingress.hosts) }}
{{- $faults = append $faults "ingress.hosts is empty: name the hosts to answer for" }}
{{- end }}
{{- if and .httpRoute.enabled (not .httpRoute.parentRefs) }}
{{- $faults = append $faults "httpRoute.parentRefs is empty: name the gateway to attach to" }}
{{- end }}
{{- if and .service.nodePort (eq .service.type "ClusterIP") }}
{{- $faults = append $faults "service.nodePort is given, but service.type is ClusterIP" }}
{{- end }}
{{- end }}
{{- toJson $faults }}
{{- end }}

{{- define "minipokedex.canaryFaults" -}}
{{- $faults := list }}
{{- with .Values }}
{{- if .canary.enabled }}
{{- if not .autoscaling.enabled }}
{{- $faults = append $faults "canary needs autoscaling.enabled: Flagger sets the number of pods itself" }}
{{- end }}
{{- if ne .service.type "ClusterIP" }}
{{- $faults = append $faults "canary needs service.type ClusterIP: Flagger makes the Service, and knows no other type" }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $faults }}
{{- end }}

{{- define "minipokedex.toZeroFaults" -}}
{{- $faults := list }}
{{- with .Values }}
{{- if .autoscaling.toZero.enabled }}
{{- if not .autoscaling.enabled }}
{{- $faults = append $faults "autoscaling.toZero needs autoscaling.enabled" }}
{{- end }}
{{- if .canary.enabled }}
{{- $faults = append $faults "autoscaling.toZero and canary are both enabled: Flagger measures pods, of which there may be none" }}
{{- end }}
{{- if ne .service.type "ClusterIP" }}
{{- $faults = append $faults (printf "autoscaling.toZero needs service.type ClusterIP: whoever comes by the %s wakes no pod" .service.type) }}
{{- end }}
{{- if and .httpRoute.enabled (not .httpRoute.hostnames) }}
{{- $faults = append $faults "httpRoute.hostnames is empty: with autoscaling.toZero a request is recognised by its host" }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $faults }}
{{- end }}

{{- /* A variable that the chart sets itself, or a password in plain. */ -}}
{{- define "minipokedex.environmentFaults" -}}
{{- $faults := list }}
{{- range $where, $settings := dict
  "extraEnv" (dict "given" .Values.extraEnv "own" (include "minipokedex.serviceSettings" . | fromYaml))
  "migration.extraEnv" (dict "given" .Values.migration.extraEnv "own" (include "minipokedex.migrationSettings" . | fromYaml)) }}
{{- range $settings.given }}
{{- if hasKey $settings.own .name }}
{{- $faults = append $faults (printf "%s sets %s, which the chart makes from its own values" $where .name) }}
{{- else if and .value (regexMatch "PASSWORD$|^REDIS_URL$" .name) }}
{{- $faults = append $faults (printf "%s holds %s in plain: take it from a Secret with valueFrom.secretKeyRef" $where .name) }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $faults }}
{{- end }}
