{{- /* One document of sealedSecrets. */ -}}
{{- define "secrets.validate" -}}
{{- $root := index . 0 -}}
{{- with index . 1 -}}
{{- if .Error -}}
{{- fail (printf "sealedSecrets is not YAML: %s" .Error) -}}
{{- end -}}
{{- if ne (toString .kind) "SealedSecret" -}}
{{- fail (printf "sealedSecrets holds a %s; only SealedSecrets belong there" (.kind | default "document without a kind")) -}}
{{- end -}}
{{- if ne (.metadata.namespace | default $root.Release.Namespace) $root.Release.Namespace -}}
{{- fail (printf "SealedSecret %s is sealed for namespace %s and can't be opened in %s" .metadata.name .metadata.namespace $root.Release.Namespace) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "secrets.validateNames" -}}
{{- $sealed := index . 1 -}}
{{- range compact ((index . 0).Files.Lines "files/secrets.txt") -}}
{{- $name := first (splitList " " .) -}}
{{- if not (has $name $sealed) -}}
{{- fail (printf "sealedSecrets lacks %s: run `make secrets ENV=…`" $name) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "secrets.validateSource" -}}
{{- if and .Values.generate .Values.sealedSecrets -}}
{{- fail "generate and sealedSecrets exclude each other" -}}
{{- else if not (or .Values.generate .Values.sealedSecrets) -}}
{{- fail "give sealedSecrets, or set generate" -}}
{{- end -}}
{{- end }}
