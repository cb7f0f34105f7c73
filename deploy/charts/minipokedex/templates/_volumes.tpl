{{- /* The passwords and authorities of some parts of the values. Takes (list $ optional "database" "redis" …). A pod waits
for a Secret that does not exist; if it is optional, the program starts, reports it and exits. */ -}}
{{- define "minipokedex.volumes" -}}
{{- $values := (first .).Values -}}
{{- $optional := index . 1 -}}
- name: passwords
  projected:
    defaultMode: 0440
    sources:
      {{- range $part := slice . 2 }}
      {{- with (index $values $part).existingSecret }}
      - secret:
          name: {{ . }}
          optional: {{ $optional }}
          items: [{ key: password, path: {{ $part }} }]
      {{- end }}
      {{- end }}
{{- range $part := slice . 2 }}
{{- with (index $values $part).tls }}
{{- if and .enabled .caSecret }}
- name: {{ $part }}-authority
  secret:
    secretName: {{ .caSecret }}
    optional: {{ $optional }}
    items: [{ key: {{ .caKey | quote }}, path: ca.crt }]
{{- else if and .enabled .caConfigMap }}
- name: {{ $part }}-authority
  configMap:
    name: {{ .caConfigMap }}
    optional: {{ $optional }}
    items: [{ key: {{ .caKey | quote }}, path: ca.crt }]
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The mounts of these volumes. Takes (list $ "database" "redis" …). */ -}}
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
