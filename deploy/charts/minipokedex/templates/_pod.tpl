{{- /* What all pods have in common, hardening above all. */ -}}
{{- define "minipokedex.podSpec" -}}
automountServiceAccountToken: false
# Variables such as REDIS_PORT=tcp://… would stand in the way of the service's own.
enableServiceLinks: false
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- /* What all containers have in common. */ -}}
{{- define "minipokedex.container" -}}
image: {{ include "minipokedex.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
# The end of the log is shown by `kubectl describe`.
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}
