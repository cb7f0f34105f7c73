{{- /* The release's name if it contains the chart's, else both; short enough for what is appended. */ -}}
{{- define "minipokedex.fullname" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- .Values.fullnameOverride | default $name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "minipokedex.migrationName" -}}
{{ include "minipokedex.fullname" . }}-migration
{{- end }}

{{- define "minipokedex.testName" -}}
{{ include "minipokedex.fullname" . }}-test
{{- end }}

{{- /* What selects pods; call it with (list $ "component"). */ -}}
{{- define "minipokedex.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- /* Labels of pods: without the chart's version, so that a new chart alone doesn't replace them. */ -}}
{{- define "minipokedex.podLabels" -}}
{{- $root := index . 0 -}}
{{ include "minipokedex.selectorLabels" . }}
app.kubernetes.io/version: {{ include "minipokedex.version" $root | quote }}
app.kubernetes.io/part-of: minipokedex
{{- end }}

{{- define "minipokedex.labels" -}}
{{- $root := index . 0 -}}
{{ include "minipokedex.podLabels" . }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name ($root.Chart.Version | replace "+" "_") }}
{{- end }}

{{- define "minipokedex.version" -}}
{{- .Values.image.tag | default .Chart.AppVersion | trunc 63 | trimAll "-_." -}}
{{- end }}

{{- define "minipokedex.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}
