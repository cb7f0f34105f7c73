{{- /* The release's name if it contains the chart's, else both; short enough for what is appended. */ -}}
{{- define "redis.fullname" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- .Values.fullnameOverride | default $name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "redis.credentialsName" -}}
{{ include "redis.fullname" . }}-credentials
{{- end }}

{{- define "redis.headlessName" -}}
{{ include "redis.fullname" . }}-headless
{{- end }}

{{- define "redis.replicas" -}}
{{ ternary .Values.replicas 1 .Values.sentinel.enabled }}
{{- end }}

{{- /* The names of all pods, with spaces between. */ -}}
{{- define "redis.nodes" -}}
{{- $nodes := list }}
{{- range until (include "redis.replicas" . | int) }}
{{- $nodes = append $nodes (printf "%s-%d.%s" (include "redis.fullname" $) . (include "redis.headlessName" $)) }}
{{- end }}
{{- join " " $nodes }}
{{- end }}

{{- /* What selects pods; call it with (list $ "component"). */ -}}
{{- define "redis.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- /* Labels of pods: without the chart's version, so that a new chart alone doesn't replace them. */ -}}
{{- define "redis.podLabels" -}}
{{- $root := index . 0 -}}
{{ include "redis.selectorLabels" . }}
app.kubernetes.io/version: {{ include "redis.version" $root | quote }}
app.kubernetes.io/part-of: minipokedex
{{- end }}

{{- define "redis.labels" -}}
{{- $root := index . 0 -}}
{{ include "redis.podLabels" . }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name ($root.Chart.Version | replace "+" "_") }}
{{- end }}

{{- define "redis.version" -}}
{{- .Values.image.tag | default .Chart.AppVersion | trunc 63 | trimAll "-_." -}}
{{- end }}

{{- define "redis.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}
