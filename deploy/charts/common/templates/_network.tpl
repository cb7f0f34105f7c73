{{- /* The rule of a NetworkPolicy that lets pods resolve names, unless networkPolicy.dns is empty. */ -}}
{{- define "common.dnsEgress" -}}
{{- with .Values.networkPolicy.dns -}}
- to:
    {{- toYaml . | nindent 4 }}
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end }}
{{- end }}
