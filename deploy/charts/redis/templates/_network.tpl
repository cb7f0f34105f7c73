{{- /* NetworkPolicy rule for whoever asks names. */ -}}
{{- define "redis.dnsEgress" -}}
{{- with .Values.networkPolicy.dns }}
- to:
    {{- toYaml . | nindent 4 }}
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end }}
{{- end }}

{{- define "redis.ports" -}}
- { protocol: TCP, port: 6379 }
{{- if .Values.sentinel.enabled }}
- { protocol: TCP, port: 26379 }
{{- end }}
{{- end }}

{{- /* NetworkPolicy rule for whoever speaks to the servers. */ -}}
{{- define "redis.serverEgress" -}}
- to:
    - podSelector:
        matchLabels:
          {{- include "redis.selectorLabels" (list . "server") | nindent 10 }}
  ports:
    {{- include "redis.ports" . | nindent 4 }}
{{- end }}
