{{- /* What all pods share; the rest of the pod's spec follows it. */ -}}
{{- define "common.podSpec" -}}
automountServiceAccountToken: false
# Kubernetes would set variables such as REDIS_PORT=tcp://…, which the programs read as their own settings.
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

{{- /* What all containers share. Takes (list $ image), where the image has a repository, a tag and a digest. */ -}}
{{- define "common.container" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
image: {{ printf "%s%s" $image.repository (ternary (printf ":%s" ($image.tag | default $root.Chart.AppVersion)) (printf "@%s" $image.digest) (empty $image.digest)) | quote }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
securityContext:
  {{- toYaml $root.Values.securityContext | nindent 2 }}
# The end of the log is shown by `kubectl describe`.
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}
