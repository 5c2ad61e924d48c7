{{- define "wac.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 46 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 46 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "wac.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "wac.fullname" .) -}}
{{- end -}}

{{/* What selects pods; never changes for a release. { root, name } */}}
{{- define "wac.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | trunc 63 }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .name }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{/* { root, name } */}}
{{- define "wac.labels" -}}
{{ include "wac.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: whatsapp-campaigns
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Topics, rights, groups and secrets, made from schemas/ and config/ (deploy/chart). */}}
{{- define "wac.system" -}}
{{- .Files.Get "files/system.json" -}}
{{- end -}}

{{/* One service may run another tag: an upgrade of readers before writers. { root, service } */}}
{{- define "wac.image" -}}
{{- $image := .root.Values.image -}}
{{- $own := (.service | default dict).image | default dict -}}
{{- $digest := ternary "" $image.digest (hasKey $own "tag") -}}
{{- with $own.digest | default $digest -}}
{{- printf "%s@%s" $image.repository . -}}
{{- else -}}
{{- printf "%s:%s" $image.repository ($own.tag | default $image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* Numbers of values arrive as floating point: 1073741824 must not become 1.073741824e+09. */}}
{{- define "wac.text" -}}
{{- if kindIs "float64" . -}}
{{- if eq . (floor .) -}}{{ printf "%d" (int64 .) }}{{- else -}}{{ . }}{{- end -}}
{{- else -}}
{{- . -}}
{{- end -}}
{{- end -}}

{{/* Name → text of every variable of a process, as JSON. { root, name, service } */}}
{{- define "wac.environment" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $all := dict
  "NODE_ENV" "production"
  "HOST" "0.0.0.0"
  "HEALTH_PORT" "9100"
  "KAFKA_BROKERS" $values.kafka.brokers
  "KAFKA_REPLICATION" $values.kafka.replication
  "NAMESPACE" $values.kafka.namespace
  "SCHEMA_REGISTRY_URL" $values.registry.url
  "MONGODB_DATABASE" $values.mongodb.database -}}
{{- if not $values.mongodb.urlSecret.name -}}
{{- $_ := set $all "MONGODB_URL" $values.mongodb.url -}}
{{- end -}}
{{- if $values.trustedCertificates.configMap -}}
{{- $_ := set $all "NODE_EXTRA_CA_CERTS" "/run/certificates/ca.crt" -}}
{{- end -}}
{{- if $values.tracing.endpoint -}}
{{- $_ := set $all "OTEL_EXPORTER_OTLP_ENDPOINT" $values.tracing.endpoint -}}
{{- $_ := set $all "OTEL_TRACES_SAMPLER" $values.tracing.sampler -}}
{{- $_ := set $all "OTEL_TRACES_SAMPLER_ARG" $values.tracing.ratio -}}
{{- end -}}
{{- if eq .name "webhook" -}}
{{- $_ := set $all "WEBHOOK_PORT" "8082" -}}
{{- $_ := set $all "DRAIN_MS" (mul 1000 (int $values.drainSeconds)) -}}
{{- else if eq .name "api" -}}
{{- $_ := set $all "API_PORT" "8080" -}}
{{- $_ := set $all "DRAIN_MS" (mul 1000 (int $values.drainSeconds)) -}}
{{- if and $values.ingress.api.enabled $values.ingress.api.host -}}
{{- $_ := set $all "API_PUBLIC_URL" (printf "%s://%s" (ternary "https" "http" (ne $values.ingress.api.tlsSecret "")) $values.ingress.api.host) -}}
{{- end -}}
{{- end -}}
{{- range $name, $secret := include "wac.secrets" . | fromJson -}}
{{- $_ := set $all (printf "%s_FILE" $name) (printf "/run/secrets/%s/value" (include "wac.kebab" $name)) -}}
{{- end -}}
{{- range $settings := list $values.settings ((.service | default dict).settings | default dict) -}}
{{- range $name, $value := $settings -}}
{{- $_ := set $all $name $value -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := $all -}}
{{- $_ := set $all $name (include "wac.text" $value | replace "{service}" $.name) -}}
{{- end -}}
{{- $all | toJson -}}
{{- end -}}

{{- define "wac.kebab" -}}
{{- . | lower | replace "_" "-" -}}
{{- end -}}

{{/* Variable → secret that this process reads, as JSON. { root, name } */}}
{{- define "wac.secrets" -}}
{{- $values := .root.Values -}}
{{- $name := .name -}}
{{- $own := dict -}}
{{- range $variable, $readers := (include "wac.system" .root | fromJson).secretReaders -}}
{{- $given := get $values.secrets $variable -}}
{{- if eq $variable "MONGODB_URL" -}}
{{- $given = $values.mongodb.urlSecret -}}
{{- end -}}
{{- if and (has $name $readers) $given $given.name -}}
{{- $_ := set $own $variable (dict "name" ($given.name | replace "{service}" $name) "key" $given.key) -}}
{{- end -}}
{{- end -}}
{{- $own | toJson -}}
{{- end -}}

{{/* Longer than a process gives itself to finish what is under way. { root, name, service } */}}
{{- define "wac.graceSeconds" -}}
{{- $environment := include "wac.environment" . | fromJson -}}
{{- $stop := get $environment "STOP_WITHIN_MS" | default "45000" -}}
{{- $drain := get $environment "DRAIN_MS" | default "0" -}}
{{- add 15 (div (add (int $stop) (int $drain) 999) 1000) -}}
{{- end -}}

{{/* What all pods have: who they run as, and what they may not. { root, name, service, account, tmp } */}}
{{- define "wac.podSpec" -}}
{{- with .account }}
serviceAccountName: {{ . }}
{{- end }}
automountServiceAccountToken: false
# a Service named like a setting would change it (API_PORT)
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: tmp
    emptyDir: { sizeLimit: {{ .tmp | default "256Mi" }} }
  {{- with .root.Values.trustedCertificates }}
  {{- if .configMap }}
  - name: certificates
    configMap:
      name: {{ .configMap }}
      items: [{ key: {{ .key | quote }}, path: ca.crt }]
  {{- end }}
  {{- end }}
  {{- range $variable, $secret := include "wac.secrets" . | fromJson }}
  - name: {{ include "wac.kebab" $variable }}
    secret:
      secretName: {{ $secret.name }}
      items: [{ key: {{ $secret.key | quote }}, path: value }]
      # 0440; YAML 1.2 would read that as 440
      defaultMode: 288
  {{- end }}
{{- end -}}

{{/* { root, name, service } */}}
{{- define "wac.container" -}}
image: {{ include "wac.image" . | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
env:
  {{- range $name, $value := include "wac.environment" . | fromJson }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- if .root.Values.trustedCertificates.configMap }}
  - name: certificates
    mountPath: /run/certificates
    readOnly: true
  {{- end }}
  {{- range $variable, $secret := include "wac.secrets" . | fromJson }}
  - name: {{ include "wac.kebab" $variable }}
    mountPath: /run/secrets/{{ include "wac.kebab" $variable }}
    readOnly: true
  {{- end }}
{{- end -}}

{{/* The topic whose lag a service scales on, with its partitions, as JSON. { root, name } */}}
{{- define "wac.scalesOn" -}}
{{- $system := include "wac.system" .root | fromJson -}}
{{- get $system.scalesOn .name | toJson -}}
{{- end -}}

{{/* hook, or job where the broker's objects are made by this release too. */}}
{{- define "wac.publishMode" -}}
{{- $strimzi := or .Values.strimzi.topics.enabled .Values.strimzi.users.enabled -}}
{{- .Values.publish.mode | default (ternary "job" "hook" $strimzi) -}}
{{- end -}}
