{{- /* What all pods have in common, hardening above all. */ -}}
{{- define "redis.podSpec" -}}
automountServiceAccountToken: false
# Variables such as REDIS_PORT=tcp://… would be read by the programs.
enableServiceLinks: false
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
serviceAccountName: {{ include "redis.fullname" . }}
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
{{- define "redis.container" -}}
image: {{ include "redis.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
# The end of the log is shown by `kubectl describe`.
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}
