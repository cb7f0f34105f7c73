{{- /* The release's name if it contains the chart's, else both; short enough for what is appended. */ -}}
{{- define "memcached.fullname" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- .Values.fullnameOverride | default $name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- /* What selects pods; call it with (list $ "component"). */ -}}
{{- define "memcached.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- /* Labels of pods: without the chart's version, so that a new chart alone doesn't replace them. */ -}}
{{- define "memcached.podLabels" -}}
{{- $root := index . 0 -}}
{{ include "memcached.selectorLabels" . }}
app.kubernetes.io/version: {{ include "memcached.version" $root | quote }}
app.kubernetes.io/part-of: minipokedex
{{- end }}

{{- define "memcached.labels" -}}
{{- $root := index . 0 -}}
{{ include "memcached.podLabels" . }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name ($root.Chart.Version | replace "+" "_") }}
{{- end }}

{{- define "memcached.version" -}}
{{- .Values.image.tag | default .Chart.AppVersion | trunc 63 | trimAll "-_." -}}
{{- end }}

{{- define "memcached.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}
