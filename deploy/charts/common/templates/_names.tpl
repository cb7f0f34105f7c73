{{- /* The release's name if it contains the chart's, else both. It is cut to leave room for suffixes. */ -}}
{{- define "common.fullname" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- .Values.fullnameOverride | default $name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- /* Selects all pods of a release. */ -}}
{{- define "common.releaseLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* Selects the pods of a component. Takes (list $ "component"), as all templates of labels below. */ -}}
{{- define "common.selectorLabels" -}}
{{ include "common.releaseLabels" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- /* Labels of pods. They lack the chart's version, so that a new chart alone does not replace the pods. */ -}}
{{- define "common.podLabels" -}}
{{ include "common.selectorLabels" . }}
app.kubernetes.io/version: {{ include "common.version" (index . 0) | quote }}
app.kubernetes.io/part-of: minipokedex
{{- end }}

{{- define "common.labels" -}}
{{- $root := index . 0 -}}
{{ include "common.podLabels" . }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name ($root.Chart.Version | replace "+" "_") }}
{{- end }}

{{- define "common.version" -}}
{{- .Values.image.tag | default .Chart.AppVersion | trunc 63 | trimAll "-_." -}}
{{- end }}

{{- /* The ServiceAccount of a component, which no pod uses to speak to Kubernetes. */ -}}
{{- define "common.serviceAccount" -}}
{{- $root := index . 0 -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "common.fullname" $root }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
  {{- with ($root.Values.serviceAccount).annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end }}
