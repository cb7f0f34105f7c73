{{- /* The settings, whose change restarts the pods. */ -}}
{{- define "redis.settings" -}}
{{- $files := list "redis.conf" "redis-users.acl" }}
{{- if .Values.sentinel.enabled }}
{{- $files = concat $files (list "replication.conf" "sentinel.conf" "sentinel-users.acl") }}
{{- end }}
{{- include "redis.files" (list . $files) }}
{{- end }}

{{- /* The scripts of the pods, whose change restarts them too. */ -}}
{{- define "redis.scripts" -}}
{{- $files := list "lib.sh" "cli.sh" "start-redis.sh" "probe-alive.sh" "probe-ready.sh" }}
{{- if .Values.sentinel.enabled }}
{{- $files = concat $files (list "start-sentinel.sh" "stop-redis.sh") }}
{{- end }}
{{- include "redis.files" (list . $files) }}
{{- end }}

{{- define "redis.files" -}}
{{- range index . 1 }}
{{ . }}: |
  {{- (index $ 0).Files.Get (printf "files/%s" .) | nindent 2 }}
{{- end }}
{{- end }}
