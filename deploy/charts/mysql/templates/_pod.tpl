{{- /* Pings over TCP, where the server listens only once it is set up. Any answer will do, even "access denied". */ -}}
{{- define "mysql.ping" -}}
[mysqladmin, --host=127.0.0.1, --connect-timeout=4, --silent, ping]
{{- end }}
