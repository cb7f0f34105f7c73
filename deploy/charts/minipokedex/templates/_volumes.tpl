{{- /* The passwords and authorities of some parts of the values; call both with (list $ "database" "redis" …). */ -}}
{{- define "minipokedex.volumes" -}}
{{- $values := (first .).Values -}}
- name: passwords
  projected:
    defaultMode: 0440
    sources:
      {{- range $part := rest . }}
      {{- with (index $values $part).existingSecret }}
      - secret:
          name: {{ . }}
          items: [{ key: password, path: {{ $part }} }]
      {{- end }}
      {{- end }}
{{- range $part := rest . }}
{{- with (index $values $part).tls }}
{{- if and .enabled .caSecret }}
- name: {{ $part }}-authority
  secret:
    secretName: {{ .caSecret }}
    items: [{ key: {{ .caKey | quote }}, path: ca.crt }]
{{- else if and .enabled .caConfigMap }}
- name: {{ $part }}-authority
  configMap:
    name: {{ .caConfigMap }}
    items: [{ key: {{ .caKey | quote }}, path: ca.crt }]
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "minipokedex.mounts" -}}
{{- $values := (first .).Values -}}
- { name: passwords, mountPath: {{ include "minipokedex.passwordFolder" $ }}, readOnly: true }
{{- range $part := rest . }}
{{- with (index $values $part).tls }}
{{- if and .enabled (or .caSecret .caConfigMap) }}
- { name: {{ $part }}-authority, mountPath: {{ include "minipokedex.authorityFolder" $ }}/{{ $part }}, readOnly: true }
{{- end }}
{{- end }}
{{- end }}
{{- end }}
