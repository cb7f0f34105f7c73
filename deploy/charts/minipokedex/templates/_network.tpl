{{- /* NetworkPolicy rules: a list of `peers` and `ports` ("TCP/80") each. A rule without peers is left out, since an
empty list would mean anyone. Takes (list "from" or "to", rules). */ -}}
{{- define "minipokedex.networkRules" -}}
{{- $rules := list }}
{{- $direction := index . 0 }}
{{- range index . 1 }}
{{- $ports := list }}
{{- range .ports }}
{{- $parts := splitList "/" . }}
{{- $port := index $parts 1 }}
{{- $ports = append $ports (dict "protocol" (first $parts) "port" (ternary (atoi $port) $port (regexMatch "^[0-9]+$" $port))) }}
{{- end }}
{{- if .peers }}
{{- $rules = append $rules (dict $direction .peers "ports" $ports) }}
{{- end }}
{{- end }}
{{- toYaml $rules }}
{{- end }}

{{- /* The egress of every client of MySQL: DNS and MySQL. */ -}}
{{- define "minipokedex.databaseEgress" -}}
{{- with .Values.networkPolicy.egress }}
{{- list
  (dict "peers" .dns "ports" (list "UDP/53" "TCP/53"))
  (dict "peers" .database "ports" (list (printf "TCP/%v" $.Values.database.port)))
  | toJson }}
{{- end }}
{{- end }}

{{- /* The rest of the service's egress. */ -}}
{{- define "minipokedex.serviceEgress" -}}
{{- $rules := list }}
{{- with .Values.networkPolicy.egress }}
{{- $ports := include "minipokedex.portsOf" (list $.Values.redis.sentinels 26379) | fromJsonArray }}
{{- $rules = append $rules (dict "peers" .redis "ports" (prepend $ports (printf "TCP/%v" $.Values.redis.port))) }}
{{- if $.Values.memcached.servers }}
{{- $ports = include "minipokedex.portsOf" (list $.Values.memcached.servers 11211) | fromJsonArray }}
{{- $rules = append $rules (dict "peers" .memcached "ports" $ports) }}
{{- end }}
{{- with $.Values.tracing.endpoint }}
{{- $default := ternary 443 80 (hasPrefix "https:" .) }}
{{- $ports = include "minipokedex.portsOf" (list (list (urlParse .).host) $default) | fromJsonArray }}
{{- $rules = append $rules (dict "peers" $.Values.networkPolicy.egress.tracing "ports" $ports) }}
{{- end }}
{{- end }}
{{- toJson $rules }}
{{- end }}

{{- /* The distinct ports of `host` or `host:port` texts. Takes (list texts, default). */ -}}
{{- define "minipokedex.portsOf" -}}
{{- $ports := list }}
{{- range index . 0 }}
{{- $port := regexFind ":[0-9]+$" . | trimPrefix ":" | default (index $ 1) }}
{{- $ports = append $ports (printf "TCP/%v" $port) }}
{{- end }}
{{- uniq $ports | toJson }}
{{- end }}
